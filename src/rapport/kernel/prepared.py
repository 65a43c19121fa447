"""
Ask by statements that PostgreSQL plans once a session instead of every time.

Planning a statement that reaches one customer through row rules takes ten times as long as carrying
it out. So what is asked often, by a key, is prepared. A list is not: its best plan depends on whose
rows it shows, and a plan for everybody would be nobody's best.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

Row = tuple[Any, ...]
Params = Sequence[Any] | Mapping[str, Any] | None


class _Preparing(psycopg.Cursor[Row]):
    """A cursor that prepares whatever it is asked, the first time."""

    def execute(self, query: Any, params: Params = None, **options: Any) -> _Preparing:
        return super().execute(query, params, **{**options, "prepare": True})


def prepared(text: str, params: Params = None) -> CursorWrapper:
    """Execute a statement whose text stays the same, whatever the values; return its cursor."""
    cursor = _cursor()
    cursor.execute(text, params)
    return cursor


def rows_of(text: str, params: Params = None) -> list[Row]:
    """Return all rows of such a statement."""
    with prepared(text, params) as cursor:
        found: list[Row] = cursor.fetchall()
        return found


def row_of(text: str, params: Params = None) -> Row | None:
    """Return the first row of such a statement; None when there is none."""
    with prepared(text, params) as cursor:
        found: Row | None = cursor.fetchone()
        return found


def _cursor() -> CursorWrapper:
    if connection.queries_logged:
        return connection.cursor()  # so that the log shows the values, too
    connection.ensure_connection()
    plain: Any = _Preparing(connection.connection)
    return connection.make_cursor(plain)
