"""Reading the state of events: what is parked, what waits, how late things are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.permissions import SEE_HEALTH

PARKED = """
select l.aggregate, l.reaction, l.stuck_seq, l.error, l.attempts, l.parked_at, o.name, o.uid,
  o.told_at, (select count(*) from outbox w where w.aggregate = l.aggregate
    and w.aggregate_seq > l.stuck_seq and w.aggregate_seq <= l.told_seq)
from lane l left join outbox o on o.aggregate = l.aggregate and o.aggregate_seq = l.stuck_seq
where l.parked_at is not null order by l.parked_at desc limit %s"""
PULSE = """
select (select count(*) from outbox_waiting), count(*) filter (where attempts = 0),
  count(*) filter (where attempts > 0),
  (select count(*) from lane where parked_at is not null), min(due_at)
from lane where due_at < 'infinity'"""


@dataclass(frozen=True, slots=True)
class Parked:
    """A reaction that gave up on an event; `behind` later events of the same row wait for it."""

    aggregate: str
    reaction: str
    seq: int
    error: str
    attempts: int
    parked_at: datetime
    event_name: str
    event_uid: str
    told_at: datetime | None
    behind: int


@dataclass(frozen=True, slots=True)
class Pulse:
    """How events flow at this moment."""

    waiting: int  # told, not relayed
    due: int  # lanes with work
    retrying: int
    parked: int
    oldest_due_at: datetime | None


def parked_reactions(*, actor: Actor, limit: int = 200) -> tuple[Parked, ...]:
    """
    Return the parked reactions, the newest first.

    Refuses   NotAllowed.
    """
    actor.must(SEE_HEALTH)
    with connection.cursor() as cursor:
        cursor.execute(PARKED, [limit])
        rows = cursor.fetchall()
    return tuple(_parked(row) for row in rows)


def _parked(row: Sequence[Any]) -> Parked:
    named = (row[6] or "", str(row[7] or ""))
    return Parked(*[*row[:6], *named, *row[8:]])


def pulse(*, actor: Actor) -> Pulse:
    """
    Return how events flow at this moment.

    Refuses   NotAllowed.
    """
    actor.must(SEE_HEALTH)
    with connection.cursor() as cursor:
        cursor.execute(PULSE)
        return Pulse(*cursor.fetchone())
