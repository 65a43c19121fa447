"""What happens to jobs of many lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rapport.kernel.events.declare import event


@event("api.bulk_job_asked.v1")
@dataclass(frozen=True, slots=True)
class BulkJobAsked:
    job_id: int
    resource: str
    operation: str
    total: int
    by_worker: bool  # False: who asked does it himself, at the command line
    occurred_at: datetime


@event("api.bulk_job_ended.v1")
@dataclass(frozen=True, slots=True)
class BulkJobEnded:
    """Each line was done or refused, or, in the state `failed`, who asked may no longer."""

    job_id: int
    state: str
    done: int
    failed: int
    occurred_at: datetime
