"""Customers that may be the one somebody is about to add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from rapport.customers.parties.pure.keys import duplicate_keys, likeness_of
from rapport.customers.parties.pure.points import kept_point
from rapport.customers.parties.words import PartyKind, PointGiven, PointStatus
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope
from rapport.kernel.entities.registry import entity
from rapport.kernel.entities.sql import Sql
from rapport.kernel.search.pure import query_tokens
from rapport.kernel.search.queries import newest_with
from rapport.kernel.views.blanks import blanked

PARTY = "parties.party"
MOST_NAMESAKES = 20
COMPARED = {
    "phone": "phones",
    "email": "emails",
    "tax number": "tax_number",
    "birthday": "birth_on",
    "name": "name",
}


@dataclass(frozen=True, slots=True)
class Likeness:
    """A customer that may be the same; `because` says what is alike, the surest first."""

    party_id: int
    id: UUID
    number: str
    name: str
    phone: str
    email: str
    city: str
    because: tuple[str, ...]  # "phone", "email", "tax number", "birthday", "name"


@dataclass(frozen=True, slots=True)
class Likenesses:
    """Those the reader may see, the likest first, and how many others there are."""

    found: tuple[Likeness, ...]
    hidden: int


def duplicates_like(
    *,
    kind: PartyKind,
    name: str,
    points: Sequence[PointGiven] = (),
    birth_on: date | None = None,
    tax_number: str = "",
    actor: Actor,
    limit: int = 5,
) -> Likenesses:
    """Return customers that share a telephone, an e-mail, a tax number or the name."""
    asked = _Asked(kind, name, points, birth_on, tax_number, actor)
    visible, hidden = asked.by_keys()
    found = {row.party_id: row for row in visible}
    for row in asked.by_name():
        found.setdefault(row.party_id, row)
    ranked = sorted(found.values(), key=lambda row: (-len(row.because), row.because, row.party_id))
    shown = blanked(
        ranked[:limit], PARTY, actor, {"phone": "primary_phone", "email": "primary_email"}
    )
    return Likenesses(shown, hidden)


def _may_know(because: str, actor: Actor) -> bool:
    """Whether the reader may learn that somebody is alike in this: not by what he does not see."""
    name = COMPARED[because]
    return actor.sees_field(PARTY, name, entity(PARTY).field(name).permission)


class _Asked:
    """What is known of the new customer, as it would be kept."""

    def __init__(
        self,
        kind: PartyKind,
        name: str,
        points: Sequence[PointGiven],
        birth_on: date | None,
        tax_number: str,
        actor: Actor,
    ) -> None:
        read = [kept_point(point, actor.region) for point in points]
        usable = [p for p in read if p is not None and p.status is PointStatus.USABLE]
        self.name, self.actor, self.likeness = name, actor, likeness_of(name)
        values: dict[str, dict[str, Any]] = {
            "phone": {"phones": [p.value for p in usable if p.kind == "phone"]},
            "email": {"emails": [p.value for p in usable if p.kind == "email"]},
            "tax number": {"tax_number": tax_number},
            "birthday": {"birth_on": birth_on},
        }
        self.keys: dict[int, str] = {}
        for because, given in values.items():
            if not _may_know(because, actor):
                continue
            made = duplicate_keys(kind=PartyKind.PERSON, name=name, **given)
            self.keys |= dict.fromkeys(made, because)
        if kind is not PartyKind.PERSON:
            self.keys |= dict.fromkeys(duplicate_keys(kind=kind, name=name), "name")

    def by_keys(self) -> tuple[list[Likeness], int]:
        if not self.keys:
            return [], 0
        sql = Sql(
            "select t.id, t.uid, t.number, t.display_name, t.primary_phone, t.primary_email,"
            " t.city, array(select k from unnest(t.duplicate_keys) k where k = any(%s::int8[])), (",
            (list(self.keys),),
        )
        sql += live_scope(entity(PARTY), self.actor)
        sql += Sql(
            ") from parties_party t where t.duplicate_keys && %s::int8[] and t.deleted_at is null"
            " limit 200",
            (list(self.keys),),
        )
        rows = _rows(sql)
        visible = [self._row(*row[:8]) for row in rows if row[8]]
        return visible, len(rows) - len(visible)

    def by_name(self) -> list[Likeness]:
        """Namesakes; of a common name only those touched last."""
        if not self.likeness:
            return []
        asked = query_tokens(self.name)
        keys = newest_with(PARTY, asked, actor=self.actor, enough=MOST_NAMESAKES)
        sql = Sql(
            "select t.id, t.uid, t.number, t.display_name, t.primary_phone, t.primary_email,"
            " t.city, '{}'::int8[] from parties_party t where t.id = any(%s::int8[]) and ",
            (keys,),
        )
        found = [self._row(*row) for row in _rows(sql + live_scope(entity(PARTY), self.actor))]
        return [row for row in found if row.because]

    def _row(
        self,
        party_id: int,
        uid: UUID,
        number: str,
        name: str,
        phone: str,
        email: str,
        city: str,
        shared: Sequence[int],
    ) -> Likeness:
        because = {self.keys[key] for key in shared}
        if likeness_of(name) == self.likeness:
            because.add("name")
        order = ("phone", "email", "tax number", "birthday", "name")
        ranked = tuple(word for word in order if word in because)
        return Likeness(party_id, uid, number, name, phone, email, city, ranked)


def _rows(sql: Sql) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
