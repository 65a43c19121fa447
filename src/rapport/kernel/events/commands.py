"""What people do about reactions that are stuck."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.audit import commands as audit
from rapport.kernel.errors import N_, NotFound

from .bell import ring
from .permissions import MEND

LOCK = """select stuck_seq, error from lane
where aggregate = %s and reaction = %s and parked_at is not null for update"""
RESUME = """
update lane set parked_at = null, attempts = 0, stuck_seq = null, error = null,
  due_at = clock_timestamp(), done_seq = case when %s then %s else done_seq end
where aggregate = %s and reaction = %s"""


class NotParked(NotFound):
    sentence = N_("This reaction is not stuck any more; somebody may have mended it.")


@dataclass(frozen=True, slots=True)
class Resumed:
    """A parked lane goes on; `skipped` when its event was left out."""

    aggregate: str
    reaction: str
    seq: int
    skipped: bool


@transaction.atomic
def replay_parked(*, aggregate: str, reaction: str, actor: Actor, now: datetime) -> Resumed:
    """
    Try the parked event again; what waits behind it follows.

    Refuses   NotAllowed; NotParked.
    """
    return _resume(aggregate, reaction, skip=False, actor=actor, now=now)


@transaction.atomic
def skip_parked(*, aggregate: str, reaction: str, actor: Actor, now: datetime) -> Resumed:
    """
    Leave the parked event out, for this reaction only; what waits behind it follows.

    Refuses   NotAllowed; NotParked.
    """
    return _resume(aggregate, reaction, skip=True, actor=actor, now=now)


def _resume(aggregate: str, reaction: str, *, skip: bool, actor: Actor, now: datetime) -> Resumed:
    """Lanes have no version, so what is done to them is in the audit and tells no event."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [aggregate, reaction])
        parked = cursor.fetchone()
        actor.must(MEND)
        if parked is None:
            raise NotParked(aggregate=aggregate, reaction=reaction)
        seq, error = parked
        cursor.execute(RESUME, [skip, seq, aggregate, reaction])
    audit.record(
        "events.reaction_skipped" if skip else "events.reaction_replayed",
        details={"aggregate": aggregate, "reaction": reaction, "seq": seq, "error": error},
        actor=actor,
        now=now,
    )
    transaction.on_commit(ring)
    return Resumed(aggregate, reaction, seq, skip)
