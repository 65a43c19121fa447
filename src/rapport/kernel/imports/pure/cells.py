"""
What a cell says, read by the kind of its column.

Nothing is guessed in silence: a text that could mean two things is a fault with its reason, unless
the mapping says which is meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .columns import CellKind, Column
from .dates import read_date, read_instant
from .faults import Unreadable
from .habits import Habits
from .safety import parts_of, unescaped

LONGEST_TEXT = 10_000
_TRUE = "true t yes y 1 on x ✓ ✔ 是 真 有 对 對 啟用 启用 開 开"
_FALSE = "false f no n 0 off ✗ ✘ 否 假 無 无 錯 错 停用 關 关"
TRUE, FALSE = frozenset(_TRUE.split()), frozenset(_FALSE.split())
BLANKS = " \t\r\n\u3000\u00a0\ufeff\u200b"
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MONEY_SIGNS = re.compile(
    r"^(?:NT\$|US\$|HK\$|RMB|CN¥|[A-Z]{3}(?=\s|\d|-)|[$£€¥￥])\s*|\s*(?:元|[A-Z]{3}|[€£])$"
)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_SHORTENED = re.compile(r"[eE]\+?[1-9]")  # 1.38E+10: what a spreadsheet leaves of a long number
_FLOAT_NOISE = Decimal("0.000000001")


def reader_for(column: Column, habits: Habits) -> Callable[[str], Any]:
    """
    Return a function from a cell's text to the column's value; None for a blank cell.

    Refuses   Unreadable, by raising it from that function.
    """
    own = column.read
    read: Callable[[str], Any] = (
        (lambda text: own(text, habits)) if own else _READERS[column.kind](column, habits)
    )
    needed, blank_words = column.required, habits.blanks

    def value_of(cell: str) -> Any:
        text = _clean(cell)
        if not text or text in blank_words:
            if needed:
                raise Unreadable("blank")
            return None
        value = read(text)
        if needed and value in (None, []):
            raise Unreadable("blank")
        return value

    return value_of


def folded(text: str) -> str:
    """Return the text for comparing headers and choices: no case, width, blanks or marks."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in plain if c.isalnum() or c in "%#")


def _clean(cell: str) -> str:
    if found := _NOT_TEXT.search(cell):
        raise Unreadable("null_byte" if found[0] == "\x00" else "encoding")
    return _CONTROLS.sub("", cell).strip(BLANKS)


def _text(column: Column, habits: Habits) -> Callable[[str], Any]:
    most = column.length or LONGEST_TEXT

    def read(text: str) -> str:
        plain = unescaped(text)
        if len(plain) > most:
            raise Unreadable("too_long")
        return plain

    return read


def _code(column: Column, habits: Habits) -> Callable[[str], Any]:
    most = column.length or LONGEST_TEXT

    def read(text: str) -> str:
        code = " ".join(unicodedata.normalize("NFKC", unescaped(text)).upper().split())
        if len(code) > most:
            raise Unreadable("too_long")
        return code

    return read


def _texts(column: Column, habits: Habits) -> Callable[[str], Any]:
    one = _text(column, habits)

    def read(text: str) -> list[str]:
        return list(dict.fromkeys(one(part) for part in parts_of(unescaped(text))))

    return read


def _number(column: Column, habits: Habits) -> Callable[[str], Any]:
    whole, fine = column.digits
    step, bound = Decimal(1).scaleb(-fine), Decimal(10) ** whole

    def read(text: str) -> Decimal:
        value = number_in(text, habits.decimal)
        if abs(value) >= bound:
            raise Unreadable("number_large")
        kept = value.quantize(step) if _decimals(value) > fine else value
        if abs(kept - value) > _FLOAT_NOISE:
            raise Unreadable("number_fine")
        return kept

    return read


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _money(column: Column, habits: Habits) -> Callable[[str], Any]:
    number = _number(column, habits)

    def read(text: str) -> Decimal:
        plain = unicodedata.normalize("NFKC", text).strip()
        if plain.startswith("(") and plain.endswith(")"):
            plain = "-" + plain[1:-1].strip()
        sign, amount = ("-", plain[1:].strip()) if plain.startswith(("-", "−")) else ("", plain)
        for _ in range(2):  # a sign before and a code behind
            amount = _MONEY_SIGNS.sub("", amount, count=1)
        value: Decimal = number(sign + amount)
        return value

    return read


def _integer(column: Column, habits: Habits) -> Callable[[str], Any]:
    def read(text: str) -> int:
        value = number_in(text, habits.decimal)
        if value != value.to_integral_value():
            raise Unreadable("whole_number")
        if abs(value) >= Decimal(2) ** 63:
            raise Unreadable("number_large")
        return int(value)

    return read


def number_in(text: str, decimal: str) -> Decimal:
    """Return the number a text says, with the sign that parts decimals. Refuses Unreadable."""
    plain = unicodedata.normalize("NFKC", text).replace("−", "-")
    plain = re.sub(r"(?<=\d)[\s'’](?=\d{3})", "", plain).strip()
    if decimal == ",":
        plain = plain.translate({ord(","): ".", ord("."): ","})
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        raise Unreadable("number")
    if _SHORTENED.search(plain):
        raise Unreadable("number_shortened")
    return Decimal(plain)


def _bool(column: Column, habits: Habits) -> Callable[[str], Any]:
    def read(text: str) -> bool:
        word = unicodedata.normalize("NFKC", text).casefold()
        if word in TRUE:
            return True
        if word in FALSE:
            return False
        raise Unreadable("bool")

    return read


def _choice(column: Column, habits: Habits) -> Callable[[str], Any]:
    meanings = {folded(word): value for word, value in column.choices}

    def read(text: str) -> str:
        try:
            return meanings[folded(text)]
        except KeyError:
            raise Unreadable("choice") from None

    return read


def _date(column: Column, habits: Habits) -> Callable[[str], Any]:
    return lambda text: read_date(text, habits)


def _instant(column: Column, habits: Habits) -> Callable[[str], Any]:
    return lambda text: read_instant(text, habits)


_READERS: dict[CellKind, Callable[[Column, Habits], Callable[[str], Any]]] = {
    CellKind.TEXT: _text,
    CellKind.CODE: _code,
    CellKind.TEXTS: _texts,
    CellKind.NUMBER: _number,
    CellKind.MONEY: _money,
    CellKind.INTEGER: _integer,
    CellKind.BOOL: _bool,
    CellKind.CHOICE: _choice,
    CellKind.DATE: _date,
    CellKind.INSTANT: _instant,
    CellKind.JSON: _text,
}
