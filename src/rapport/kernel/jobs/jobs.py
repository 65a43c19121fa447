"""The house's own periodic work: sealing the audit, cutting what is old, freeing dead jobs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from rapport.kernel.asks import commands as asks
from rapport.kernel.audit import commands as audit
from rapport.kernel.audit.sources import forgets_rows, history_source
from rapport.kernel.events import relay
from rapport.kernel.events.once import cut_request_keys

from .at_work import NOBODY_AT_IT
from .batches import BatchRuns
from .continuing import continue_batch, left_batches
from .declare import every, job
from .history import batch_changes
from .purging import forget_rows, purge_batches

KEPT_FOR = timedelta(days=30)
# The worker says every ten seconds that it lives; three misses mean that it does not. Mostly its
# death shows sooner: nobody is at a job that was begun a while ago.
DEAD_AFTER = timedelta(seconds=35)
BEGUN_WITHIN = timedelta(seconds=3)
DEATHS = 3  # a job that took so many workers along is parked
# A worker that dies counts as a try, or a job that kills its worker would do so for ever.
FREE = """
with freed as (
  update procrastinate_jobs j set worker_id = null, attempts = attempts + 1,
    status = case when attempts + 1 >= %s then 'failed' else 'todo' end::procrastinate_job_status
  where status = 'doing' and (not exists (
      select from procrastinate_workers w where w.id = j.worker_id and w.last_heartbeat > %s)
    or {nobody_at_it} and not exists (select from procrastinate_events e
      where e.job_id = j.id and e.type = 'started' and e.at > %s))
  returning id),
noted as (
  insert into jobs_jobfault (job_id, code, place, at) select id, 'WorkerDied', '', %s from freed
  on conflict (job_id) do update set code = excluded.code, place = '', at = excluded.at)
select count(*) from freed""".replace("{nobody_at_it}", NOBODY_AT_IT)
FORGET = """
with forgotten as (
  delete from procrastinate_jobs j where status in ('succeeded', 'cancelled', 'aborted')
  and not exists (select from procrastinate_events e where e.job_id = j.id and e.at > %s)
  returning id)
delete from jobs_jobfault where job_id in (select id from forgotten)"""

history_source(batch_changes)
forgets_rows(forget_rows)


@every(3, "audit.seal")
def seal_audit(now: datetime) -> None:
    """Chain the audit rows that every open transaction is younger than."""
    audit.seal(now=now)


@every(600, "events.cut")
def cut_events(now: datetime) -> None:
    """Delete events older than 30 days that no lane needs, and keys and requests as old."""
    while relay.cut(before=now - KEPT_FOR):
        continue
    relay.cut_lanes()
    cut_request_keys(now=now)
    asks.cut_requests(now=now)


@every(6 * 3600, "jobs.purge_batches")
def purge_old_batches(now: datetime) -> None:
    """Remove what changes of many rows replaced 30 days ago."""
    purge_batches(now=now)


@every(3, "jobs.free")
def free_jobs_of_dead_workers(now: datetime) -> int:
    """Put back into the queue what a killed worker was at; return how many jobs."""
    with connection.cursor() as cursor:
        cursor.execute(FREE, [DEATHS, now - DEAD_AFTER, now - BEGUN_WITHIN, now])
        return int(cursor.fetchone()[0])


@every(3600, "jobs.forget")
def forget_finished_jobs(now: datetime) -> None:
    """Delete jobs that ended more than a day ago; parked ones stay for a person."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [now - timedelta(days=1)])


@every(60, "jobs.continue_batches")
def continue_left_batches(now: datetime) -> None:
    """Have the batches of killed processes gone on with."""
    for batch_id in left_batches(now=now):
        go_on_with_batch.defer(batch_id=batch_id, only_once=f"batch:{batch_id}")


@job("jobs.go_on_with_batch")
def go_on_with_batch(*, batch_id: int, now: datetime) -> None:
    """Write the rest of a batch, unless the process that began it still does."""
    try:
        continue_batch(batch_id, now=now)
    except BatchRuns:
        return  # looked at again in a minute


@job("jobs.probe")
def probe(*, word: str, now: datetime) -> None:
    """Do nothing but end well: that it did shows that jobs are run."""
