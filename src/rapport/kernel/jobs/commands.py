"""Replay and cancel jobs that were given up."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.audit import commands as audit
from rapport.kernel.errors import N_, NotFound

from .permissions import MEND_JOBS


class JobNotParked(NotFound):
    sentence = N_("Job {id} is not parked: it was replayed, cancelled or finished meanwhile.")


@transaction.atomic
def replay_job(*, job_id: int, actor: Actor, now: datetime) -> int:
    """Let a parked job be tried anew, with as many tries as at first. Refuses JobNotParked."""
    return _mend(job_id, "todo", "jobs.job_replayed", actor, now)


@transaction.atomic
def cancel_job(*, job_id: int, actor: Actor, now: datetime) -> int:
    """Take a parked job from those that wait for a person. Refuses JobNotParked."""
    return _mend(job_id, "cancelled", "jobs.job_cancelled", actor, now)


def _mend(job_id: int, status: str, name: str, actor: Actor, now: datetime) -> int:
    actor.must(MEND_JOBS)
    with connection.cursor() as cursor:
        cursor.execute(
            """update procrastinate_jobs set status = %s::procrastinate_job_status, attempts = 0,
            scheduled_at = %s where id = %s and status = 'failed'""",
            [status, now, job_id],
        )
        if not cursor.rowcount:
            raise JobNotParked(id=job_id)
    audit.record(name, entity="jobs.job", row_id=job_id, actor=actor, now=now)
    return job_id
