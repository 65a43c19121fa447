"""
A list as a file, with the reader's rights: every row of it, in the order of their keys.

What the file says can be taken in again: columns carry the names that imports know, texts that a
spreadsheet would run are escaped reversibly, several values of a cell are kept apart. A reference
is given by the key that imports find it by, and by its title in a column `<field>_name`, which no
import takes for a key.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from rapport.kernel.access.actor import Actor
from rapport.kernel.audit import commands as audit
from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.registry import entity_by_key
from rapport.kernel.filters import tree
from rapport.kernel.values import EXPONENTS
from rapport.kernel.views import engine
from rapport.kernel.views.engine import Row
from rapport.kernel.views.listing import Listing, columns_of, filed_fields
from rapport.kernel.views.permissions import EXPORT
from rapport.kernel.views.queries import view_named

from .engines.writers import writer_for


def export_list(
    key: str, output: Path, *, view: str | None = None, actor: Actor, now: datetime
) -> int:
    """
    Write a list to a file by its ending (.csv, .xlsx, .ndjson); return how many rows it has.

    Without a view all that the actor may see is written, but for what is of this house alone
    (versions, times of writing, sums of other rows); with one: its columns and its rows.
    Refuses   UnknownEntity, NotFound (view), NotAllowed, ExportKindUnknown, TooManyForWorkbook.
    """
    whole = entity_by_key(key)
    listing = Listing(whole, actor, tuple(field.name for field in filed_fields(whole, actor)))
    if view:
        card = view_named(whole.name, view, actor=actor)
        where = tree.read(card.where) if card.where else None
        listing = Listing(whole, actor, card.columns, where)
    return export_listing(listing, output, now=now)


def export_listing(listing: Listing, output: Path, *, now: datetime) -> int:
    """Write the rows of any listing to a file; return how many there are. Refuses as above."""
    actor, whole = listing.actor, listing.entity
    actor.must(whole.base.view)
    actor.must(EXPORT)
    fields = columns_of(listing)
    keyed = frozenset(field.name for field in fields if _shows_key(field, actor))
    with writer_for(output, _header(fields, keyed)) as write:
        count = write(_cells(row, fields, keyed) for row in engine.stream(listing, now=now))
    details = {"rows": count, "columns": [field.name for field in fields]}
    audit.record("imports.exported", entity=whole.name, details=details, actor=actor, now=now)
    return count


def _shows_key(field: Field, actor: Actor) -> bool:
    """Whether the reader may see by what other rows call the one that is referred to."""
    name = field.key.rpartition(".")[2]
    return bool(name) and actor.sees_field(field.refers_to, name)


def _header(fields: Sequence[Field], keyed: Collection[str]) -> list[str]:
    """Name the columns; the currency of the first amount is called as imports call it."""
    names: list[str] = []
    for field in fields:
        if field.kind is Kind.REFERENCE:
            if field.name in keyed:
                names.append(field.file_name)
            if field.shows != field.key:
                names.append(f"{field.file_name}_name")
            continue
        names.append(field.file_name)
        if field.kind is Kind.MONEY:
            names.append("currency" if "currency" not in names else f"{field.file_name}_currency")
    return names


def _cells(row: Row, fields: Sequence[Field], keyed: Collection[str]) -> list[Any]:
    cells: list[Any] = []
    for field in fields:
        value = row[field.name]
        if field.kind is Kind.REFERENCE:
            if field.name in keyed:
                cells.append(row[f"{field.name}__key"])
            if field.shows != field.key:
                cells.append(row[f"{field.name}__shows"])
        elif field.kind is Kind.MONEY:
            cells += _amount(value, row.get(f"{field.name}__currency"))
        elif isinstance(value, Decimal):
            cells.append(_shortest(value))
        elif isinstance(value, datetime):
            cells.append(value.astimezone(UTC))
        else:
            cells.append(value)
    return cells


def _amount(value: Decimal | None, currency: str | None) -> tuple[Decimal | None, str | None]:
    """Return the amount with the decimals of its currency; with more only where it has more."""
    if value is None:
        return None, None
    places = EXPONENTS.get(currency or "", 0)
    fewest = value.quantize(Decimal(1).scaleb(-places))
    return (fewest if fewest == value else value.normalize()), currency


def _shortest(value: Decimal) -> Decimal:
    """Return a number without the zeros that only its column's width gave it: 1, not 1.0000."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()
