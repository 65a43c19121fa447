"""One side of a step that a field made, as it was remembered, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext

from rapport.front.shell import formats
from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.registry import Whole
from rapport.kernel.phones import format_phone

from .wording import Setting, words


def declared_of(whole: Whole, column: str) -> Field | None:
    """Return the field that declares a column, also by its key: owner_id is the owner."""
    names = (column, column.removesuffix("_id"))
    return next((f for f in whole.fields.values() if {*names} & {f.name, *f.declares}), None)


def step_words(value: Any, field: Field | None, setting: Setting) -> str:
    """Return what a field was or became; "" for nothing."""
    if value in (None, "", []):
        return ""
    if isinstance(value, list | Mapping | bool):
        return _plain(value, setting)
    if field is None or field.kind in (Kind.REFERENCE, Kind.TAGS):
        return str(value)
    if field.kind in (Kind.NUMBER, Kind.MONEY):
        return _number(value, setting)
    if field.kind is Kind.DATE:
        value = date.fromisoformat(str(value))
    if field.kind is Kind.INSTANT:
        value = datetime.fromisoformat(str(value))
    return words({field.name: value}, field, setting)


def _plain(value: Any, setting: Setting) -> str:
    """Return what says by its type alone how it reads."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Mapping):
        return gettext(", ").join(f"{name}: {said}" for name, said in value.items())
    return gettext(", ").join(_part(part, setting) for part in value)


def _number(value: Any, setting: Setting) -> str:
    """Some figures are remembered with their unit: those are words already."""
    try:
        return formats.number(Decimal(str(value)), setting.language)
    except InvalidOperation:
        return str(value)


def _part(value: Any, setting: Setting) -> str:
    text = str(value)
    return format_phone(text, setting.region) if text.startswith("+") else text
