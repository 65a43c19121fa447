"""Find customers while somebody types, best first, under the reader's scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db import connection

from rapport.customers.parties import permissions
from rapport.customers.parties.entities.finding import (
    begins,
    email_keys,
    external_keys,
    held_keys,
    middle_keys,
    phone_keys,
    typed_digits,
)
from rapport.customers.parties.pure.ranks import rank
from rapport.customers.parties.words import PartyKind
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope
from rapport.kernel.entities.registry import entity
from rapport.kernel.entities.sql import Sql, join
from rapport.kernel.search.pure import Query, QueryKind, as_one_word, query_tokens
from rapport.kernel.search.queries import marks_of, newest_with
from rapport.kernel.views.blanks import blanked

PARTY = "parties.party"
# Of one way; a text that finds more must grow. A reader of few rows needs more to find his own.
MOST_CANDIDATES, MOST_FOR_FEW = 400, 1_000
# Three digits, plain words as addresses and what else digits may mean fit thousands, any as good
# as others.
MOST_OF_VAGUE, SHORTEST_CLEAR = 100, 4
RANKED = 60  # of those touched last that were looked at: among them the best stand first
SHOWN_AS = {"phone": "primary_phone", "email": "primary_email"}
Because = Literal["number", "phone", "email", "name"]
_SHOWN = "t.id, t.uid, t.number, t.kind, t.display_name, t.primary_phone, t.primary_email, t.city,"
_SHOWN += " t.latin_name"


@dataclass(frozen=True, slots=True)
class FoundCustomer:
    """A customer as a choice while somebody types."""

    party_id: int
    uid: UUID
    number: str
    kind: str
    name: str
    phone: str
    email: str
    city: str
    latin_name: str
    because: Because


def best_customers(text: str, *, actor: Actor, limit: int = 8) -> list[FoundCustomer]:
    """Return the customers that the text means best: number, telephone, e-mail, then name."""
    if not actor.may(permissions.VIEW):
        return []
    asked = query_tokens(text)
    known = _of_keys(external_keys(text, actor), actor, limit, "number")
    found = {row.party_id: row for row in known}
    one_word = as_one_word(text)
    for query in (*([one_word] if one_word else []), asked, *asked.alternatives):
        if len(found) < limit:
            for row in _by(query, text, actor, limit):
                found.setdefault(row.party_id, row)
    return list(blanked(list(found.values())[:limit], PARTY, actor, SHOWN_AS))


def _by(asked: Query, text: str, actor: Actor, limit: int) -> list[FoundCustomer]:
    match asked.kind:
        case QueryKind.NAME:
            keys = newest_with(PARTY, asked, actor=actor, enough=limit, most=RANKED)
            return _ranked(_in_order(keys, actor, "name"), text)[:limit]
        case QueryKind.PHONE:
            return _by_digits(typed_digits(text, asked), actor, limit)
        case QueryKind.EMAIL:
            address = asked.tokens[0]
            keys_of = [email_keys(address, actor)]
            return _of_keys(keys_of, actor, limit, "email", is_vague=address.isalpha())
        case QueryKind.NUMBER:
            return _of_keys(_number_keys(asked.tokens[0]), actor, limit, "number")
        case _:
            return []


def _ranked(rows: Sequence[FoundCustomer], text: str) -> list[FoundCustomer]:
    """Return the best first; of equal ones whoever was touched last."""
    home = PartyKind.HOUSEHOLD
    return sorted(
        rows, key=lambda row: rank(text, row.name, row.latin_name, is_household=row.kind == home)
    )


def _by_digits(digits: str, actor: Actor, limit: int) -> list[FoundCustomer]:
    marks = marks_of(PARTY, actor)
    if marks:
        return _of_keys(held_keys(digits, actor, marks), actor, limit, "phone")
    is_vague = len(digits) < SHORTEST_CLEAR
    found = _of_keys(phone_keys(digits, actor), actor, limit, "phone", is_vague=is_vague)
    if len(found) >= limit:
        return found
    return found + _of_keys(middle_keys(digits, actor), actor, limit, "phone")


def _number_keys(token: str) -> list[Sql]:
    number = token if "-" in token else f"C-{token}"
    return [Sql("select id from parties_party where ") + begins("number", number)]


def _of_keys(
    ways: Sequence[Sql], actor: Actor, limit: int, because: Because, *, is_vague: bool = False
) -> list[FoundCustomer]:
    """Return the visible customers among the keys: the earlier way, then the later touch first."""
    if not ways:
        return []
    most = MOST_FOR_FEW if marks_of(PARTY, actor) else MOST_CANDIDATES
    most = MOST_OF_VAGUE if is_vague else most
    keys = join(
        (
            way.within(
                f"(select {place}, key from (",
                f" limit {MOST_OF_VAGUE if place else most}) way{place}(key))",
            )
            for place, way in enumerate(ways)
        ),
        " union all ",
    )
    sql = Sql("with keys(place, key) as materialized (") + keys
    sql += f"), ranked as (select key, min(place) place from keys group by key) select {_SHOWN}"
    sql += " from ranked join parties_party t on t.id = ranked.key where "
    sql += live_scope(entity(PARTY), actor)
    sql += f" order by place, t.last_touch_at desc nulls last, t.id desc limit {limit}"
    return _read(sql, because)


def _in_order(keys: Sequence[int], actor: Actor, because: Because) -> list[FoundCustomer]:
    if not keys:
        return []
    sql = Sql(f"select {_SHOWN} from parties_party t where t.id = any(%s) and ", (list(keys),))
    found = {row.party_id: row for row in _read(sql + live_scope(entity(PARTY), actor), because)}
    return [found[key] for key in keys if key in found]


def _read(sql: Sql, because: Because) -> list[FoundCustomer]:
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        return [FoundCustomer(*(*row, because)) for row in cursor.fetchall()]
