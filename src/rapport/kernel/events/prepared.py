"""Run a statement that is always the same as a prepared one, on Django's session.

Django lets psycopg write the values into the text, so the server parses and plans it every time:
of a told event that is half the cost. Where a statement is run for every command or every event, it
is worth being planned once a session.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

NEVER_BY_ITSELF = 1_000_000  # runs; Django sets None, which would refuse to prepare at all


class _Prepared(psycopg.Cursor[tuple[Any, ...]]):
    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        return super().execute(query, params, **(more | {"prepare": True}))


def prepared(sql: str, values: Sequence[Any] | Mapping[str, Any]) -> CursorWrapper:
    """Execute the statement, counted and wrapped as all of Django's, and return its cursor."""
    connection.ensure_connection()
    session = cast("psycopg.Connection[Any]", connection.connection)
    session.prepare_threshold = NEVER_BY_ITSELF
    plain = _Prepared(session)
    cursor: CursorWrapper = connection._prepare_cursor(plain)  # type: ignore[attr-defined]
    cursor.execute(sql, values)
    return cursor
