"""Which jobs wait, run, or were given up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from rapport.kernel.access.actor import Actor

from .permissions import SEE_HEALTH

_PARKED = """
select j.id, j.task_name, j.args, j.attempts, coalesce(f.code, ''), coalesce(f.place, ''),
  coalesce(f.at, (select max(e.at) from procrastinate_events e where e.job_id = j.id))
from procrastinate_jobs j left join jobs_jobfault f on f.job_id = j.id
where j.status = 'failed' order by j.id desc limit %s"""
_WAITING = """
select count(*) filter (where status = 'todo'), count(*) filter (where status = 'doing'),
  count(*) filter (where status = 'failed'),
  min(coalesce(scheduled_at, now())) filter (where status = 'todo') from procrastinate_jobs"""

_BATCHES = """
select b.uid, b.name, b.entity, coalesce(u.name, ''), b.state, b.total, b.done, b.refused,
  b.created_at, b.ended_at
from jobs_batch b left join access_user u on u.id = b.user_id order by b.id desc limit %s"""


@dataclass(frozen=True, slots=True)
class ParkedJob:
    """A job that failed its last try and waits for a person; `code` and `place` say why."""

    job_id: int
    name: str
    arguments: dict[str, Any]
    attempts: int
    code: str
    place: str
    parked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Queue:
    waiting: int
    running: int
    parked: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A command on many rows: how far it is, how many rows its actor might not change."""

    uid: UUID
    name: str
    entity: str
    who: str
    state: str
    total: int
    done: int
    refused: int
    begun_at: datetime
    ended_at: datetime | None


def batches(*, actor: Actor, limit: int = 20) -> tuple[BatchRow, ...]:
    """Return the commands on many rows, newest first. Refuses NotAllowed."""
    actor.must(SEE_HEALTH)
    with connection.cursor() as cursor:
        cursor.execute(_BATCHES, [limit])
        return tuple(BatchRow(*row) for row in cursor.fetchall())


def parked_jobs(*, actor: Actor, limit: int = 200) -> tuple[ParkedJob, ...]:
    """Return the jobs that were given up, newest first. Refuses NotAllowed."""
    actor.must(SEE_HEALTH)
    with connection.cursor() as cursor:
        cursor.execute(_PARKED, [limit])
        rows = cursor.fetchall()
    return tuple(ParkedJob(row[0], row[1], json.loads(row[2]), *row[3:]) for row in rows)


def queue(*, actor: Actor) -> Queue:
    """Return how many jobs wait, run and are parked. Refuses NotAllowed."""
    actor.must(SEE_HEALTH)
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return Queue(*cursor.fetchone())
