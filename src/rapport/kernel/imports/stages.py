"""The staging table of one import, as a loader sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import md5
from typing import Any
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the staging table, both ends included: at most 10,000 rows, one transaction."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Stage:
    """
    Where the typed cells of a file lie, one row a line, until they are written.

    Besides the loader's columns each row has
      line     bigint   number by which a person finds the line in the file; unique
      part     bigint   what windows are cut by; equals `line` unless the loader renumbers
      unread   boolean  true where a cell could not be read; fate is 'fail' then
      fate     text     null until judged: create, update, unchanged, skip or fail
      fault    text     code of the reason of skip or fail (a key of the loader's `faults`)
      field    text     name of the column at fault
      row_id   bigint   key of the live row that this line means; null when it is to be created
      before, after  jsonb   only the fields that an update changes
    Judge leaves rows alone that have a fate already.
    """

    import_id: int
    uid: UUID
    table: str  # of our own making: safe to paste
    columns: tuple[str, ...]  # columns that the mapping fills; the others exist and are null
    options: Mapping[str, Any]  # of the mapping: zone, currency, source, mode …

    def run(self, text: str, **params: Any) -> int:
        """
        Run SQL in which `{stage}` stands for the table; return the number of rows.

        Values stand in the text as `%(name)s`, and a percent sign of its own is written twice.
        """
        with connection.cursor() as cursor:
            cursor.execute(self.named(text), params)
            return int(cursor.rowcount)

    def rows(self, text: str, **params: Any) -> list[tuple[Any, ...]]:
        """Run SQL as `run` does; return what it finds."""
        with connection.cursor() as cursor:
            cursor.execute(self.named(text), params)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def record(self, entity: str, text: str, **params: Any) -> int:
        """
        Remember what a window changed, for undo and field history: one row a live row.

        `text` selects (row_id, before, after): `before` null for a created row, else both jsonb of
        the changed columns alone, `after` with the "version" that the change gave the row.
        """
        from .changes import record  # the changes belong to the batch, not to the stage

        return record(self, entity, text, params)

    def named(self, text: str) -> str:
        """Put the names of this import's tables into the text; percent signs stay as they are."""
        return text.replace("{stage}", self.table)

    def aside(self, name: str) -> str:
        """Return the name of a further unlogged table of this import, dropped with the stage."""
        return f"{self.table}_{name}"


def moment_hex(now: datetime) -> str:
    """Return the moment as the first twelve digits of a UUIDv7."""
    return f"{int(now.timestamp() * 1000):012x}"


def uid_of(now: datetime, seed: str) -> UUID:
    """Return the UUIDv7 that `uid_sql` makes of the same moment and seed."""
    chance = md5(seed.encode(), usedforsecurity=False).hexdigest()
    return UUID(f"{moment_hex(now)}7{chance[:3]}8{chance[3:18]}")


def uid_test_sql(text: str) -> str:
    """Return SQL that tells whether a text is a UUID, so that an index on ids can be asked."""
    return f"{text} ~* '^[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}$'"


def uid_sql(moment_hex: str, seed: str) -> str:
    """
    Return SQL that makes a UUIDv7 out of a moment and a seed.

    Shapes    moment_hex: SQL of twelve hexadecimal digits, milliseconds since 1970.
              seed: SQL of a text that is unique in the house, such as import uid and row key, so
              that a chunk that is written again after a crash gives its rows the same ids.
    """
    chance = f"md5({seed})"
    return (
        f"({moment_hex} || '7' || substr({chance}, 1, 3) || '8' || substr({chance}, 4, 15))::uuid"
    )
