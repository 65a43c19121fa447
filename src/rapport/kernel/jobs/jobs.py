"""The house's own periodic work: sealing the audit, cutting old events, freeing dead jobs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from rapport.kernel.audit import commands as audit
from rapport.kernel.events import relay

from .declare import every, job

KEPT_FOR = timedelta(days=30)
# The worker says every ten seconds that it lives; three misses mean that it does not.
DEAD_AFTER = timedelta(seconds=35)


@every(5, "audit.seal")
def seal_audit(now: datetime) -> None:
    """Chain the audit rows that every open transaction is younger than."""
    audit.seal(now=now)


@every(600, "events.cut")
def cut_events(now: datetime) -> None:
    """Delete events older than 30 days that no lane needs."""
    while relay.cut(before=now - KEPT_FOR):
        continue
    relay.cut_lanes()


@every(15, "jobs.free")
def free_jobs_of_dead_workers(now: datetime) -> int:
    """Put back into the queue what a killed worker was at."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update procrastinate_jobs j set status = 'todo', worker_id = null
            where status = 'doing' and not exists (
              select from procrastinate_workers w
              where w.id = j.worker_id and w.last_heartbeat > %s)""",
            [now - DEAD_AFTER],
        )
        return cursor.rowcount


@every(3600, "jobs.forget")
def forget_finished_jobs(now: datetime) -> None:
    """Delete jobs that ended well more than a day ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            """delete from procrastinate_jobs j where status in ('succeeded', 'cancelled')
            and not exists (select from procrastinate_events e
              where e.job_id = j.id and e.at > %s)""",
            [now - timedelta(days=1)],
        )


@job("jobs.probe")
def probe(*, word: str, now: datetime) -> None:
    """Do nothing but end well: that it did shows that jobs are run."""
