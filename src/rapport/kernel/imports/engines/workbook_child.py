"""
The process that lays a workbook open: alone, within bounds of memory and time.

The reader of workbooks believes what a file says of itself and ends the whole process when it
cannot have the memory for it; so it runs here, and only here. Standard library and reader only.

    python workbook_child.py PATH SHEET    writes marshalled blocks to standard output:
    {"sheets": […], "sheet": …, "rows": n}, then lists of rows of texts, then None;
    or {"fault": code}, code being one of locked, broken, sheet, empty
"""

from __future__ import annotations

import marshal
import resource
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError
from python_calamine import SheetVisibleEnum as Visible

MOST_MEMORY = 1536 << 20  # of addresses, which are more than what is used
MOST_SECONDS = 300
ROWS_A_BLOCK = 2_000
FIRST_ROWS = 200


def main(path: str, wanted: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        book = CalamineWorkbook.from_path(path)
        sheet = chosen(book, wanted)
    except PasswordError:
        send({"fault": "locked"})
    except (CalamineError, ValueError, OverflowError):
        send({"fault": "broken"})
    else:
        if isinstance(sheet, str):
            send({"fault": sheet})
        else:
            write(book, sheet)


def write(book: CalamineWorkbook, sheet: CalamineSheet) -> None:
    rows = sheet.end[0] + 1 if sheet.end else 0
    send({"sheets": list(book.sheet_names), "sheet": sheet.name, "rows": rows})
    texts = ([text(cell) for cell in row] for row in sheet.iter_rows())
    while block := list(islice(texts, ROWS_A_BLOCK)):
        send(block)
    send(None)


def chosen(book: CalamineWorkbook, wanted: str) -> CalamineSheet | str:
    """Return the sheet of that name, else the first that holds something, shown ones first."""
    if wanted:
        return book.get_sheet_by_name(wanted) if wanted in book.sheet_names else "sheet"
    shown = [meta.name for meta in book.sheets_metadata if meta.visible == Visible.Visible]
    hidden = [meta.name for meta in book.sheets_metadata if meta.visible != Visible.Visible]
    for name in shown + hidden:
        sheet = book.get_sheet_by_name(name)
        if any(text(cell) for row in islice(sheet.iter_rows(), FIRST_ROWS) for cell in row):
            return sheet
    return "empty"


def send(message: Any) -> None:
    body = marshal.dumps(message)
    sys.stdout.buffer.write(len(body).to_bytes(8, "little"))
    sys.stdout.buffer.write(body)


def text(cell: Any) -> str:
    return cell if cell.__class__ is str else TEXTS.get(cell.__class__, str)(cell)


def number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    shown = repr(value)
    return format(Decimal(shown), "f") if "e" in shown else shown


def moment(value: datetime) -> str:
    return value.isoformat(" ") if value.time() != time() else value.date().isoformat()


TEXTS: dict[type, Any] = {
    float: number,
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime: moment,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: str,
    type(None): lambda _: "",
}

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
