"""
Tables in workbooks (XLSX). Values as they are stored: nothing is computed, run or fetched.

The archive is looked over here; a process of its own opens it, within bounds (workbook_child).
"""

from __future__ import annotations

import marshal
import re
import subprocess
import sys
import weakref
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rapport.kernel.imports.pure.headers import named
from rapport.kernel.imports.pure.mappings import FileRules

from . import workbook_child
from .tables import (
    FileEmpty,
    FileTooLarge,
    Row,
    SheetUnknown,
    Table,
    WorkbookBroken,
    WorkbookOld,
    WorkbookTooLarge,
    checked_width,
)

MOST_PACKED = 300 << 20
MOST_UNPACKED = 2 << 30
MOST_RATIO = 250  # of a part that unpacks to more than 5 MB; sheets come to about 15
MOST_ENTRIES = 5_000
OLE = b"\xd0\xcf\x11\xe0"
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)


def open_workbook(path: Path, rules: FileRules) -> Table:
    """
    Open a sheet of a workbook as a table: the one named, else the first that holds something.

    Refuses   FileTooLarge, WorkbookTooLarge, WorkbookBroken, WorkbookOld, SheetUnknown, FileEmpty.
    """
    check_archive(path)
    opened = _Opened(path, rules.sheet)
    header, begins = _header(opened.first, rules)
    return Table(
        path=path,
        kind="xlsx",
        header=tuple(header),
        rows=lambda: _rows(opened, header, begins),
        sheet=opened.told["sheet"],
        sheets=tuple(opened.told["sheets"]),
        about_rows=max(0, opened.told["rows"] - begins),
    )


class _Opened:
    """A workbook that the child holds open. Its rows can be read once without opening it anew."""

    def __init__(self, path: Path, sheet: str) -> None:
        self._path, self._sheet = path, sheet
        self._start()

    def _start(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-I", workbook_child.__file__, str(self._path), self._sheet],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._end = weakref.finalize(self, _end, self._child)
        self.told = self._next()
        if "fault" in self.told:
            self._end()
            raise _refusal(self.told["fault"], self._sheet)
        self.first: list[list[str]] = self._next() or []

    def blocks(self) -> Iterator[list[list[str]]]:
        """Yield the rows in blocks, from the first on."""
        if not self._end.alive:
            self._start()
        block = self.first
        while block:
            yield block
            block = self._next()
        self._end()

    def _next(self) -> Any:
        assert self._child.stdout is not None
        size = self._child.stdout.read(8)
        body = self._child.stdout.read(int.from_bytes(size, "little")) if len(size) == 8 else b""
        if not body:  # it ended in the middle: out of memory or time, or worse
            self._end()
            raise WorkbookTooLarge(limit=f"{workbook_child.MOST_MEMORY >> 20} MB")
        return marshal.loads(body)


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    if child.stdout is not None:
        child.stdout.close()
    child.wait()


def _refusal(fault: str, sheet: str) -> Exception:
    if fault == "sheet":
        return SheetUnknown(name=sheet)
    return {"locked": WorkbookOld, "empty": FileEmpty}.get(fault, WorkbookBroken)()


def _header(rows: list[list[str]], rules: FileRules) -> tuple[list[str], int]:
    """Return the names of the columns and the number of rows up to and with the header."""
    for place, row in enumerate(rows[rules.skip :], start=rules.skip + 1):
        if any(row):
            filled = max(at for at, cell in enumerate(row, start=1) if cell)
            cells = checked_width(row[:filled])
            if rules.header:
                return named(cells), place
            return [f"({number})" for number in range(1, len(row) + 1)], place - 1
    raise FileEmpty()


def _rows(opened: _Opened, header: list[str], begins: int) -> Iterator[Row]:
    width, line = len(header), 0
    for block in opened.blocks():
        for cells in block:
            line += 1
            if line <= begins or not any(cells):
                continue
            if len(cells) > width and any(cells[width:]):
                yield line, cells, "cells_more"
            else:
                yield line, cells[:width], ""


def check_archive(path: Path) -> None:
    """Refuse what is no workbook, and what would unpack to more than the limits."""
    if path.stat().st_size > MOST_PACKED:
        raise FileTooLarge(limit=f"{MOST_PACKED >> 20} MB")
    with path.open("rb") as file:
        if file.read(8).startswith(OLE):
            raise WorkbookOld()
    try:
        with zipfile.ZipFile(path) as archive:
            _check_entries(archive.infolist())
            for entry in archive.infolist():
                if entry.filename.lower().endswith((".xml", ".rels")):
                    _check_beginning(archive, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError):
        raise WorkbookBroken() from None


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    whole = sum(entry.file_size for entry in entries)
    if whole > MOST_UNPACKED or len(entries) > MOST_ENTRIES:
        raise WorkbookTooLarge(limit=f"{MOST_UNPACKED >> 20} MB")
    for entry in entries:
        if entry.filename.lower().endswith("workbook.bin"):
            raise WorkbookOld()
        if entry.file_size > 5 << 20 and entry.file_size > MOST_RATIO * entry.compress_size:
            raise WorkbookTooLarge(limit=f"{entry.file_size >> 20} MB")


def _check_beginning(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """No part of a workbook declares entities; one that does is made to do harm."""
    with archive.open(entry) as part:
        if _DOCTYPE.search(part.read(4096).replace(b"\x00", b"")):
            raise WorkbookBroken()
