"""What belongs to a customer: listed and added under it, changed under its own address."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from rapport.customers.parties import commands as parties
from rapport.customers.parties import queries
from rapport.kernel.clock import dice
from rapport.kernel.filters.tree import Either, Test
from rapport.kernel.views.keys import key_named, key_of
from rapport.kernel.views.resources import (
    belonging,
    left,
    made,
    nothing,
    parts,
    request_key,
    values_of,
)
from rapport.kernel.views.schemas import changes, creates, does, item_schema, page_schema, reads
from rapport.kernel.web.bodies import Place
from rapport.kernel.web.doors import version_named

from .bodies import (
    AddressBody,
    NoteBody,
    NoteChange,
    PointBody,
    PointChange,
    RelationBody,
    RelationChange,
)
from .customers import PARTY
from .customers import router as customers

POINT, ADDRESS = "parties.contact_point", "parties.address"
RELATION, NOTE = "parties.relation", "parties.note"
contact_points, addresses, relations, notes = Router(), Router(), Router(), Router()


@customers.get("/{uuid:uid}/contact-points", **reads(page_schema(POINT), "Contact points"))
def list_points_of_customer(request: Any, uid: UUID, place: Query[Place]) -> HttpResponse:
    return _parts_of(request, POINT, uid, place)


@customers.post("/{uuid:uid}/contact-points", **creates(POINT, "Add a contact point"))
def add_contact_point(request: Any, uid: UUID, body: PointBody) -> HttpResponse:
    """Let the customer be reached in a further way."""
    added = parties.add_contact_point(
        party_id=key_of(PARTY, uid, actor=request.actor),
        given=body.given,
        request_key=request_key(request),
        rng=dice(),
        actor=request.actor,
        now=request.now,
    )
    return made(request, POINT, added.contact_point_id)


@contact_points.patch("/{uuid:uid}", **changes(item_schema(POINT), "Change a contact point"))
def change_contact_point(request: Any, uid: UUID, body: PointChange) -> HttpResponse:
    """Change value, use, status, or whether it is preferred; a new value is not verified."""
    key = key_of(POINT, uid, actor=request.actor)
    changed = parties.change_contact_point(
        party_id=queries.party_of("contact_point", key),
        contact_point_id=key,
        values=body.values,
        part_version=version_named(request),
        actor=request.actor,
        now=request.now,
    )
    return left(request, POINT, changed.contact_point_id)


@contact_points.delete("/{uuid:uid}", **changes(None, "Remove a contact point", status=204))
def remove_contact_point(request: Any, uid: UUID) -> HttpResponse:
    """Remove one that was never right; one that ended gets the status `ended` instead."""
    key = key_of(POINT, uid, actor=request.actor)
    parties.remove_contact_point(
        party_id=queries.party_of("contact_point", key),
        contact_point_id=key,
        part_version=version_named(request),
        actor=request.actor,
        now=request.now,
    )
    return nothing()


@customers.get("/{uuid:uid}/addresses", **reads(page_schema(ADDRESS), "Addresses"))
def list_addresses_of_customer(request: Any, uid: UUID, place: Query[Place]) -> HttpResponse:
    return _parts_of(request, ADDRESS, uid, place)


@customers.post("/{uuid:uid}/addresses", **creates(ADDRESS, "Add an address"))
def add_address(request: Any, uid: UUID, body: AddressBody) -> HttpResponse:
    """Give the customer a further address; the first is the preferred one."""
    added = parties.add_address(
        party_id=key_of(PARTY, uid, actor=request.actor),
        given=body.given,
        request_key=request_key(request),
        rng=dice(),
        actor=request.actor,
        now=request.now,
    )
    return made(request, ADDRESS, added.address_id)


@addresses.put("/{uuid:uid}", **changes(item_schema(ADDRESS), "Change an address"))
def change_address(request: Any, uid: UUID, body: AddressBody) -> HttpResponse:
    """Let the address read as given, all of it."""
    key = key_of(ADDRESS, uid, actor=request.actor)
    changed = parties.change_address(
        party_id=queries.party_of("address", key),
        address_id=key,
        given=body.given,
        part_version=version_named(request),
        actor=request.actor,
        now=request.now,
    )
    return left(request, ADDRESS, changed.address_id)


@addresses.delete("/{uuid:uid}", **changes(None, "Remove an address", status=204))
def remove_address(request: Any, uid: UUID) -> HttpResponse:
    """Remove an address; when it was preferred, the oldest of the others is."""
    key = key_of(ADDRESS, uid, actor=request.actor)
    parties.remove_address(
        party_id=queries.party_of("address", key),
        address_id=key,
        part_version=version_named(request),
        actor=request.actor,
        now=request.now,
    )
    return nothing()


@customers.get("/{uuid:uid}/relations", **reads(page_schema(RELATION), "Relations"))
def list_relations_of_customer(request: Any, uid: UUID, place: Query[Place]) -> HttpResponse:
    """Give the relations of which the customer is either end."""
    key_of(PARTY, uid, actor=request.actor)
    ends = Either((Test("customer", "is", str(uid)), Test("other", "is", str(uid))))
    return parts(request, RELATION, ends, limit=place.limit, after=place.after)


@customers.post("/{uuid:uid}/relations", **creates(RELATION, "Relate two customers"))
def add_relation(request: Any, uid: UUID, body: RelationBody) -> HttpResponse:
    """Say that the customer is the `kind` of the other."""
    other = key_named("other", PARTY, body.other, actor=request.actor)
    added = parties.add_relation(
        party_id=key_of(PARTY, uid, actor=request.actor),
        other_id=other or 0,
        kind=body.kind,
        values=values_of(body, without=("kind", "other")),
        request_key=request_key(request),
        rng=dice(),
        actor=request.actor,
        now=request.now,
    )
    return made(request, RELATION, added.relation_id)


@relations.patch("/{uuid:uid}", **changes(item_schema(RELATION), "Change a relation"))
def change_relation(request: Any, uid: UUID, body: RelationChange) -> HttpResponse:
    """Change dates, role and rights; one that ended gets a date and stays."""
    changed = parties.change_relation(
        relation_id=key_of(RELATION, uid, actor=request.actor),
        values=values_of(body),
        version=version_named(request),
        actor=request.actor,
        now=request.now,
    )
    return left(request, RELATION, changed.relation_id)


@relations.delete("/{uuid:uid}", **changes(None, "Remove a relation", status=204))
def remove_relation(request: Any, uid: UUID) -> HttpResponse:
    """Remove a relation that was never so."""
    parties.remove_relation(
        relation_id=key_of(RELATION, uid, actor=request.actor),
        version=version_named(request),
        actor=request.actor,
        now=request.now,
    )
    return nothing()


@customers.get("/{uuid:uid}/notes", **reads(page_schema(NOTE), "Notes"))
def list_notes_of_customer(request: Any, uid: UUID, place: Query[Place]) -> HttpResponse:
    return _parts_of(request, NOTE, uid, place)


@customers.post("/{uuid:uid}/notes", **creates(NOTE, "Write a note"))
def add_note(request: Any, uid: UUID, body: NoteBody) -> HttpResponse:
    """Write a note on the customer."""
    added = parties.add_note(
        party_id=key_of(PARTY, uid, actor=request.actor),
        text=body.text,
        is_pinned=body.is_pinned,
        request_key=request_key(request),
        rng=dice(),
        actor=request.actor,
        now=request.now,
    )
    return made(request, NOTE, added.note_id)


@notes.patch("/{uuid:uid}", **changes(item_schema(NOTE), "Change a note"))
def change_note(request: Any, uid: UUID, body: NoteChange) -> HttpResponse:
    """Change the text of your own note, or pin anybody's."""
    changed = parties.change_note(
        note_id=key_of(NOTE, uid, actor=request.actor),
        version=version_named(request),
        actor=request.actor,
        now=request.now,
        **values_of(body),
    )
    return left(request, NOTE, changed.note_id)


@notes.delete("/{uuid:uid}", **changes(None, "Put a note into the recycle bin", status=204))
def remove_note(request: Any, uid: UUID) -> HttpResponse:
    """Put your own note into the recycle bin."""
    parties.remove_note(
        note_id=key_of(NOTE, uid, actor=request.actor),
        version=version_named(request),
        actor=request.actor,
        now=request.now,
    )
    return nothing()


@notes.post("/{uuid:uid}/restoration", **does(item_schema(NOTE), "Take a note out of the bin"))
def restore_note(request: Any, uid: UUID) -> HttpResponse:
    """Let your own note be again as it was."""
    restored = parties.restore_note(
        note_id=key_of(NOTE, uid, actor=request.actor, binned=True),
        actor=request.actor,
        now=request.now,
    )
    return left(request, NOTE, restored.note_id)


def _parts_of(request: Any, entity_name: str, uid: UUID, place: Place) -> HttpResponse:
    """Answer with the customer's own parts; a customer that is not seen is not there."""
    key_of(PARTY, uid, actor=request.actor)
    where = belonging("customer", uid)
    return parts(request, entity_name, where, limit=place.limit, after=place.after)
