"""Writing rows of texts and values to CSV, XLSX or JSON lines, one row at a time."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

from rapport.kernel.errors import N_, Invalid
from rapport.kernel.imports.pure.safety import escaped, is_dangerous, joined

Write = Callable[[Iterable[Sequence[Any]]], int]
LONGEST_CELL = 32_767  # of a workbook
MOST_LINES = 1_048_575
NO_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)  # the same rows make the same file, whenever written


class ExportKindUnknown(Invalid):
    sentence = N_("Name the file with the ending .csv, .xlsx or .ndjson.")


class TooManyForWorkbook(Invalid):
    sentence = N_("A workbook takes 1,048,575 rows. Write a CSV file instead.")


@contextmanager
def writer_for(output: Path, header: Sequence[str]) -> Iterator[Write]:
    """
    Give a function that writes rows under the header and returns how many it wrote.

    The file appears whole under its name at the end, or not at all.
    Refuses   ExportKindUnknown, TooManyForWorkbook.
    """
    must_be_writable(output)
    write = _WRITERS[output.suffix.lower()]
    unfinished = output.with_name(f".{output.name}.part")
    try:
        yield lambda rows: write(unfinished, header, rows)
        os.replace(unfinished, output)
    finally:
        unfinished.unlink(missing_ok=True)


def _csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write for spreadsheets: UTF-8 with a BOM, and no text that would run as a formula."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        table = csv.writer(file)
        table.writerow([escaped(name) for name in header])
        for row in rows:
            table.writerow([_as_text(value) for value in row])
            count += 1
    return count


def _xlsx(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write texts as texts, whatever they look like; numbers that fit exactly as numbers."""
    count = 0
    import xlsxwriter  # it takes 0.1 s of every start

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        book.set_properties({"created": NO_MOMENT})
        sheet = book.add_worksheet()
        guarded = book.add_format({"quote_prefix": True})
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(header):
            sheet.write_string(0, place, name)
        for count, row in enumerate(rows, start=1):
            if count > MOST_LINES:
                raise TooManyForWorkbook()
            for place, value in enumerate(row):
                _write_cell(sheet, count, place, value, guarded)
    return count


def _write_cell(sheet: Any, line: int, place: int, value: Any, guarded: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, int | Decimal) and _fits_a_float(value):
        sheet.write_number(line, place, float(value))
    else:
        text = _plain(value)[:LONGEST_CELL]
        sheet.write_string(line, place, text, guarded if is_dangerous(text) else None)


def _fits_a_float(value: int | Decimal) -> bool:
    exact = Decimal(value)
    return Decimal(repr(float(value))) == exact and abs(exact) < 10**15


def _ndjson(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    count = 0
    with path.open("wb") as file:
        for row in rows:
            body = dict(zip(header, row, strict=True))
            file.write(orjson.dumps(body, default=_as_json, option=orjson.OPT_APPEND_NEWLINE))
            count += 1
    return count


def _as_text(value: Any) -> str:
    """Return the value as a cell of text; only what is text can look like a formula."""
    if value is None:
        return ""
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, list | tuple):
        return escaped(joined(value))
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return joined(value)
    return str(value)


def _as_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


_WRITERS = {".csv": _csv, ".xlsx": _xlsx, ".ndjson": _ndjson, ".jsonl": _ndjson}


def must_be_writable(output: Path) -> None:
    """Refuse ExportKindUnknown unless the ending is one that can be written."""
    if output.suffix.lower() not in _WRITERS:
        raise ExportKindUnknown()
