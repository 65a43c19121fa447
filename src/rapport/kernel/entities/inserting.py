"""New rows of a model by one prepared statement: Django plans its INSERT anew each time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models

from rapport.kernel.prepared import rows_of


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model whole, as `save` would, and give them their keys."""
    if not rows:
        return
    for row in rows:
        given: Any = row
        given._prepare_related_fields_for_save("insert")  # what they belong to may have got its key
    text, fields = _statement(type(rows[0]), len(rows))
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row in rows
        for field in fields
    ]
    for row, (key,) in zip(rows, rows_of(text, values), strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias


@lru_cache(maxsize=256)
def _statement(model: type[models.Model], number: int) -> tuple[str, tuple[Any, ...]]:
    key = model._meta.pk
    assert key is not None
    fields = tuple(field for field in model._meta.concrete_fields if field is not key)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    text = f"""insert into "{model._meta.db_table}" ({columns})
        values {", ".join([row] * number)} returning "{key.column}\""""
    return text, fields
