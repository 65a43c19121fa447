"""What an import changes: old and new values of its first lines, before and after it is written."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope
from rapport.kernel.audit.sight import Sight, permission_of, shows
from rapport.kernel.entities.registry import UnknownEntity, Whole, entity

from . import loaders
from .commands.steps import stage_of
from .loaders import Loader, Update
from .models import Import
from .queries import import_id_of
from .words import State

SHOWN = 50
RECORDED = """
select 0, row_id, before::text, coalesce(after, '{}')::text from imports_importchange
where import_id = %s and entity = %s and before is not null order by id limit %s"""


@dataclass(frozen=True, slots=True)
class UpdatedRow:
    """
    A record that an import changes.

    Shapes    line: of the file; 0 when it is written. steps: (column, before, after), as far as
              the reader may see them.
    """

    line: int
    id: UUID
    title: str
    steps: tuple[tuple[str, Any, Any], ...]


def updated_rows(
    uid: UUID | str, *, limit: int = SHOWN, actor: Actor, now: datetime
) -> tuple[str, list[UpdatedRow]]:
    """
    Return the entity and the first records that the import changes, or changed.

    Of a record out of the reader's reach nothing is told, nor of a field that he may not see.
    Refuses   NotFound, NotAllowed.
    """
    row = Import.objects.get(pk=import_id_of(uid, actor=actor))
    takes = loaders.loader(row.loader)
    try:
        whole = entity(takes.entity)
    except UnknownEntity:
        return takes.entity, []
    found = takes.readable(_updates(row, takes, limit, now))
    return whole.name, list(_seen(found, takes, whole, actor))


def _updates(row: Import, takes: Loader, limit: int, now: datetime) -> Sequence[Update]:
    if row.state == State.DRY_RUN:
        return takes.updates(stage_of(row), limit, now=now) if _has_table(row) else []
    with connection.cursor() as cursor:
        cursor.execute(RECORDED, [row.pk, takes.entity, limit])
        # Decimals as they were written: a float would be another number.
        return [
            (line, key, json.loads(was, parse_float=str), json.loads(became, parse_float=str))
            for line, key, was, became in cursor.fetchall()
        ]


def _has_table(row: Import) -> bool:
    """Whether the staging table is there; a dry run of the command line drops it."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s) is not null", [stage_of(row).table])
        found: bool = cursor.fetchone()[0]
        return found


def _seen(
    found: Sequence[Update], takes: Loader, whole: Whole, actor: Actor
) -> Iterator[UpdatedRow]:
    titles = _titles(whole, {key for _line, key, _was, _became in found}, actor)
    sight = Sight(actor, [(whole.name, key) for key in titles])
    for line, key, was, became in found:
        if key not in titles:
            continue
        steps = [
            (column, *step)
            for column in was
            if shows(whole, column, actor)
            and sight.reaches(whole, key, permission_of(whole, column))
            and (step := takes.step_of(column, was, became)) is not None
        ]
        if steps:
            uid, title = titles[key]
            yield UpdatedRow(line, uid, title, tuple(steps))


def _titles(whole: Whole, keys: Collection[int], actor: Actor) -> dict[int, tuple[UUID, str]]:
    """Return id and title of the rows that the actor sees."""
    if not keys or not actor.may(whole.base.view):
        return {}
    seen = live_scope(whole, actor)
    title = whole.base.title.format(t="t")
    with connection.cursor() as cursor:
        cursor.execute(
            f"select t.id, t.uid, {title} from {whole.base.table} t"
            f" where t.id = any(%s) and {seen.text}",
            [list(keys), *seen.params],
        )
        return {key: (uid, name) for key, uid, name in cursor.fetchall()}
