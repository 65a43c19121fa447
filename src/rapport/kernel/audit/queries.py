"""Reading the audit: the history of a row's fields, the search, and whether the record is whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import must_reach, reaches
from rapport.kernel.entities.registry import Whole
from rapport.kernel.entities.registry import entity as entity_of

from .permissions import SEARCH
from .pure import Seal, Verdict, check_seal, reading_of
from .sight import Sight, permission_of, shows, whole_of
from .sources import FieldChange, sources
from .windows import links_in, seals

OF_ROW = """select id, at, name, entity, row_id, actor_id, payload from audit
where entity = %s and row_id = %s and payload is not null order by id desc limit %s"""
SEARCH_HEAD = "select id, at, name, entity, row_id, actor_id, payload from audit where true"
TAIL = "select count(*), min(at) from audit where id > %s and position >= %s"
MOST = 200
Named = TypeVar("Named", "Entry", FieldChange)


@dataclass(frozen=True, slots=True)
class Entry:
    """One audit row, for people: what was done, by whom, to what."""

    id: int
    at: datetime
    name: str
    entity: str
    row_id: int | None
    actor_kind: str
    actor_id: int | None
    actor_name: str
    request: str
    changes: tuple[tuple[str, Any, Any], ...]  # (field, before, after)
    details: dict[str, Any]
    is_erased: bool
    is_hidden: bool = False  # out of the reader's reach


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for; None leaves it open. Periods are half-open."""

    entity: str | None = None
    row_id: int | None = None
    actor_id: int | None = None
    name: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, int] | None = None  # (at, id) of the last entry of the page before


def history_of(
    entity: str, row_id: int, *, actor: Actor, limit: int = MOST
) -> tuple[FieldChange, ...]:
    """
    Return the changes of the row's fields, newest first, as far as the actor may see the fields.

    Refuses   NotFound, NotAllowed: as for the row itself.
    """
    must_reach(entity, row_id, actor=actor)
    found = [*_told_changes(entity, row_id, limit)]
    for source in sources():
        found += source(entity, row_id, limit)
    seen = _seen(found, entity, row_id, actor)
    seen.sort(key=lambda change: change.at, reverse=True)
    return _named(seen[:limit])


def changes_since(entity: str, row_id: int, *, steps: int, actor: Actor) -> tuple[FieldChange, ...]:
    """
    Return what the last steps of the row's version changed, as far as the actor may see the fields.

    Every told change raises the version by one, and so does every batch: so they are counted off.
    """
    wanted = min(steps, MOST)
    found = _steps(entity, row_id, wanted)
    found.sort(key=lambda step: step[0], reverse=True)
    changes = [change for _, changes in found[:wanted] for change in changes]
    return _named(_seen(changes, entity, row_id, actor))


def entries(search: Search, *, actor: Actor, limit: int = 50) -> tuple[Entry, ...]:
    """
    Return a page of the audit, newest first.

    Of rows out of the actor's reach it tells that something was done, and not what.

    Refuses   NotAllowed: the actor may not search the audit.
    """
    actor.must(SEARCH)
    conditions, values = _conditions(search)
    sql = f"{SEARCH_HEAD}{conditions} order by at desc, id desc limit %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, min(limit, MOST)])
        rows = cursor.fetchall()
    sight = Sight(actor, [(row[3], row[4]) for row in rows])
    return _named([_entry(row, sight) for row in rows])


def verify() -> Verdict:
    """Walk the whole chain: recompute every digest and every link."""
    total, wrong_rows, wrong_seals = 0, [], []
    before: Seal | None = None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read read only")
        for seal in seals():
            holds, wrong = check_seal(seal, before, links_in(seal))
            wrong_rows += wrong
            wrong_seals += [] if holds else [seal.number]
            total, before = total + seal.rows, seal
        cursor.execute(TAIL, _tail_begins(before))
        unsealed, oldest = cursor.fetchone()
    return Verdict(
        total,
        before.number if before else 0,
        tuple(wrong_rows),
        tuple(wrong_seals),
        unsealed,
        oldest,
    )


def tail(*, now: datetime) -> tuple[int, float]:
    """Return how many rows are not sealed yet, and the age of the oldest in seconds."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select coalesce(until_id, after_id),
            case when until_id is null then to_position else 0 end
            from audit_seal order by number desc limit 1"""
        )
        cursor.execute(TAIL, cursor.fetchone() or (0, 0))
        unsealed, oldest = cursor.fetchone()
    return unsealed, (now - oldest).total_seconds() if oldest else 0.0


