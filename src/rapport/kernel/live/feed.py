"""
Pages of what was told between two cursors, for programs that follow the house.

A follower goes from cursor to cursor as screens do (see `queries`), but may be far behind: what
lies between is read page by page, in an order that does not move, up to a second cursor taken at
the first page. A command on many rows has one audit row; who keeps its rows enters a reader here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from rapport.kernel.audit.pure import reading_of
from rapport.kernel.errors import N_, Conflict

from .queries import CURSOR, cursor_now

AT_ONCE = 500
BETWEEN = """
select position, id, entity, row_id, name, at, payload from audit
where (position >= %(from)s or position = any(%(open_then)s)) and id > %(era)s
  and position < %(until)s and not position = any(%(open_now)s)
  and (position, id) > (%(position)s, %(id)s)
order by position, id limit %(most)s"""


class ChangesLost(Conflict):
    """The cursor is of another database, or of one that was restored since."""

    sentence = N_("What changed since then is not known. Read everything anew, with a new cursor.")


@dataclass(frozen=True, slots=True)
class Act:
    """An audit row: what was done to one row, or to many at once."""

    entity: str
    row_id: int | None
    name: str
    at: datetime
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Touched:
    """A row of which something was told; without `row_id` any row of the entity may be."""

    entity: str  # as aggregates name it: "parties.party"
    row_id: int | None
    at: datetime
    uid: str = ""  # of a row that is deleted for good


@dataclass(frozen=True, slots=True)
class Place:
    """How far a follower has come: from one cursor towards another, and behind which act."""

    since: str
    until: str = ""  # "": up to now
    position: int = 0
    id: int = 0
    within: int = 0  # of the rows of the act after that one


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of what was told; `has_more`: go on at once, otherwise later."""

    told: list[Touched]
    place: Place
    has_more: bool


# Returns at most so many rows of the act behind a place, as (place, entity, row); None: not mine.
Rows = Sequence[tuple[int, str, int]]
ManyRows = Callable[[Act, int, int], Rows | None]
_readers: list[ManyRows] = []


def many_rows(reader: ManyRows) -> ManyRows:
    """Enter a query that knows the rows of acts on many rows."""
    if reader not in _readers:
        _readers.append(reader)
    return reader


def begin() -> Place:
    """Return the place of this moment."""
    return Place(cursor_now())


def feed(place: Place, *, limit: int) -> Feed:
    """
    Return what was told behind the place, and the place from which to go on.

    Refuses   ChangesLost.
    """
    place = _with_end(place)
    acts = _acts(place)
    told: list[Touched] = []
    for position, act_id, act in acts:
        if len(told) >= limit:
            return Feed(told, place, has_more=True)
        touched, within = _touched(act, place.within, limit - len(told))
        told += touched
        if within:  # the act has more rows than this page
            return Feed(told, replace(place, within=within), has_more=True)
        place = replace(place, position=position, id=act_id, within=0)
    if len(acts) == AT_ONCE:
        return Feed(told, place, has_more=True)
    return Feed(told, Place(place.until), has_more=False)


def _with_end(place: Place) -> Place:
    """Return the place with the cursor up to which it is read. Refuses ChangesLost."""
    now = cursor_now()
    for cursor in (place.since, place.until or now):
        known, current = CURSOR.fullmatch(cursor), CURSOR.fullmatch(now)
        if not known or not current or known[1] != current[1] or int(known[3]) > int(current[3]):
            raise ChangesLost()
    return place if place.until else replace(place, until=now)


def _acts(place: Place) -> list[tuple[int, int, Act]]:
    since, until = CURSOR.fullmatch(place.since), CURSOR.fullmatch(place.until)
    assert since is not None and until is not None
    asked: dict[str, Any] = {
        "from": int(since[3]),
        "open_then": _ids(since[4]),
        "era": int(since[1]),
        "until": int(until[3]),
        "open_now": _ids(until[4]),
        "position": place.position,
        "id": place.id,
        "most": AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(BETWEEN, asked)
        rows = cursor.fetchall()
    return [(row[0], row[1], _act(*row[2:])) for row in rows]


def _act(entity: str, row_id: int | None, name: str, at: datetime, payload: str | None) -> Act:
    details = reading_of(payload).get("details", {}) if payload is not None else {}
    return Act(entity, row_id, name, at, details)


def _touched(act: Act, within: int, limit: int) -> tuple[list[Touched], int]:
    """Return the rows of the act, and where to go on when there are more (0: there are not)."""
    for reader in _readers:
        rows = reader(act, within, limit + 1)
        if rows is not None:
            shown = rows[:limit]
            more = shown[-1][0] if len(rows) > limit else 0
            return [Touched(entity, row_id, act.at) for _, entity, row_id in shown], more
    return list(_of_one(act)), 0


def _of_one(act: Act) -> Iterator[Touched]:
    if act.row_id is not None:
        yield Touched(act.entity, act.row_id, act.at, str(act.details.get("uid", "")))
    elif act.details.get("entities"):
        for entity in act.details["entities"]:
            yield Touched(str(entity), None, act.at)


def _ids(text: str) -> list[int]:
    return [int(xid) for xid in text.split(",") if xid]


@many_rows
def batch_rows(act: Act, after: int, limit: int) -> Rows | None:
    """Return the rows that a chunk of a batch has written or taken back."""
    if act.row_id is not None or "batch" not in act.details:
        return None
    first, last = act.details.get("first", 0), act.details.get("last", 2**62)
    with connection.cursor() as cursor:
        cursor.execute(
            """select c.row_id, b.entity, c.row_id from jobs_batchchange c
            join jobs_batch b on b.id = c.batch_id
            where c.batch_id = %s and c.row_id > %s and c.row_id <= %s and c.after <> c.before
            order by c.row_id limit %s""",
            [act.details["batch"], max(after, first - 1), last, limit],
        )
        found: Rows = cursor.fetchall()
    return found
