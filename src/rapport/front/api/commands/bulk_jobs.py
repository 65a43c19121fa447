"""Many lines for one operation: kept, then done by a worker a hundred at a time."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils import translation

from rapport.front.api.events import BulkJobAsked, BulkJobEnded
from rapport.front.api.inside import Inside, Way, way_of
from rapport.front.api.models import BulkJob, BulkLine, BulkState
from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import SYSTEM, Actor
from rapport.kernel.errors import N_, Invalid
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, new_id
from rapport.kernel.web.problems import TooLarge

MOST_LINES = 10_000
CHUNK = 100  # lines of a transaction: what a killed worker does again
DISCARD = (
    "delete from api_bulkline where job_id in (select id from api_bulkjob where ended_at < %s)"
)


class BulkUnknown(Invalid):
    sentence = N_("There is no {operation} of many {resource}.")


class LinesNotText(Invalid):
    sentence = N_("The lines are no UTF-8 text. Nothing was kept.")


class LinesMissing(Invalid):
    sentence = N_("Send one JSON object a line; there is none.")


def lines_of(content: bytes) -> list[str]:
    """Return the lines of a file of NDJSON that are not blank. Refuses LinesNotText."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise LinesNotText() from None
    if "\x00" in text:
        raise LinesNotText()
    return [line.strip() for line in text.split("\n") if line.strip()]


@transaction.atomic
def ask_bulk_job(
    *,
    resource: str,
    operation: str,
    lines: list[str],
    token_id: int | None = None,
    by_worker: bool = True,
    actor: Actor,
    now: datetime,
    rng: Chance,
) -> BulkJobAsked:
    """
    Keep the lines for a worker, or for the command line, which does them itself.

    Refuses   BulkUnknown, LinesMissing, TooLarge.
    Tells     BulkJobAsked; the reaction to it hands the job to a worker.
    """
    if way_of(resource, operation) is None:
        raise BulkUnknown(resource=resource, operation=operation)
    if not lines:
        raise LinesMissing()
    if len(lines) > MOST_LINES:
        raise TooLarge(limit=f"{MOST_LINES:,}")
    job = BulkJob(uid=new_id(now, rng), user_id=actor.user_id, token_id=token_id)
    job.set(resource=resource, operation=operation, total=len(lines))
    changes = job.save_changes(now=now)
    BulkLine.objects.bulk_create(
        BulkLine(job=job, number=number, text=text) for number, text in enumerate(lines, 1)
    )
    asked = BulkJobAsked(job.pk, resource, operation, len(lines), by_worker, occurred_at=now)
    return tell(asked, about=job, changes=changes, actor=actor, now=now)


def run_bulk_job(*, job_id: int, actor: Actor | None = None, now: datetime) -> BulkJobEnded | None:
    """
    Do the lines that are not done; a line that is refused changes nothing and stops no other.

    Who sent it does it, with the rights he has now; a job of nobody's is the actor's, who works at
    the command line. Safe to run again: a hundred lines commit with the note that they are done.
    Tells     BulkJobEnded.
    """
    job = BulkJob.objects.get(pk=job_id)
    way = way_of(job.resource, job.operation)
    inside = _inside(job, actor, now)
    if job.ended_at is not None or way is None:
        return None
    if inside is None:
        return _end(job_id, BulkState.FAILED, now)
    with translation.override(inside.actor.language):  # of the reasons for what is left out
        while _do_some(job_id, way, inside):
            continue
    return _end(job_id, BulkState.DONE, now)


def forget_bulk_lines(*, before: datetime) -> None:
    """Delete the lines of jobs that ended before."""
    with connection.cursor() as cursor:
        cursor.execute(DISCARD, [before])


def _inside(job: BulkJob, actor: Actor | None, now: datetime) -> Inside | None:
    """Return a caller with the rights that who sent the job has now; None when he has none."""
    if job.token_id is not None:
        reader = access.reader_of_token_key(job.token_id, now=now)
    elif job.user_id is not None:
        reader = access.reader_of(job.user_id)
    else:
        return Inside(actor, None, now) if actor is not None else None
    return Inside(reader.actor, reader, now) if reader else None


@transaction.atomic
def _do_some(job_id: int, way: Way, inside: Inside) -> bool:
    """Do the next lines and note it; return whether there may be more."""
    job: BulkJob = BulkJob.objects.locked().get(pk=job_id)
    lines = list(BulkLine.objects.filter(job=job, is_done=False).order_by("number")[:CHUNK])
    for line in lines:
        line.record, line.problem = inside.do(way, line.text)
        line.is_done = True
        line.text = line.text if line.problem else ""
    BulkLine.objects.bulk_update(lines, ["record", "problem", "is_done", "text"])
    failed = sum(line.problem is not None for line in lines)
    BulkJob.objects.filter(pk=job_id).update(
        state=BulkState.RUNNING, done=job.done + len(lines) - failed, failed=job.failed + failed
    )
    return len(lines) == CHUNK


@transaction.atomic
def _end(job_id: int, state: BulkState, now: datetime) -> BulkJobEnded | None:
    job: BulkJob = BulkJob.objects.locked().get(pk=job_id)
    if job.ended_at is not None:  # by another worker, which did the last lines meanwhile
        return None
    job.set(state=state, ended_at=now)
    changes = job.save_changes(now=now)
    ended = BulkJobEnded(job.pk, state.value, job.done, job.failed, occurred_at=now)
    return tell(ended, about=job, changes=changes, actor=SYSTEM, now=now)
