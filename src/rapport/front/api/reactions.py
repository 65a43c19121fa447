"""What the interface does when something happened."""

from __future__ import annotations

from datetime import datetime

from rapport.kernel.events.declare import on

from . import jobs
from .events import BulkJobAsked


@on(BulkJobAsked)
def hand_bulk_job_to_a_worker_when_asked(event: BulkJobAsked, *, now: datetime) -> None:
    if event.by_worker:
        jobs.run_bulk_job.defer(job_id=event.job_id, only_once=f"bulk:{event.job_id}")
