"""Rows as JSON: money with its currency, decimals as text, instants with Z, absent is not null."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.values import EXPONENTS, Money

from .engine import Row


def wire(row: Row, fields: Sequence[Field]) -> dict[str, Any]:
    """Return the row as JSON-able values under the names of its fields; `id` is the uid."""
    shown: dict[str, Any] = {"id": str(row["id"])}
    for field in fields:
        shown[field.name] = _value(row, field)
    return shown


def _value(row: Row, field: Field) -> Any:
    value = row[field.name]
    if value is None:
        return None
    if field.kind is Kind.MONEY:
        currency = row.get(f"{field.name}__currency")
        return {"amount": _amount(value, currency), "currency": currency}
    if field.kind is Kind.REFERENCE:
        return {"id": str(value), "title": row.get(f"{field.name}__shows")}
    return plain(value)


def _amount(value: Decimal, currency: str | None) -> str:
    """Return the amount with the decimals of its currency, or the further ones that it has."""
    if currency and currency in EXPONENTS:
        return Money(value, currency).plain()
    return str(value)


def plain(value: Any) -> Any:
    """Return a single value as JSON takes it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value if isinstance(value, bool | int | str | dict) else str(value)
