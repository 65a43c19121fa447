"""Tables in text files: any encoding, any separator, damage reported line by line."""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Generator, Iterator
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any

from rapport.kernel.imports.pure.dialects import SAMPLE_LINES, SIGNS, Dialect, guess_dialect
from rapport.kernel.imports.pure.encodings import Guess, guess_encoding
from rapport.kernel.imports.pure.headers import named
from rapport.kernel.imports.pure.mappings import FileRules

from .tables import (
    MOST_COLUMNS,
    EncodingUnknown,
    FileEmpty,
    FileIsNoText,
    FileKindDiffers,
    HeaderTooLong,
    HeaderTooWide,
    Row,
    Table,
    checked_width,
)

SAMPLE_BYTES = 256_000
LONGEST_LINE = 1_000_000
REMEMBERED_LINES = 1_000  # of a record that may prove never to be closed
MOST_MENDED = 1_000  # records with an open quotation mark, each of which costs a new start
csv.field_size_limit(LONGEST_LINE)


def open_text(path: Path, rules: FileRules) -> Table:
    """
    Open a text file as a table.

    Refuses   FileEmpty, FileIsNoText, FileKindDiffers, EncodingUnknown, HeaderTooWide.
    """
    sample = sample_of(path)
    guess = _said_encoding(rules) or guess_encoding(sample)
    _check_text(sample, guess, path)
    lines = _first_lines(path, guess.encoding)
    dialect = guess_dialect(lines)
    if rules.delimiter:
        dialect = Dialect(rules.delimiter, dialect.skip)
    dialect = Dialect(dialect.delimiter, rules.skip or dialect.skip, rules.header)
    header, begins = _header(path, guess.encoding, dialect)
    size, in_sample = path.stat().st_size, max(1, sum(len(line) for line in lines))
    return Table(
        path=path,
        kind="csv",
        header=tuple(header),
        rows=lambda: _rows(path, guess.encoding, dialect, header, begins),
        encoding=guess.encoding,
        encoding_sure=guess.sure,
        encoding_because=guess.because,
        delimiter=dialect.delimiter,
        about_rows=max(1, size * len(lines) // in_sample),
    )


def sample_of(path: Path) -> bytes:
    """Return the beginning of the file; if that is plain ASCII, with later lines that are not."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
        if not sample.isascii():
            return sample
        while block := file.read(1 << 20):
            if not block.isascii():
                return sample + b"\n" + block.partition(b"\n")[2]
    return sample


def lines_in(path: Path, encoding: str, skip: int = 0) -> Iterator[str]:
    """Yield the physical lines with their ends; bytes that are no text become surrogates."""
    with path.open("rb") as file:
        text = TextIOWrapper(file, encoding=encoding, errors="surrogateescape", newline="")
        yield from islice(text, skip, None)


def _said_encoding(rules: FileRules) -> Guess | None:
    if not rules.encoding:
        return None
    try:
        return Guess(codecs.lookup(rules.encoding).name, 1.0, "")
    except LookupError:
        raise EncodingUnknown(name=rules.encoding) from None


def _check_text(sample: bytes, guess: Guess, path: Path) -> None:
    bare = sample.removeprefix(codecs.BOM_UTF8).strip()
    if not bare:
        raise FileEmpty()
    if bare[:5].lower() in (b"<html", b"<!doc") or bare.startswith(b"<?xml"):
        raise FileKindDiffers(name=path.name, holds="HTML")
    text = sample.decode(guess.encoding, "surrogateescape")
    controls = sum(1 for c in text if c < "\t" or "\x0e" <= c < " " or c == "\x7f")
    if controls * 50 > len(text) + 200:
        raise FileIsNoText()


def _first_lines(path: Path, encoding: str) -> list[str]:
    found: list[str] = []
    size = 0
    for line in lines_in(path, encoding):
        size += len(line)
        if size > LONGEST_LINE:
            break
        found.append(line)
        if len(found) == SAMPLE_LINES:
            break
    if not found:
        if max(line.count(sign) for sign in SIGNS) >= MOST_COLUMNS:
            raise HeaderTooWide(most=MOST_COLUMNS)
        raise HeaderTooLong(most=LONGEST_LINE)
    return found


def _header(path: Path, encoding: str, dialect: Dialect) -> tuple[list[str], int]:
    """Return the names of the columns and the number of lines before the first row."""
    lines = lines_in(path, encoding, dialect.skip)
    reader = csv.reader(lines, delimiter=dialect.delimiter)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                checked_width(row)
                if dialect.has_header:
                    return named(row), dialect.skip + reader.line_num
                return [f"({place})" for place in range(1, len(row) + 1)], dialect.skip
    except csv.Error:
        raise FileIsNoText() from None
    raise FileEmpty()


def _rows(
    path: Path, encoding: str, dialect: Dialect, header: list[str], begins: int
) -> Iterator[Row]:
    start: int | None = begins
    for _ in range(MOST_MENDED):
        if start is None:
            return
        start = yield from _rows_from(start, path, encoding, dialect, len(header))


def _rows_from(
    start: int, path: Path, encoding: str, dialect: Dialect, width: int
) -> Generator[Row, None, int | None]:
    """
    Yield the rows after that many lines. When the last record proves to be one whose quotation mark
    is never closed, yield its first line as a fault and return the line to go on from.
    """
    tail: deque[str] = deque(maxlen=REMEMBERED_LINES)
    reader = csv.reader(_noted(lines_in(path, encoding, start), tail), delimiter=dialect.delimiter)
    waiting: Row | None = None  # a row is given when the next one proves that it was closed
    length = 0
    for first, last, cells in _records(reader):
        if waiting:
            yield waiting
        waiting = _row(start + first, cells, width)
        length = last - first + 1
    if waiting is None:
        return None
    held = list(tail)[-length:]
    if waiting[2] != "cell_huge" and _is_open(held, dialect):
        yield waiting[0], next(csv.reader(held[:1], delimiter=dialect.delimiter)), "quote_open"
        return waiting[0]
    yield waiting
    return None


def _records(reader: Any) -> Iterator[tuple[int, int, list[str] | None]]:
    """Yield first line, last line and cells of each record that is not blank; None: too large."""
    ended = 0
    while True:
        cells: list[str] | None = None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        first, ended = ended + 1, reader.line_num
        if cells is None or any(cells):
            yield first, ended, cells


def _noted(lines: Iterator[str], tail: deque[str]) -> Iterator[str]:
    for line in lines:
        tail.append(line)
        yield line


def _row(line: int, cells: list[str] | None, width: int) -> Row:
    if cells is None:
        return line, [], "cell_huge"
    if len(cells) == width:
        return line, cells, ""
    if len(cells) < width:
        return line, cells, "cells_missing"
    if any(cells[width:]):
        return line, cells, "cells_more"
    return line, cells[:width], ""


def _is_open(lines: list[str], dialect: Dialect) -> bool:
    reader = csv.reader(lines, delimiter=dialect.delimiter, strict=True)
    try:
        for _ in reader:
            pass
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False
