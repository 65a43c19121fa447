"""A list as a file: its columns in order, the rows the reader may see, values as he reads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext

from rapport.kernel.access.actor import Actor
from rapport.kernel.audit import commands as audit
from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.registry import entity_by_key
from rapport.kernel.imports.engines.writers import writer_for
from rapport.kernel.views import engine
from rapport.kernel.views.engine import Row
from rapport.kernel.views.listing import Listing, columns_of
from rapport.kernel.views.permissions import EXPORT

from .asked import Asked, listing_of
from .cells import setting_of, words

AS_THEY_ARE = {Kind.NUMBER, Kind.MONEY, Kind.DATE, Kind.BOOL, Kind.TAGS}


def exported(asked: Asked, ending: str, *, actor: Actor, now: datetime) -> BinaryIO:
    """
    Return the list written to a file that is gone when it is closed.

    Refuses   NotAllowed, ExportKindUnknown, TooManyForWorkbook.
    """
    actor.must(EXPORT)
    listing = listing_of(asked, actor)
    with TemporaryDirectory() as folder:
        place = Path(folder) / f"list.{ending}"
        with writer_for(place, _header(columns_of(listing))) as write:
            rows = write(_rows(listing, actor, now))
        whole = entity_by_key(asked.key)
        details = {"rows": rows, "columns": [field.name for field in columns_of(listing)]}
        audit.record(
            "views.list_exported", entity=whole.name, details=details, actor=actor, now=now
        )
        return place.open("rb")


def _header(fields: list[Field]) -> list[str]:
    names = []
    for field in fields:
        names.append(gettext(field.label))
        if field.kind is Kind.MONEY:
            names.append(gettext("%(amount)s (currency)") % {"amount": gettext(field.label)})
    return names


def _rows(listing: Listing, actor: Actor, now: datetime) -> Iterator[list[Any]]:
    fields, setting = columns_of(listing), setting_of(actor, now)
    zone = timezone.get_current_timezone()
    for row in engine.stream(listing, now=now):
        yield [value for field in fields for value in _values(row, field, zone, setting)]


def _values(row: Row, field: Field, zone: Any, setting: Any) -> list[Any]:
    value = row[field.name]
    if field.kind is Kind.MONEY:
        return [value, row.get(f"{field.name}__currency")]
    if field.kind is Kind.INSTANT:
        return [value.astimezone(zone).replace(microsecond=0) if value else None]
    if field.kind in AS_THEY_ARE:
        return [value]
    return [words(row, field, setting)]
