"""What enters the timeline by itself: news of the rooms below."""

from __future__ import annotations

from datetime import datetime

from rapport.customers.interactions import commands
from rapport.customers.interactions.words import EntryGiven, EntryKind
from rapport.customers.parties import events as parties
from rapport.kernel.access.actor import SYSTEM, Actor
from rapport.kernel.clock import dice
from rapport.kernel.entities.sql import Sql
from rapport.kernel.events.declare import on
from rapport.kernel.jobs.declare import job

PARTY, NOTE = "parties.party", "parties.note"


@on(parties.CustomerCreated)
def enter_when_customer_is_created(event: parties.CustomerCreated, *, now: datetime) -> None:
    entry = _about_party(event.party_id, event.occurred_at, "created")
    commands.record_entry(given=entry, rng=dice(), actor=_who(event.by_id), now=now)


@on(parties.OwnerAssigned)
def enter_when_owner_is_assigned(event: parties.OwnerAssigned, *, now: datetime) -> None:
    code = f"assigned-{event.occurred_at:%Y%m%d%H%M%S%f}"
    entry = _about_party(event.party_id, event.occurred_at, code)
    commands.record_entry(given=entry, rng=dice(), actor=_who(event.by_id), now=now)


@on(parties.CustomersReassigned)
def enter_when_customers_are_reassigned(
    event: parties.CustomersReassigned, *, now: datetime
) -> None:
    """A batch may be large, and a reaction has little time: a job enters it by chunks."""
    tell_reassigned.defer(batch_id=event.batch_id, happened_at=event.occurred_at, by_id=event.by_id)


@job("interactions.tell_reassigned")
def tell_reassigned(
    *, batch_id: int, happened_at: datetime, by_id: int | None, now: datetime
) -> None:
    """Enter into each customer's timeline that the batch gave him to another owner."""
    commands.enter_reassigned(batch_id=batch_id, at=happened_at, actor=_who(by_id), now=now)


@on(parties.NoteAdded)
def enter_when_note_is_added(event: parties.NoteAdded, *, now: datetime) -> None:
    entry = _about_note(event.party_id, event.note_id, event.occurred_at)
    commands.record_entry(given=entry, rng=dice(), actor=_who(event.author_id), now=now)


@on(parties.NoteRemoved)
def forget_when_note_is_removed(event: parties.NoteRemoved, *, now: datetime) -> None:
    gone = Sql("select %s::int8, %s, %s::int8", (event.party_id, NOTE, event.note_id))
    commands.forget_entries(select=gone)


@on(parties.NoteRestored)
def enter_when_note_is_restored(event: parties.NoteRestored, *, now: datetime) -> None:
    entry = _about_note(event.party_id, event.note_id, event.written_at)
    commands.record_entry(given=entry, rng=dice(), actor=_who(event.author_id), now=now)


def _about_party(party_id: int, at: datetime, code: str) -> EntryGiven:
    return EntryGiven(
        party_id=party_id,
        kind=EntryKind.CHANGE,
        at=at,
        entity=PARTY,
        row_id=party_id,
        code=code,
        is_touch=False,
    )


def _about_note(party_id: int, note_id: int, at: datetime) -> EntryGiven:
    return EntryGiven(
        party_id=party_id,
        kind=EntryKind.NOTE,
        at=at,
        entity=NOTE,
        row_id=note_id,
        code="note",
        is_touch=False,
    )


def _who(user_id: int | None) -> Actor:
    """Return the colleague as the one who acted; what he did was allowed below."""
    return SYSTEM if user_id is None else Actor(kind="user", name="", user_id=user_id)
