"""Everything of this room that a customer's page shows, in few statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from rapport.customers.parties import permissions
from rapport.customers.parties.pure.names import long_avatar, short_avatar
from rapport.customers.parties.words import INVERSE, NameOrder, RelationKind
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope
from rapport.kernel.clock import day_in
from rapport.kernel.entities.registry import entity
from rapport.kernel.entities.sql import Sql
from rapport.kernel.phones import format_phone
from rapport.kernel.prepared import rows_of
from rapport.kernel.views import engine
from rapport.kernel.views.blanks import blanked

PARTY = "parties.party"
NOTES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class PointCard:
    """A contact point; `shown` is the value as readers of the region write it."""

    contact_point_id: int
    id: UUID
    kind: str
    use: str
    value: str
    shown: str
    original: str
    extension: str
    label: str
    status: str
    is_primary: bool
    verified_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class AddressCard:
    address_id: int
    id: UUID
    use: str
    formatted: str
    country: str
    postal_code: str
    region: str
    city: str
    district: str
    lines: str
    is_primary: bool
    version: int


@dataclass(frozen=True, slots=True)
class RelationCard:
    """
    One relation as the customer's page tells it: the other is the customer's `kind`.

    A customer whom the reader may not see has no name and no uid here: only that there is one.
    """

    relation_id: int
    id: UUID
    kind: str
    role: str
    other_party_id: int | None
    other_id: UUID | None
    other_name: str
    other_kind: str
    other_phone: str
    may_act: bool  # the other may act for the customer
    acts: bool  # the customer may act for the other
    is_primary: bool
    from_on: date | None
    until_on: date | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class NoteCard:
    note_id: int
    id: UUID
    text: str
    author: str
    is_own: bool
    is_pinned: bool
    created_at: datetime
    updated_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """`fields` holds what the list engine gives of the row: only what the reader may see."""

    party_id: int
    id: UUID
    version: int
    fields: Mapping[str, Any]
    avatar: str
    large_avatar: str
    points: tuple[PointCard, ...]
    addresses: tuple[AddressCard, ...]
    relations: tuple[RelationCard, ...]
    notes: tuple[NoteCard, ...]
    may_change: bool


def customer_card(uid: UUID | str, *, actor: Actor, now: datetime) -> CustomerCard:
    """
    Return the customer with contact points, addresses, relations and newest notes.

    Five statements. Refuses NotFound, NotAllowed.
    """
    row = engine.row(PARTY, uid, actor=actor, now=now)
    key = int(row["key"])
    avatar, large_avatar = _avatars(row)
    return CustomerCard(
        party_id=key,
        id=row["id"],
        version=int(row["version"]),
        fields=row,
        avatar=avatar,
        large_avatar=large_avatar,
        points=blanked(_points(key, actor), "parties.contact_point", actor, {"shown": "value"}),
        addresses=blanked(_addresses(key), "parties.address", actor),
        relations=blanked(_relations(key, actor, now), "parties.relation", actor),
        notes=blanked(_notes(key, actor), "parties.note", actor),
        may_change=actor.may(permissions.CHANGE),
    )


def _avatars(row: Mapping[str, Any]) -> tuple[str, str]:
    """An organisation, or a name whose parts are unknown or hidden, shows how it begins."""
    family, given = row.get("family_name", ""), row.get("given_name", "")
    if not (family or given):
        shown = str(row.get("name", "?"))
        return shown[:1], shown[:2]
    order = NameOrder(row.get("name_order") or NameOrder.FAMILY_FIRST)
    return short_avatar(family, given, order), long_avatar(family, given, order)


def _points(party_id: int, actor: Actor) -> tuple[PointCard, ...]:
    unseen = {
        kind
        for kind, field in (("phone", "phones"), ("email", "emails"))
        if not actor.sees_field(PARTY, field)
    }
    rows = rows_of(
        """select id, uid, kind, use, value, original, extension, label, status, is_primary,
          verified_at, version from parties_contactpoint where party_id = %s
        order by kind, is_primary desc, status <> 'usable', id""",
        (party_id,),
    )
    return tuple(
        PointCard(*(*row[:5], _shown(row[2], row[4], actor), *row[5:]))
        for row in rows
        if row[2] not in unseen
    )


def _shown(kind: str, value: str, actor: Actor) -> str:
    return format_phone(value, actor.region) if kind in ("phone", "fax") else value


def _addresses(party_id: int) -> tuple[AddressCard, ...]:
    rows = rows_of(
        """select id, uid, use, formatted, country, postal_code, region, city, district, lines,
          is_primary, version from parties_address where party_id = %s
        order by is_primary desc, id""",
        (party_id,),
    )
    return tuple(AddressCard(*row) for row in rows)


def _relations(party_id: int, actor: Actor, now: datetime) -> tuple[RelationCard, ...]:
    """Both ends tell the same relation; what the reader may not see of the other stays away."""
    seen = live_scope(entity(PARTY), actor, alias="p")
    sql = Sql(
        """select r.id, r.uid, r.kind, r.role, r.party_id = %s, p.id, p.uid, p.display_name,
          p.kind, p.primary_phone, r.may_act, r.is_primary, r.from_on, r.until_on
        from parties_relation r
        left join parties_party p
          on p.id = case when r.party_id = %s then r.other_id else r.party_id end and """,
        (party_id, party_id),
    )
    sql += seen
    sql += Sql(" where r.party_id = %s or r.other_id = %s", (party_id, party_id))
    sql += " order by r.is_primary desc, r.from_on desc nulls last, r.id"
    today = day_in(now, actor.zone)
    return tuple(_relation(row, today) for row in rows_of(sql.text, sql.params))


def _relation(row: tuple[Any, ...], today: date) -> RelationCard:
    relation_id, uid, kind, role, is_mine = row[:5]
    other_id, other_uid, name, other_kind, phone, may_act, is_primary, from_on, until_on = row[5:]
    # Kept as "party is the kind of other"; here the other is named as it stands to the customer.
    as_told = INVERSE[RelationKind(kind)] if is_mine else RelationKind(kind)
    return RelationCard(
        relation_id=relation_id,
        id=uid,
        kind=as_told,
        role=role,
        other_party_id=other_id,
        other_id=other_uid,
        other_name=name or "",
        other_kind=other_kind or "",
        other_phone=phone or "",
        may_act=may_act and not is_mine,
        acts=may_act and is_mine,
        is_primary=is_primary,
        from_on=from_on,
        until_on=until_on,
        is_over=until_on is not None and until_on <= today,
    )


def _notes(party_id: int, actor: Actor) -> tuple[NoteCard, ...]:
    if not actor.may(permissions.VIEW_NOTES):
        return ()
    rows = rows_of(
        f"""select n.id, n.uid, n.text, coalesce(u.name, ''), n.author_id is not distinct from %s,
          n.is_pinned, n.created_at, n.updated_at, n.version
        from parties_note n left join access_user u on u.id = n.author_id
        where n.party_id = %s and n.deleted_at is null
        order by n.is_pinned desc, n.created_at desc, n.id desc limit {NOTES_SHOWN}""",
        (actor.user_id, party_id),
    )
    return tuple(NoteCard(*row) for row in rows)
