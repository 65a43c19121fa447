"""Rows of the list engine as cells of a table: words in the reader's manner, ready to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import get_language, gettext

from rapport.front.shell import formats
from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.registry import Whole, entity
from rapport.kernel.values import Money
from rapport.kernel.views.engine import Row

if TYPE_CHECKING:
    from .lists import Asked

FIGURES = {Kind.NUMBER, Kind.MONEY}


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head: its words, whether it can sort, and the address that sorts by it."""

    name: str
    label: str
    kind: str
    is_figure: bool
    sort_address: str = ""
    sorted: str = ""  # "ascending", "descending" or ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: text, its kind for the style, a link, and the raw value for editing."""

    name: str
    text: str
    kind: str
    url: str = ""
    tags: tuple[str, ...] = ()
    title: str = ""
    is_title: bool = False
    tone: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    id: str
    key: int
    url: str
    title: str
    kind: str
    version: int
    cells: list[Cell]


def column_of(field: Field, asked: Asked, whole: Whole) -> Column:
    """Return the head of a field's column."""
    order = asked.sort or whole.base.sort
    is_sorted = order.lstrip("-") == field.name
    turned = f"-{field.name}" if not (is_sorted and order.startswith("-")) else field.name
    first_down = field.kind in FIGURES | {Kind.DATE, Kind.INSTANT}
    if not is_sorted and not first_down:
        turned = field.name
    sorted_ = "" if not is_sorted else ("descending" if order.startswith("-") else "ascending")
    return Column(
        field.name,
        gettext(field.label),
        field.kind,
        field.kind in FIGURES,
        asked.address(sort=turned) if field.sorts else "",
        sorted_,
    )


def shown_row(row: Row, fields: Sequence[Field], whole: Whole, now: datetime) -> ShownRow:
    """Return a row as a table draws it; the first text column carries the link."""
    uid = str(row["id"])
    url = f"/{whole.base.key}/{uid}"
    cells = [_cell(row, field, now) for field in fields]
    at = next((i for i, field in enumerate(fields) if field.kind is Kind.TEXT), 0)
    if cells:
        first = cells[at]
        cells[at] = Cell(
            first.name, first.text, first.kind, url, first.tags, first.title, is_title=True
        )
    title = cells[at].text if cells else uid
    return ShownRow(uid, row["key"], url, title, str(row.get("kind", "")), _version(row), cells)


def words(row: Row, field: Field, now: datetime) -> str:
    """Return a value as words in the reader's language, "" when there is none."""
    value = row[field.name]
    if value is None or value == "":
        return ""
    return _WORDS[field.kind](value, row, field, now)


def _cell(row: Row, field: Field, now: datetime) -> Cell:
    value = row[field.name]
    if field.kind is Kind.TAGS:
        return Cell(field.name, "", field.kind, tags=tuple(value or ()))
    url = ""
    if field.kind is Kind.REFERENCE and value is not None and field.refers_to:
        url = _address_of(field.refers_to, value)
    title = ""
    if field.kind is Kind.INSTANT and value is not None:
        title = formats.exact(value, _language(), timezone.get_current_timezone())
    return Cell(field.name, words(row, field, now), field.kind, url, title=title)


def _address_of(entity_name: str, uid: Any) -> str:
    whole = entity(entity_name)
    return f"/{whole.base.key}/{uid}" if whole.base.page else ""


def _version(row: Row) -> int:
    version = row.get("version")
    return version if isinstance(version, int) else 0


def _text(value: Any, row: Row, field: Field, now: datetime) -> str:
    return str(value)


def _choice(value: Any, row: Row, field: Field, now: datetime) -> str:
    labels = {choice.value: choice.label for choice in field.choices}
    return gettext(labels[value]) if value in labels else str(value)


def _number(value: Any, row: Row, field: Field, now: datetime) -> str:
    return formats.number(value, _language())


def _money(value: Decimal, row: Row, field: Field, now: datetime) -> str:
    currency = row.get(f"{field.name}__currency")
    if not currency:
        return formats.number(value, _language())
    return formats.money(Money(value, currency), _language())


def _day(value: date, row: Row, field: Field, now: datetime) -> str:
    return formats.day(value, _language())


def _instant(value: datetime, row: Row, field: Field, now: datetime) -> str:
    return formats.moment(value, _language(), timezone.get_current_timezone(), now)


def _yes_no(value: bool, row: Row, field: Field, now: datetime) -> str:
    return gettext("yes") if value else gettext("no")


def _reference(value: Any, row: Row, field: Field, now: datetime) -> str:
    return str(row.get(f"{field.name}__shows") or "")


def _tags(value: Sequence[str], row: Row, field: Field, now: datetime) -> str:
    return ", ".join(value)


def _language() -> str:
    return get_language() or "zh-hant"


_WORDS = {
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _day,
    Kind.INSTANT: _instant,
    Kind.BOOL: _yes_no,
    Kind.REFERENCE: _reference,
    Kind.TAGS: _tags,
}
