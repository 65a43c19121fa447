"""Enter many touches at once: given one by one, or selected by SQL out of what a batch wrote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from rapport.customers.interactions.words import EntryGiven
from rapport.customers.parties import commands as parties
from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.sql import Sql
from rapport.kernel.values import Chance, new_ids

MOST = 10_000
_COLUMNS = (
    "uid, party_id, at, kind, direction, channel, entity, row_id, row_uid, code, figures, text,"
    " actor_kind, actor_id, created_at"
)
_ONCE = "on conflict (party_id, entity, row_id, code) do nothing"
_GIVEN = f"""
insert into interactions_entry ({_COLUMNS})
select g.*, %s, %s::int8, %s from unnest(%s::uuid[], %s::int8[], %s::timestamptz[], %s::text[],
  %s::text[], %s::text[], %s::text[], %s::int8[], %s::uuid[], %s::text[], %s::jsonb[], %s::text[]) g
{_ONCE} returning party_id, at"""
LONGEST_TEXT = 500


@transaction.atomic
def record_entries(*, given: Sequence[EntryGiven], rng: Chance, actor: Actor, now: datetime) -> int:
    """
    Enter up to 10,000 touches and return how many were new; repeats change nothing.

    They belong to what the caller tells of: no event of their own.
    """
    if len(given) > MOST:
        raise ValueError(f"at most {MOST} entries at once; cut them into chunks")
    found = entered(given, rng=rng, actor=actor, now=now)
    touched = {(each.party_id, each.at) for each in given if each.is_touch}
    _touch([pair for pair in found if pair in touched])
    return len(found)


@transaction.atomic
def record_entries_from(*, select: Sql, is_touch: bool = True, actor: Actor, now: datetime) -> int:
    """
    Enter the touches that a statement selects and return how many were new.

    Shapes    select: columns (party_id int8, at timestamptz, kind, direction, channel, entity text,
              row_id int8, row_uid uuid, code text, figures jsonb), one row a touch.
    """
    values: tuple[Any, ...] = (actor.kind, actor.user_id, now)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""with entered as ({selected_entries(select)})
            select party_id, max(at), count(*) from entered group by party_id""",
            (*values, *select.params),
        )
        found = cursor.fetchall()
    if is_touch:
        parties.touch_customers(last={party_id: at for party_id, at, _ in found})
    return sum(count for _, _, count in found)


# A UUIDv7 of the touch's own moment; the seed makes it the same when a chunk is written again.
_UID = (
    "(lpad(to_hex(greatest(0, extract(epoch from s.at) * 1000)::int8), 12, '0') || '7'"
    " || substr(md5(concat_ws(':', s.party_id, s.entity, s.row_id, s.code)), 1, 3) || '8'"
    " || substr(md5(concat_ws(':', s.party_id, s.entity, s.row_id, s.code)), 4, 15))::uuid"
)


def selected_entries(select: Sql) -> str:
    """Return the INSERT of what a statement selects; it takes actor kind, user and now first."""
    return f"""insert into interactions_entry ({_COLUMNS})
    select {_UID}, s.*, '', %s, %s::int8, %s from ({select.text})
      s(party_id, at, kind, direction, channel, entity, row_id, row_uid, code, figures)
    {_ONCE} returning party_id, at"""


def entered(
    given: Sequence[EntryGiven], *, rng: Chance, actor: Actor, now: datetime
) -> list[tuple[int, datetime]]:
    """Write the entries and return party and time of the new ones."""
    if not given:
        return []
    # In the order of their key, so that two who record the same touches cannot lock crosswise.
    ordered = sorted(given, key=lambda each: (each.party_id, each.entity, each.row_id, each.code))
    columns: list[list[object]] = [
        list(new_ids(now, rng, len(ordered))),
        *(
            [getattr(each, name) for each in ordered]
            for name in ("party_id", "at", "kind", "direction", "channel", "entity", "row_id")
        ),
        [each.row_uid for each in ordered],
        [each.code for each in ordered],
        [Jsonb(dict(each.figures)) for each in ordered],
        [each.text[:LONGEST_TEXT] for each in ordered],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN, [actor.kind, actor.user_id, now, *columns])
        found: list[tuple[int, datetime]] = cursor.fetchall()
    return found


def _touch(found: Sequence[tuple[int, datetime]]) -> None:
    last: dict[int, datetime] = {}
    for party_id, at in found:
        last[party_id] = max(at, last.get(party_id, at))
    parties.touch_customers(last=last)
