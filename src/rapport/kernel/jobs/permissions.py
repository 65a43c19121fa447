"""Who may look after jobs."""

from rapport.kernel.access.permissions import SEE_HEALTH, permission
from rapport.kernel.errors import N_

MEND_JOBS = permission("jobs.mend", N_("Replay and cancel parked jobs"))

__all__ = ["MEND_JOBS", "SEE_HEALTH"]
