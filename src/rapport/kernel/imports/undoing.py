"""
Taking back what an import wrote: rows it made go, rows it changed get their old values again.

A row that somebody changed since stays as it is: a made row when its version is no longer the one
it was given, or when rows of other rooms point at it; a changed row when one of the same fields has
another value than the import gave it. What stays is counted and can be taken back later.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection

from rapport.kernel.access.actor import Actor

from .changes import CHANGES
from .loaders import Loader, Written

_FOREIGN = """
select c.conrelid::regclass::text, a.attname from pg_constraint c
join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
where c.contype = 'f' and c.confrelid = %s::regclass and cardinality(c.conkey) = 1"""
_REMOVABLE = """
select c.id, c.row_id from {changes} c join {table} t on t.id = c.row_id
where c.id = any(%(ids)s) and c.before is null and t.version = (c.after->>'version')::int
  {unpointed}
order by t.id for update of t"""
_RESTORABLE = """
select c.id, c.row_id, c.before from {changes} c join {table} t on t.id = c.row_id
where c.id = any(%(ids)s) and c.before is not null
  and (to_jsonb(t) - 'version' - 'updated_at') @> (c.after - 'version')
order by t.id for update of t"""
_RESTORE = """
update {table} t set ({columns}) = (select {columns} from jsonb_populate_record(t, c.before) was),
  version = t.version + 1, updated_at = %(now)s
from {changes} c where c.id = any(%(ids)s) and t.id = c.row_id"""
_GONE = """
select c.id from {changes} c where c.id = any(%(ids)s)
  and not exists (select 1 from {table} t where t.id = c.row_id)"""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of some changes: keys of those taken back, and of those that stay."""

    done: tuple[int, ...]
    kept: tuple[int, ...]


def take_back(
    takes: Loader, written: Written, ids: Sequence[int], *, actor: Actor, now: datetime
) -> TakenBack:
    """Take back the changes of one kind of row, inside the caller's transaction."""
    removed = _remove(takes, written, ids, actor, now)
    if removed and _points_at_itself(written):  # a return goes, and then its sale can
        left = [key for key in ids if key not in set(removed)]
        removed += _remove(takes, written, left, actor, now) if left else []
    restored = _restore(takes, written, ids, actor, now)
    gone = [key for (key,) in _rows(_GONE, written, ids)]
    done = tuple(dict.fromkeys([*removed, *restored, *gone]))
    return TakenBack(done, tuple(key for key in ids if key not in set(done)))


def _remove(
    takes: Loader, written: Written, ids: Sequence[int], actor: Actor, now: datetime
) -> list[int]:
    found = _rows(_REMOVABLE, written, ids, unpointed=_unpointed(written))
    if not found:
        return []
    keys = [row_id for _change, row_id in found]
    removing = takes.removing(written.entity, keys, actor=actor, now=now)
    with removing, connection.cursor() as cursor:
        for table, column in written.belongs:
            cursor.execute(f"delete from {table} where {column} = any(%s)", [keys])
        cursor.execute(f"delete from {written.table} where id = any(%s)", [keys])
    return [change for change, _row_id in found]


def _restore(
    takes: Loader, written: Written, ids: Sequence[int], actor: Actor, now: datetime
) -> list[int]:
    rows = _rows(_RESTORABLE, written, ids)
    if not rows:
        return []
    # Django leaves jsonb of plain statements as text.
    found = [(change, row_id, json.loads(before)) for change, row_id, before in rows]
    keys = [change for change, _row_id, _before in found]
    columns = _columns_in(written, [before for _change, _row_id, before in found])
    if columns:
        _run(_RESTORE, written, keys, now=now, columns=", ".join(columns))
    row_ids = [row_id for _change, row_id, _before in found]
    takes.restore(written.entity, [(key, before) for _c, key, before in found], now=now)
    takes.after_undo(written.entity, row_ids, actor=actor, now=now)
    return keys


def _unpointed(written: Written) -> str:
    """Return the condition that no row points at this one, but for those that go with it."""
    own = set(written.belongs)
    others = [pair for pair in foreign_keys_to(written.table) if pair not in own]
    return "".join(
        f" and not exists (select 1 from {table} f where f.{column} = t.id)"
        for table, column in others
    )


@cache
def foreign_keys_to(table: str) -> tuple[tuple[str, str], ...]:
    """Return (table, column) of every foreign key to the table, as the database knows them."""
    with connection.cursor() as cursor:
        cursor.execute(_FOREIGN, [table])
        return tuple(cursor.fetchall())


def _points_at_itself(written: Written) -> bool:
    return any(table == written.table for table, _column in foreign_keys_to(written.table))


@cache
def columns_of(table: str) -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """select attname from pg_attribute
            where attrelid = %s::regclass and attnum > 0 and not attisdropped""",
            [table],
        )
        return frozenset(name for (name,) in cursor.fetchall())


def _columns_in(written: Written, befores: Sequence[dict[str, Any]]) -> list[str]:
    named = {name for before in befores for name in before}
    return sorted(named & columns_of(written.table) - {"id", "version", "updated_at"})


def _rows(text: str, written: Written, ids: Sequence[int], **words: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        named = text.format(changes=CHANGES, table=written.table, **words)
        cursor.execute(named, {"ids": list(ids)})
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _run(text: str, written: Written, ids: Sequence[int], *, now: datetime, **words: str) -> None:
    with connection.cursor() as cursor:
        named = text.format(changes=CHANGES, table=written.table, **words)
        cursor.execute(named, {"ids": list(ids), "now": now})
