"""What can be done with imports."""

from .apply_import import ImportMetOthers as ImportMetOthers
from .apply_import import ImportRunsAlready as ImportRunsAlready
from .apply_import import apply_import as apply_import
from .ask_export import ask_export as ask_export
from .ask_export import write_export as write_export
from .fail_import import fail_import as fail_import
from .judge_import import drop_stage as drop_stage
from .judge_import import judge_import as judge_import
from .map_import import map_import as map_import
from .purge_imports import forget_rows as forget_rows
from .purge_imports import purge_imports as purge_imports
from .steps import ImportStandsElsewhere as ImportStandsElsewhere
from .steps import ImportTakenBack as ImportTakenBack
from .steps import must_be_ready as must_be_ready
from .undo_import import undo_import as undo_import
from .upload_import import upload_import as upload_import
