"""Jobs of many lines: how far they are, and which lines were left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, NotFound

from .models import BulkJob, BulkLine


@dataclass(frozen=True, slots=True)
class BulkCard:
    """A job: counts are of lines; `done` and `failed` together reach `total`."""

    key: int
    id: UUID
    resource: str
    operation: str
    state: str
    total: int
    done: int
    failed: int
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class FailedLine:
    """A line that was left out, as it was sent, and the problem."""

    number: int
    text: str
    problem: dict[str, Any]


def bulk_jobs(
    *, actor: Actor, limit: int = 50, before: int | None = None
) -> tuple[list[BulkCard], int | None]:
    """Return a page of the actor's jobs, the newest first, and `before` of the next page."""
    rows = BulkJob.objects.filter(user=actor.user_id).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = [_card(row) for row in rows[: limit + 1]]
    return found[:limit], found[limit - 1].key if len(found) > limit else None


def bulk_card(uid: UUID, *, actor: Actor) -> BulkCard:
    """Return one of the actor's jobs. Refuses NotFound."""
    return _card(_own(uid, actor))


def bulk_uid(job_id: int) -> UUID:
    """Return the id of a job by its key; whoever asks has just made it."""
    uid: UUID = BulkJob.objects.values_list("uid", flat=True).get(pk=job_id)
    return uid


def failed_lines(
    uid: UUID, *, actor: Actor, after: int = 0, limit: int = 200
) -> tuple[list[FailedLine], int | None]:
    """Return lines that were left out, in order, and `after` of the next page. Refuses NotFound."""
    rows = BulkLine.objects.filter(job=_own(uid, actor), problem__isnull=False, number__gt=after)
    found = [
        FailedLine(row.number, row.text, row.problem or {})
        for row in rows.order_by("number")[: limit + 1]
    ]
    return found[:limit], found[limit - 1].number if len(found) > limit else None


def _own(uid: UUID, actor: Actor) -> BulkJob:
    job = BulkJob.objects.filter(uid=uid, user=actor.user_id).first()
    if job is None:
        raise NotFound(entity=N_("Job of many lines"), id=str(uid))
    return job


def _card(job: BulkJob) -> BulkCard:
    return BulkCard(
        job.pk,
        job.uid,
        job.resource,
        job.operation,
        job.state,
        job.total,
        job.done,
        job.failed,
        job.created_at,
        job.ended_at,
    )
