"""
What changed of the rows that somebody may see: the feed for programs that keep a copy.

A row that he sees now is told as changed; one that is deleted, binned or out of his reach as gone,
by its id alone. A change of rights changes no row: who loses or gains a whole team reads anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope
from rapport.kernel.entities.registry import Whole, entities, entity_by_key
from rapport.kernel.live.feed import Place, Touched, begin, feed
from rapport.kernel.web.cursors import CursorNotUnderstood, read_cursor, write_cursor

MARK = "changes"
ActorOn = Callable[[Whole], Actor | None]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row, by its newest change on this page."""

    resource: str
    id: str | None  # None: of a "resync"
    change: str  # changed, gone; resync: rows of the resource changed that are not told singly
    at: datetime | None  # of what the reader sees


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """A page of changes; `next` is always there, for the feed never ends."""

    changes: list[RowChange]
    next: str
    has_more: bool


def cursor_of_now() -> str:
    """Return the cursor from which everything is told that happens from now on."""
    return _written(begin())


def changes_since(
    cursor: str, *, resources: Collection[str] = (), limit: int = 200, actor_on: ActorOn
) -> ChangesPage:
    """
    Return what changed since the cursor; each row once a page, in the order of its last change.

    `actor_on` gives the actor as he is on an entity; None where he may see nothing of it.
    Refuses   CursorNotUnderstood, ChangesLost, UnknownEntity.
    """
    wanted = [entity_by_key(key) for key in resources] or entities()
    found = feed(_read(cursor), limit=limit)
    rows = _told_of(found.told, wanted, actor_on)
    return ChangesPage(rows, _written(found.place), found.has_more)


def _told_of(
    told: Iterable[Touched], wanted: Iterable[Whole], actor_on: ActorOn
) -> list[RowChange]:
    named = {name: whole for whole in wanted for name in (whole.name, whole.base.model.lower())}
    by_whole: dict[str, list[Touched]] = {}
    newest: dict[tuple[str, int | None], int] = {}
    for place, touched in enumerate(told):
        whole = named.get(touched.entity)
        if whole is not None:
            by_whole.setdefault(whole.name, []).append(touched)
            newest[(whole.name, touched.row_id)] = place
    placed: list[tuple[int, RowChange]] = []
    for name, mine in by_whole.items():
        whole = named[name]
        actor = actor_on(whole)
        if actor is not None and actor.may(whole.base.view):
            for row_id, change in _seen(whole, mine, actor):
                placed.append((newest[(name, row_id)], change))
    return [change for _, change in sorted(placed, key=lambda pair: pair[0])]


def _seen(
    whole: Whole, told: list[Touched], actor: Actor
) -> Iterable[tuple[int | None, RowChange]]:
    last = {touched.row_id: touched for touched in told}
    rows = _rows(whole, [row_id for row_id in last if row_id is not None], actor)
    key = whole.base.key
    lost: list[int | None] = []
    for row_id, touched in last.items():
        uid, is_seen = rows.get(row_id or 0, (touched.uid, False))
        if not uid:  # many rows, or one that is gone without its id
            lost.append(row_id)
        elif is_seen:
            yield row_id, RowChange(key, uid, "changed", touched.at)
        else:
            yield row_id, RowChange(key, uid, "gone", None)
    if lost:
        yield lost[-1], RowChange(key, None, "resync", None)


def _rows(whole: Whole, row_ids: list[int], actor: Actor) -> dict[int, tuple[str, bool]]:
    if not row_ids:
        return {}
    seen = live_scope(whole, actor)
    text = f"select t.id, t.uid, {seen.text} from {whole.base.table} t where t.id = any(%s)"
    with connection.cursor() as cursor:
        cursor.execute(text, [*seen.params, row_ids])
        return {row_id: (str(uid), is_seen) for row_id, uid, is_seen in cursor.fetchall()}


def _written(place: Place) -> str:
    return write_cursor([MARK, *astuple(place)])


def _read(cursor: str) -> Place:
    place: Any = read_cursor(cursor)
    if not isinstance(place, list) or place[:1] != [MARK]:
        raise CursorNotUnderstood()
    return Place(*place[1:])
