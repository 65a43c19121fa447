"""
Read what was told since a cursor, missing nothing and repeating nothing.

A cursor is a snapshot of the database: which transactions were over. Ids do not tell that, for they
are given out before the commit. New is what the cursor's snapshot could not see and this one can:
transactions after it, and those that were open in it. The audit row, which `tell` writes with the
event in one statement, carries the transaction's id, and there is an index on it. In a restored
database those ids start again, so a cursor also names its era.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

MOST_READ = 5000
NOW = """
select coalesce((select max(until_id) from audit_seal), 0), pg_current_snapshot()::text"""
SINCE = """
select position, id, entity, row_id, name, at from audit
where (position >= %(xmax)s or position = any(%(open)s)) and id > %(era)s
order by position, id limit %(most)s"""
# One statement, so that the rows and the next cursor come from the same snapshot.
NEWS = f"""
select n.era, n.snapshot, t.entity, t.row_id, t.name, t.at from ({NOW}) n (era, snapshot)
left join ({SINCE}) t on true order by t.position, t.id"""
CURSOR = re.compile(r"(\d{1,19})-(\d{1,19}):(\d{1,19}):((?:\d{1,19},?)*)")


@dataclass(frozen=True, slots=True)
class Told:
    """A row of which something was told."""

    entity: str  # as aggregates name it: "parties.party"
    row_id: int
    event: str
    at: datetime


@dataclass(frozen=True, slots=True)
class News:
    """What was told since a cursor, in order; None when the cursor is too old or of another era."""

    cursor: str
    told: tuple[Told, ...] | None


def cursor_now() -> str:
    """Return the cursor of this moment."""
    with connection.cursor() as cursor:
        cursor.execute(NOW)
        era, snapshot = cursor.fetchone()
    return f"{era}-{snapshot}"


def news_since(cursor: str) -> News:
    """Return what was told since the cursor, and the cursor from which to go on."""
    found = CURSOR.fullmatch(cursor)
    if found is None:
        return News(cursor_now(), None)
    open_then = [int(xid) for xid in found[4].split(",") if xid]
    asked: dict[str, Any] = {
        "xmax": int(found[3]),
        "open": open_then,
        "era": int(found[1]),
        "most": MOST_READ + 1,
    }
    with connection.cursor() as database:
        database.execute(NEWS, asked)
        rows = database.fetchall()
    era, snapshot = rows[0][:2]
    told = tuple(Told(*row[2:]) for row in rows if row[3] is not None)
    is_good = era == int(found[1]) and _is_past(found[3], snapshot) and len(rows) <= MOST_READ
    return News(f"{era}-{snapshot}", told if is_good else None)


def _is_past(xmax: str, snapshot: str) -> bool:
    """Whether a cursor could have come from this database: not from one that was ahead."""
    return int(xmax) <= int(snapshot.split(":")[1])
