"""
New rows of a model by one prepared statement: Django plans its INSERT anew each time.

A model may say in DRAWN by which SQL the database draws a column that is still empty:

    DRAWN = {"number": "'SO-' || nextval('commerce_order_number')"}
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models

from rapport.kernel.prepared import rows_of


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model whole, as `save` would; give them their keys and what is drawn."""
    if not rows:
        return
    for row in rows:
        given: Any = row
        given._prepare_related_fields_for_save("insert")  # what they belong to may have got its key
    model, drawn = type(rows[0]), _drawn(rows)
    text, fields = _statement(model, len(rows), drawn)
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row in rows
        for field in fields
    ]
    for row, (key, *found) in zip(rows, rows_of(text, values), strict=True):
        row.pk = key
        for (name, _sql), value in zip(drawn, found, strict=True):
            setattr(row, name, value)
        row._state.adding, row._state.db = False, connection.alias


def _drawn(rows: Sequence[models.Model]) -> tuple[tuple[str, str], ...]:
    """Return the columns to be drawn, which no row has a value for, with their SQL."""
    known: dict[str, str] = getattr(rows[0], "DRAWN", {})
    return tuple(one for one in known.items() if not any(getattr(row, one[0]) for row in rows))


@lru_cache(maxsize=256)
def _statement(
    model: type[models.Model], number: int, drawn: tuple[tuple[str, str], ...]
) -> tuple[str, tuple[Any, ...]]:
    key = model._meta.pk
    assert key is not None
    others = [field for field in model._meta.concrete_fields if field is not key]
    names = [name for name, _sql in drawn]
    given = tuple(field for field in others if field.name not in names)
    columns = ", ".join(f'"{name}"' for name in (*(field.column for field in given), *names))
    row = f"({', '.join([*['%s'] * len(given), *(sql for _name, sql in drawn)])})"
    back = ", ".join(f'"{name}"' for name in (key.column, *names))
    text = f"""insert into "{model._meta.db_table}" ({columns})
        values {", ".join([row] * number)} returning {back}"""
    return text, given
