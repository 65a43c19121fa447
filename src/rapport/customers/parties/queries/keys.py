"""From what the outside calls a customer to its key, and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from rapport.customers.parties.models import ContactPoint, Note, Party
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope
from rapport.kernel.entities.registry import entity
from rapport.kernel.entities.sql import Sql
from rapport.kernel.errors import NotFound
from rapport.kernel.prepared import row_of

PARTY = "parties.party"


@dataclass(frozen=True, slots=True)
class PartyName:
    """Whom a key means, for screens that name a customer."""

    party_id: int
    id: UUID
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class NoteText:
    """What a note says, for the timeline."""

    note_id: int
    id: UUID
    text: str
    is_pinned: bool


def seen_party_id(uid: UUID | str, *, actor: Actor) -> int:
    """Return the key of a live customer that the actor sees. Refuses NotFound."""
    try:
        wanted = uid if isinstance(uid, UUID) else UUID(uid)
    except ValueError:
        raise NotFound(entity="customer", id=str(uid)) from None
    sql = Sql("select t.id from parties_party t where t.uid = %s and ", (wanted,))
    sql += live_scope(entity(PARTY), actor)
    row = row_of(sql.text, sql.params)
    if row is None:
        raise NotFound(entity="customer", id=str(uid))
    return int(row[0])


def names_of(party_ids: Iterable[int]) -> dict[int, PartyName]:
    """Return who the keys mean; whoever asks has decided that the reader may see them."""
    found = Party.objects.filter(pk__in=list(party_ids))
    rows = found.values_list("pk", "uid", "number", "display_name")
    return {row[0]: PartyName(*row) for row in rows}


def parties_reached_at(value: str) -> list[int]:
    """Return the keys of the live customers with this number (E.164) or address, oldest first."""
    found = ContactPoint.objects.filter(value=value, party__deleted_at=None).order_by("party_id")
    return list(dict.fromkeys(found.values_list("party_id", flat=True)))


def note_texts(note_ids: Iterable[int]) -> dict[int, NoteText]:
    """Return what live notes say; whoever asks has decided that the reader may read them."""
    found = Note.objects.live().filter(pk__in=list(note_ids))
    rows = found.values_list("pk", "uid", "text", "is_pinned")
    return {row[0]: NoteText(*row) for row in rows}


def party_of(model: str, key: int) -> int:
    """Return the key of the customer that a part belongs to."""
    tables = {
        "contact_point": "select party_id from parties_contactpoint where id = %s",
        "address": "select party_id from parties_address where id = %s",
    }
    row = row_of(tables[model], [key])
    if row is None:
        raise NotFound(entity=model, id=key)
    return int(row[0])


def part_id(model: str, uid: UUID | str, party_id: int) -> int:
    """
    Return the key of a customer's part ("contact_point", "address", "relation", "note").

    Refuses   NotFound: also of another customer's.
    """
    tables = {
        "contact_point": "select id from parties_contactpoint where uid = %s and party_id = %s",
        "address": "select id from parties_address where uid = %s and party_id = %s",
        "note": "select id from parties_note where uid = %s and party_id = %s",
        "relation": "select id from parties_relation where uid = %s and %s in (party_id, other_id)",
    }
    row = row_of(tables[model], [str(uid), party_id])
    if row is None:
        raise NotFound(entity=model, id=str(uid))
    return int(row[0])
