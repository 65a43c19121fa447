"""Write, change, remove and restore notes on customers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rapport.customers.parties import permissions
from rapport.customers.parties.events import NoteAdded, NoteChanged, NoteRemoved, NoteRestored
from rapport.customers.parties.models import Note
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import must_reach
from rapport.kernel.audit.stale import must_be_at
from rapport.kernel.errors import N_, Conflict, Invalid, NotAllowed
from rapport.kernel.events.once import once
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, new_id

from .loading import PARTY
from .refusals import PartGone

LONGEST_NOTE = 20_000


class NoteUnfit(Invalid):
    at = "text"
    sentence = N_("A note has 1 to {longest} characters.")


class NoteNotRemoved(Conflict):
    sentence = N_("This note is not in the recycle bin.")


@once
@transaction.atomic
def add_note(
    *,
    party_id: int,
    text: str,
    is_pinned: bool = False,
    rng: Chance,
    actor: Actor,
    now: datetime,
) -> NoteAdded:
    """
    Write a note on the customer.

    Refuses   NotFound, NotAllowed, NoteUnfit; RequestKeyTaken.
    Tells     NoteAdded.
    """
    must_reach(PARTY, party_id, actor=actor)
    actor.must(permissions.WRITE_NOTES)
    note = Note(uid=new_id(now, rng), party_id=party_id, author_id=actor.user_id)
    note.set(text=_fit(text), is_pinned=is_pinned)
    note.save_changes(now=now)
    event = NoteAdded(note_id=note.pk, party_id=party_id, author_id=note.author_id, occurred_at=now)
    return tell(event, about=note, changes=note.changes(), actor=actor, now=now)


@transaction.atomic
def change_note(
    *,
    note_id: int,
    text: str | None = None,
    is_pinned: bool | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> NoteChanged:
    """
    Change the text of one's own note, or pin anybody's.

    Refuses   PartGone, NotFound, NotAllowed (the text of another's note), NoteUnfit, Stale.
    Tells     NoteChanged.
    """
    note = _loaded(note_id, actor, own=text is not None)
    must_be_at("parties.note", note, version, actor=actor)
    if text is not None:
        note.set(text=_fit(text))
    if is_pinned is not None:
        note.set(is_pinned=is_pinned)
    if not note.save_changes(now=now):
        note.raise_version(now=now)
    event = NoteChanged(note_id=note.pk, party_id=note.party_id, occurred_at=now)
    return tell(event, about=note, changes=note.changes(), actor=actor, now=now)


@transaction.atomic
def remove_note(
    *, note_id: int, version: int | None = None, actor: Actor, now: datetime
) -> NoteRemoved:
    """
    Put one's own note into the recycle bin.

    Refuses   PartGone, NotFound, NotAllowed, Stale.
    Tells     NoteRemoved.
    """
    note = _loaded(note_id, actor, own=True)
    must_be_at("parties.note", note, version, actor=actor)
    note.set(deleted_at=now)
    note.save_changes(now=now)
    event = NoteRemoved(note_id=note.pk, party_id=note.party_id, occurred_at=now)
    return tell(event, about=note, changes=note.changes(), actor=actor, now=now)


@transaction.atomic
def restore_note(*, note_id: int, actor: Actor, now: datetime) -> NoteRestored:
    """
    Take one's own note out of the recycle bin.

    Refuses   PartGone, NotFound, NotAllowed, NoteNotRemoved.
    Tells     NoteRestored.
    """
    note = _loaded(note_id, actor, own=True, removed=True)
    note.set(deleted_at=None)
    note.save_changes(now=now)
    event = NoteRestored(
        note_id=note.pk,
        party_id=note.party_id,
        author_id=note.author_id,
        written_at=note.created_at,
        occurred_at=now,
    )
    return tell(event, about=note, changes=note.changes(), actor=actor, now=now)


def _loaded(note_id: int, actor: Actor, *, own: bool, removed: bool = False) -> Note:
    """Load the note locked. Whoever changes every customer may change every note."""
    note: Note | None = Note.objects.locked().filter(pk=note_id).first()
    if note is None or (note.deleted_at is not None and not removed):
        raise PartGone(id=note_id)
    if note.deleted_at is None and removed:
        raise NoteNotRemoved()
    must_reach(PARTY, note.party_id, actor=actor)
    actor.must(permissions.WRITE_NOTES)
    if own and note.author_id != actor.user_id and not actor.sees_all:
        raise NotAllowed(permission=permissions.WRITE_NOTES)
    return note


def _fit(text: str) -> str:
    kept = text.replace("\x00", "").strip()
    if not 1 <= len(kept) <= LONGEST_NOTE:
        raise NoteUnfit(longest=LONGEST_NOTE)
    return kept
