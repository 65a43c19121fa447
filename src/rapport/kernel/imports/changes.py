"""
Which rows an import wrote and what stood there before: one row a live row, kept once.

Undo and the history of a field read it; the audit gets one row a window that names the import.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.audit import commands as audit

from .models import Import
from .stages import Stage

CHANGES = "imports_importchange"


def record(stage: Stage, entity: str, text: str, params: Mapping[str, Any]) -> int:
    """Remember the changes that the statement selects as (row_id, before, after)."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {CHANGES} (import_id, entity, row_id, before, after)"
            " select %(own_import)s, %(own_entity)s, c.row_id, c.before, c.after"
            f" from ({stage.named(text)}) c(row_id, before, after)",
            {**params, "own_import": stage.import_id, "own_entity": entity},
        )
        return int(cursor.rowcount)


def record_created(stage: Stage, entity: str, row_ids: Sequence[int]) -> int:
    """Remember rows that were just made, version 1."""
    created = (
        """select id, null::jsonb, '{"version": 1}'::jsonb from unnest(%(ids)s::bigint[]) id"""
    )
    return record(stage, entity, created, {"ids": list(row_ids)})


def made_sql(entity: str, row_id: str) -> str:
    """Return SQL that tells whether an import made the row; `row_id` is SQL of its key."""
    return (
        f"exists (select 1 from {CHANGES} made where made.entity = '{entity}'"
        f" and made.row_id = {row_id} and made.before is null and made.undone_at is null)"
    )


def chunk_done(
    row: Import,
    bounds: tuple[int, int],
    *,
    act: str = "window_written",
    actor: Actor,
    now: datetime,
) -> None:
    """Write the audit row of a window, in its transaction."""
    audit.record(
        f"imports.{act}",
        entity="imports.import",
        row_id=row.pk,
        details={"parts": list(bounds)},
        actor=actor,
        now=now,
    )


def tables_of(row: Import) -> list[str]:
    """Return the staging table and those beside it."""
    with connection.cursor() as cursor:
        cursor.execute(
            r"select relname from pg_class where relkind = 'r' and relname ~ %s",
            [rf"^imports_stage_{row.pk}(_|$)"],
        )
        return [name for (name,) in cursor.fetchall()]
