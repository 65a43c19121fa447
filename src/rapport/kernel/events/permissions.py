"""What people may do with reactions that are stuck."""

from rapport.kernel.access.permissions import permission
from rapport.kernel.errors import N_

MEND = permission("events.mend", N_("Replay or skip reactions that are stuck"))
