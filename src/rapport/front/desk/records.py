"""One record of any entity as a page: facts, related rows, the last changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.declare import Field, Kind, Related
from rapport.kernel.entities.registry import Whole, entity, entity_by_key
from rapport.kernel.filters.tree import Node, Test
from rapport.kernel.views import engine
from rapport.kernel.views.engine import Row
from rapport.kernel.views.listing import Listing

from .cells import Column, ShownRow, column_of, shown_row, words
from .lists import Asked

RELATED_ROWS = 8


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of the record in words; a figure stands to the right and large."""

    name: str
    label: str
    text: str
    url: str
    kind: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RelatedRows:
    """Rows of another entity that belong to the record."""

    label: str
    key: str
    columns: list[Column]
    rows: list[ShownRow]
    more: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    whole: Whole
    uid: UUID
    title: str
    version: int
    figures: list[Fact]
    facts: list[Fact]
    related: list[RelatedRows]


def record_page(key: str, uid: UUID, *, actor: Actor, now: datetime) -> RecordPage:
    """Return the record with the rows that belong to it. Refuses NotFound, NotAllowed."""
    whole = entity_by_key(key)
    row = engine.row(whole.name, uid, actor=actor, now=now)
    shown = [field for name, field in whole.fields.items() if name in row]
    facts = [_fact(row, field, now) for field in shown]
    filled = [fact for fact in facts if fact.text or fact.tags]
    return RecordPage(
        whole=whole,
        uid=uid,
        title=_title(whole, row, shown, now),
        version=row["version"] if isinstance(row.get("version"), int) else 0,
        figures=[fact for fact in filled if fact.kind == Kind.MONEY][:6],
        facts=[fact for fact in filled if fact.kind != Kind.MONEY],
        related=related_rows(whole, row, actor=actor, now=now),
    )


def related_rows(whole: Whole, row: Row, *, actor: Actor, now: datetime) -> list[RelatedRows]:
    """Return the first rows of each related entity the reader may see, one statement each."""
    found = []
    for related in whole.related.values():
        upper = entity(related.entity)
        if related.back and actor.may(upper.base.view):
            found.append(_related(related, upper, row, actor, now))
    return [part for part in found if part.rows]


def _related(related: Related, upper: Whole, row: Row, actor: Actor, now: datetime) -> RelatedRows:
    listing = Listing(upper, actor, where=_back(related, row), limit=RELATED_ROWS)
    page = engine.page(listing, now=now)
    asked = Asked(key=upper.base.key)
    columns = [column_of(field, asked, upper) for field in page.fields]
    rows = [shown_row(found, page.fields, upper, now) for found in page.rows]
    return RelatedRows(gettext(related.label), upper.base.key, columns, rows, page.next is not None)


def _back(related: Related, row: Row) -> Node:
    """Return the filter of related rows that point at the record."""
    return Test(related.back, "is", str(row["id"]))


def _title(whole: Whole, row: Row, fields: list[Field], now: datetime) -> str:
    first = next((field for field in fields if field.kind is Kind.TEXT), None)
    return words(row, first, now) if first else gettext(whole.base.label)


def _fact(row: Row, field: Field, now: datetime) -> Fact:
    url = ""
    if field.kind is Kind.REFERENCE and row[field.name] is not None and field.refers_to:
        upper = entity(field.refers_to)
        url = f"/{upper.base.key}/{row[field.name]}" if upper.base.page else ""
    tags = tuple(row[field.name] or ()) if field.kind is Kind.TAGS else ()
    text = "" if tags else words(row, field, now)
    return Fact(field.name, gettext(field.label), text, url, field.kind, tags)
