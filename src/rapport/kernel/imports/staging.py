"""
Reading a file into its staging table: cells become typed values or faults, by COPY.

Every column remembers what each different text came to, already written as COPY wants it: files
repeat their cells, so most are looked up, not read (725,000 lines of eight cells: 1.4 s a core
instead of 9). A fault is remembered too, as something that is no text, so that putting the line
together fails and only such a line is looked at cell by cell.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from django.db import connection

from .engines.tables import Row, Table
from .pure.cells import reader_for
from .pure.columns import Column
from .pure.faults import Unreadable
from .pure.habits import Habits

MOST_REMEMBERED = 50_000  # different texts of a column
ROWS_A_BLOCK = 2_000
ROWS_A_COPY = 50_000
NULL = "\\N"
OWN_COLUMNS = """line bigint not null, part bigint not null, unread boolean not null, fate text,
 fault text, field text, row_id bigint, before jsonb, after jsonb"""
_SPECIAL = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
Report = Callable[[int], None]  # rows so far


@dataclass(frozen=True, slots=True)
class _Fault:
    """What a text came to that cannot be read; being no text, it stops the line."""

    code: str


class _Cells(dict[str, Any]):
    """The texts of one column and what they came to."""

    def __init__(self, column: Column, habits: Habits) -> None:
        self.name = column.name
        self._read = reader_for(column, habits)

    def __missing__(self, text: str) -> Any:
        try:
            found: Any = copied(self._read(text))
        except Unreadable as unreadable:
            found = _Fault(unreadable.code)
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self[text] = found
        return found


def make_stage(table: str, columns: Sequence[Column]) -> None:
    """Make the staging table anew, empty. UNLOGGED: a crash of the server empties it."""
    own = ", ".join(f'"{column.name}" {column.sql_type}' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists {table}")
        cursor.execute(f"create unlogged table {table} ({OWN_COLUMNS}, {own})")


def fill_stage(
    table: str,
    file: Table,
    columns: Sequence[Column],
    places: Mapping[str, int],
    habits: Habits,
    report: Report,
) -> int:
    """Read the file's lines into the staging table; return how many."""
    wanted = [column for column in columns if column.name in places]
    absent = [column.name for column in columns if column.required and column.name not in places]
    cells = [(_Cells(column, habits), places[column.name]) for column in wanted]
    names = ", ".join(f'"{column.name}"' for column in wanted)
    into = f"copy {table} (line, part, unread, fate, fault, field, {names}) from stdin"
    lines = _lines(file.rows(), cells, absent)
    rows = 0
    while count := _copy(into, lines):
        rows += count
        report(rows)
    with connection.cursor() as cursor:
        cursor.execute(f"analyze {table}")
    return rows


def copied(value: Any) -> str:
    """Return the value as COPY reads it, in its text format."""
    if value is None:
        return NULL
    if isinstance(value, str):
        return value.translate(_SPECIAL)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ("{" + ",".join(_quoted(part) for part in value) + "}").translate(_SPECIAL)
    return json.dumps(value, ensure_ascii=False, default=str).translate(_SPECIAL)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _lines(
    rows: Iterator[Row], cells: Sequence[tuple[_Cells, int]], absent: Sequence[str]
) -> Iterator[str]:
    """Yield each row as a line of COPY: number twice, verdict, then the values of its cells."""
    good = f"t\tfail\tblank\t{absent[0]}" if absent else f"f\t{NULL}\t{NULL}\t{NULL}"
    for line, texts, fault in rows:
        if fault:
            yield _faulty(line, texts, cells, fault, NULL)
            continue
        try:
            values = "\t".join([known[texts[place]] for known, place in cells])
        except TypeError:
            yield _faulty(line, texts, cells, "", NULL)
            continue
        yield f"{line}\t{line}\t{good}\t{values}\n"


def _faulty(
    line: int, texts: Sequence[str], cells: Sequence[tuple[_Cells, int]], fault: str, field: str
) -> str:
    """Return a line that cannot be taken in, with the values that could be read."""
    values: list[str] = []
    for known, place in cells:
        found = known[texts[place]] if place < len(texts) else NULL
        if isinstance(found, _Fault):
            if not fault:
                fault, field = found.code, known.name
            found = NULL
        values.append(found)
    return "\t".join([str(line), str(line), "t", "fail", fault, field, *values]) + "\n"


def _copy(into: str, lines: Iterator[str]) -> int:
    """
    Copy the next lines; return how many.

    A session that copies can say nothing else, and holds up whoever drops a database of the same
    server: so it is never left waiting for long, and progress is told between two copies.
    """
    blocks = _blocks(islice(lines, ROWS_A_COPY))
    first = next(blocks, None)
    if first is None:
        return 0
    rows = 0
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        for block, count in chain((first,), blocks):
            copy.write(block)
            rows += count
    return rows


def _blocks(lines: Iterator[str]) -> Iterator[tuple[str, int]]:
    block: list[str] = []
    for line in lines:
        block.append(line)
        if len(block) == ROWS_A_BLOCK:
            yield "".join(block), len(block)
            block.clear()
    if block:
        yield "".join(block), len(block)
