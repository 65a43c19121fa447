"""What batches changed of a row's fields, for the history of the row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

from rapport.kernel.audit.sources import FieldChange

CHANGES = """
select c.batch_id, b.name, b.actor_kind, b.user_id, b.created_at, b.ended_at, c.is_undone,
  c.before, c.after
from jobs_batchchange c join jobs_batch b on b.id = c.batch_id
where c.row_id = %s and b.entity = %s and c.after is not null and c.after <> c.before
order by c.batch_id desc limit %s"""


def batch_changes(entity: str, row_id: int, limit: int) -> list[FieldChange]:
    """Return what batches did to the row's fields, and what was taken back, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, [row_id, entity, limit])
        rows = cursor.fetchall()
    return [change for row in rows for change in _steps(row)]


def _steps(row: tuple[Any, ...]) -> Iterator[FieldChange]:
    batch_id, name, actor_kind, user_id, created_at, ended_at, is_undone, before, after = row
    was, became = json.loads(before), json.loads(after)
    who = {"actor_kind": actor_kind, "actor_id": user_id, "actor_name": "", "batch_id": batch_id}
    for field in became:
        if was.get(field) == became[field]:
            continue
        if is_undone:
            undone = f"{name}.undone"
            yield FieldChange(ended_at, field, became[field], was.get(field), name=undone, **who)
        yield FieldChange(created_at, field, was.get(field), became[field], name=name, **who)
