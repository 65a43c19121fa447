"""What may be done with the timeline; other rooms call these."""

from .enter_reassigned import enter_reassigned as enter_reassigned
from .forget_entries import forget_entries as forget_entries
from .record_entries import record_entries as record_entries
from .record_entries import record_entries_from as record_entries_from
from .record_entry import record_entry as record_entry
