"""Tables in JSON lines: one object a line; nested amounts and lists become cells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from rapport.kernel.imports.pure.encodings import guess_encoding
from rapport.kernel.imports.pure.mappings import FileRules
from rapport.kernel.imports.pure.safety import joined

from .tables import FileEmpty, FileIsNoText, Row, Table, checked_width
from .texts import lines_in, sample_of

HEADER_LINES = 10_000
LONGEST = 1_000_000
_decode = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str).decode


def open_objects(path: Path, rules: FileRules) -> Table:
    """
    Open a file of JSON objects as a table; its columns are the keys of the first 10,000 lines.

    Refuses   FileEmpty, FileIsNoText, HeaderTooWide.
    """
    guess = guess_encoding(sample_of(path))
    encoding = rules.encoding or guess.encoding
    names: dict[str, int] = {}
    lines = size = 0
    for line in islice(lines_in(path, encoding), HEADER_LINES):
        lines, size = lines + 1, size + len(line)
        for name in _cells(line) or ():
            names.setdefault(name, len(names))
        checked_width(list(names))
    if not names:
        raise FileIsNoText() if size else FileEmpty()
    return Table(
        path=path,
        kind="ndjson",
        header=tuple(names),
        rows=lambda: _rows(path, encoding, names),
        encoding=encoding,
        encoding_sure=guess.sure,
        about_rows=path.stat().st_size * lines // max(1, size),
    )


def _rows(path: Path, encoding: str, names: dict[str, int]) -> Iterator[Row]:
    for number, line in enumerate(lines_in(path, encoding), start=1):
        if not line.strip():
            continue
        found = _cells(line)
        if found is None:
            yield number, [line.strip()[:1000]], "not_an_object"
            continue
        cells = [""] * len(names)
        fault = ""
        for name, text in found.items():
            if name in names:
                cells[names[name]] = text
            elif text:
                cells, fault = [*cells, text], "cells_more"
        yield number, cells, fault


def _cells(line: str) -> dict[str, str] | None:
    """Return the object of a line as texts; None when it is none."""
    if len(line) > LONGEST:
        return None
    try:
        read = _decode(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(read, dict):
        return None
    cells: dict[str, str] = {}
    for name, value in read.items():
        if isinstance(value, dict):  # an amount: its own cell, and one for its currency
            for part, text in value.items():
                cells[name if part == "amount" else f"{name}_{part}"] = _text(text)
        else:
            cells[name] = _text(value)
    return cells


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return joined(_text(part) for part in value)
    return json.dumps(value, ensure_ascii=False)
