"""What a column of an import is: its kind, its limits and the names that files give it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class CellKind(StrEnum):
    """What the text of a cell must mean; decides the type in the staging table."""

    TEXT = "text"  # one line or several; blank is null
    CODE = "code"  # a key that people type: folded to one width and case, inner blanks kept
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"  # a number that may carry a sign of currency or brackets
    DATE = "date"
    INSTANT = "instant"  # without a zone: in the mapping's zone
    BOOL = "bool"
    CHOICE = "choice"
    TEXTS = "texts"  # several values in one cell, by semicolon or line
    JSON = "json"  # whatever the column's own `read` returns


SQL_TYPES = {
    CellKind.TEXT: "text",
    CellKind.CODE: 'text collate "C"',
    CellKind.INTEGER: "bigint",
    CellKind.NUMBER: "numeric",
    CellKind.MONEY: "numeric",
    CellKind.DATE: "date",
    CellKind.INSTANT: "timestamptz",
    CellKind.BOOL: "boolean",
    CellKind.CHOICE: "text",
    CellKind.TEXTS: "text[]",
    CellKind.JSON: "jsonb",
}


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column of a staging table and how a cell of a file becomes its value.

    Shapes    headers: other names, in any language; compared without case, blanks and marks.
              choices: accepted word -> stored value; compared like headers.
              read: (text, habits) -> value, in place of the reader of the kind; raises Unreadable.
    """

    name: str
    label: str  # marked with N_
    kind: CellKind = CellKind.TEXT
    required: bool = False
    length: int = 0  # longest text; 0 = 10,000
    digits: tuple[int, int] = (18, 4)  # of a number: before and after the point
    headers: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    read: Callable[[str, Any], Any] | None = None
    help: str = ""

    @property
    def sql_type(self) -> str:
        return SQL_TYPES[self.kind]