def _tail_begins(last: Seal | None) -> tuple[int, int]:
    if last is None:
        return 0, 0
    return (last.after_id, last.to_position) if last.until_id is None else (last.until_id, 0)


def _steps(entity: str, row_id: int, limit: int) -> list[tuple[datetime, list[FieldChange]]]:
    """Return the newest steps of the row, told and by batches, each with what it changed."""
    steps = [(row[1], list(_changes_in(row))) for row in _told(entity, row_id, limit)]
    for source in sources():
        batches: dict[Any, list[FieldChange]] = {}
        for change in source(entity, row_id, limit):
            batches.setdefault((change.at, change.batch_id), []).append(change)
        steps += [(at, changes) for (at, _), changes in batches.items()]
    return steps


def _told_changes(entity: str, row_id: int, limit: int) -> Iterable[FieldChange]:
    for row in _told(entity, row_id, limit):
        yield from _changes_in(row)


def _told(entity: str, row_id: int, limit: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(OF_ROW, [entity, row_id, limit])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _changes_in(row: tuple[Any, ...]) -> Iterable[FieldChange]:
    _, at, name, _, _, actor_id, payload = row
    said = reading_of(payload)
    who = said["actor"]
    for change in said.get("changes", ()):
        yield FieldChange(
            at=at,
            field=change["field"],
            before=change["before"],
            after=change["after"],
            actor_kind=who["kind"],
            actor_id=actor_id,
            actor_name=who.get("name", ""),
            name=name,
        )


def _seen(
    changes: Sequence[FieldChange], entity: str, row_id: int, actor: Actor
) -> list[FieldChange]:
    """Leave out what the actor may not see of this row: a field's permission may reach less far."""
    whole = entity_of(entity)
    reached: dict[str, bool] = {}
    seen = []
    for change in changes:
        needed = permission_of(whole, change.field)
        if needed not in reached:
            reached[needed] = reaches(entity, row_id, actor=actor, permission=needed)
        if reached[needed] and shows(whole, change.field, actor):
            seen.append(change)
    return seen


def _conditions(search: Search) -> tuple[str, list[Any]]:
    asked = {
        " and entity = %s": search.entity,
        " and row_id = %s": search.row_id,
        " and actor_id = %s": search.actor_id,
        " and name = %s": search.name,
        " and at >= %s": search.since,
        " and at < %s": search.until,
        " and (at, id) < (%s, %s)": search.before,
    }
    given = {condition: value for condition, value in asked.items() if value is not None}
    values: list[Any] = []
    for value in given.values():
        values += value if isinstance(value, tuple) else [value]
    return "".join(given), values


def _entry(row: tuple[Any, ...], sight: Sight) -> Entry:
    row_audit_id, at, name, entity, row_id, actor_id, payload = row
    erased: dict[str, Any] = {"actor": {"kind": ""}}
    said = erased if payload is None else reading_of(payload)
    whole = whole_of(entity)
    is_hidden = whole is not None and not sight.reaches(whole, row_id) and row_id is not None
    changes = [(c["field"], c["before"], c["after"]) for c in said.get("changes", ())]
    return Entry(
        id=row_audit_id,
        at=at,
        name=name,
        entity=entity,
        row_id=row_id,
        actor_kind=said["actor"]["kind"],
        actor_id=actor_id,
        actor_name=said["actor"].get("name", ""),
        request=said.get("request", ""),
        changes=tuple(c for c in changes if not is_hidden and _is_seen(whole, row_id, c[0], sight)),
        details={} if is_hidden else said.get("details", {}),
        is_erased=payload is None,
        is_hidden=is_hidden,
    )


def _is_seen(whole: Whole | None, row_id: int | None, column: str, sight: Sight) -> bool:
    if whole is None or row_id is None:
        return shows(whole, column, sight.actor)
    reached = sight.reaches(whole, row_id, permission_of(whole, column))
    return reached and shows(whole, column, sight.actor)


def _named(rows: Sequence[Named]) -> tuple[Named, ...]:
    """Put the colleagues' present names in, by one statement."""
    ids = {row.actor_id for row in rows if row.actor_id is not None}
    people = get_user_model().objects.filter(pk__in=ids) if ids else []
    names = {person.pk: person.name for person in people}
    return tuple(replace(r, actor_name=names.get(r.actor_id, r.actor_name)) for r in rows)
