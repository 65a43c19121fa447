"""Read pages and single rows of any entity, one statement each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.registry import Whole, entity
from rapport.kernel.entities.sql import Sql, all_of, join
from rapport.kernel.errors import NotFound
from rapport.kernel.filters.shown import Shown, shown
from rapport.kernel.prepared import row_of
from rapport.kernel.web.cursors import CursorNotUnderstood, read_cursor, write_cursor

from .listing import (
    Listing,
    Source,
    checked_limit,
    columns_of,
    joins_sql,
    seen_fields,
    sort_of,
    source,
)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as plain values, the fields they show, and the cursor of the next page."""

    rows: list[Row]
    fields: list[Field]
    next: str | None


def page(listing: Listing, *, now: datetime) -> Page:
    """
    Return one page by keyset: row 80,000 costs what row 1 costs.

    Rows without a value of the sort field come last, in the order of their keys.
    Refuses   NotAllowed, UnknownField, NotSortable, CursorNotUnderstood, PageTooLong.
    """
    fields, limit = columns_of(listing), checked_limit(listing.limit)
    sort, down = sort_of(listing)
    place = _read_place(listing)
    reading = _Reading(listing, fields, source(listing, now=now), sort, down)
    found: list[Row] = []
    if sort is not None and place[0] == "v":
        found = reading.valued(sort, place, limit + 1)
        place = ["n", None]
    if len(found) <= limit and (sort is None or reading.sort_shown(sort).nullable):
        found += reading.valueless(place, limit + 1 - len(found))
    rows = found[:limit]
    after = _place_after(rows[-1], sort) if len(found) > limit else None
    for row in rows:
        row.pop("__sort", None)
    return Page(rows, fields, write_cursor([_order(listing), *after]) if after else None)


def row(
    entity_name: str,
    which: UUID | str | int,
    *,
    actor: Actor,
    now: datetime,
    columns: Sequence[str] = (),
) -> Row:
    """
    Return one row, by its id or its key, with all fields the actor may see.

    Refuses   NotFound, NotAllowed.
    """
    whole = entity(entity_name)
    listing = Listing(whole, actor, tuple(columns))
    fields = columns_of(listing) if columns else seen_fields(whole, actor)
    rows = source(listing, now=now)
    where = all_of([rows.where, _this(which, whole)])
    sql = _select(listing, fields, rows.joins) + (" where " + where)
    found = row_of(sql.text, sql.params)
    if found is None:
        raise NotFound(entity=whole.base.label, id=str(which))
    return dict(zip(_names(fields), found, strict=True))


def keys(listing: Listing, *, now: datetime, permission: str = "") -> Sql:
    """Return the statement that selects the keys of the listing's rows, for work on all of them."""
    rows = source(listing, now=now, permission=permission)
    head = f"select t.id from {listing.entity.base.table} t "
    return (head + joins_sql(listing.entity, rows.joins) + " where ") + rows.where


def stream(listing: Listing, *, now: datetime, size: int = 2000) -> Iterator[Row]:
    """Yield all rows of the listing in the order of their keys, few at a time in memory."""
    fields = columns_of(listing)
    rows = source(listing, now=now)
    sql = _select(listing, fields, rows.joins) + (" where " + rows.where) + " order by t.id"
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        names = _names(fields)
        while found := cursor.fetchmany(size):
            for values in found:
                yield dict(zip(names, values, strict=True))


@dataclass(frozen=True, slots=True)
class _Reading:
    """One page being read: first the rows that have a value of the sort field, then the others."""

    listing: Listing
    fields: list[Field]
    rows: Source
    sort: Field | None
    down: bool

    def valued(self, sort: Field, place: list[Any], limit: int) -> list[Row]:
        seen = self.sort_shown(sort)
        value = seen.sort
        extra = [value + " is not null"] if seen.nullable else []
        if place[1] is not None:
            after = Sql(f", t.id) {self._sign} (%s, %s)", (place[1], place[2]))
            extra.append("(" + value + after)
        joins = self.rows.joins
        head = _select(self.listing, self.fields, joins, inner=sort.needs, sorted_by=value)
        ordering = " order by " + value + f" {self._order}, t.id {self._order} limit {limit}"
        where = all_of([self.rows.where, *extra])
        return _fetch(head + (" where " + where) + ordering, self.fields, sorted_by=True)

    def valueless(self, place: list[Any], limit: int) -> list[Row]:
        extra = [self.sort_shown(self.sort).sort + " is null"] if self.sort else []
        if place[1] is not None:
            extra.append(Sql(f"t.id {self._sign} %s", (place[1],)))
        needs = (*self.rows.joins, *(self.sort.needs if self.sort else ()))
        where = all_of([self.rows.where, *extra])
        head = _select(self.listing, self.fields, needs)
        ordering = f" order by t.id {self._order} limit {limit}"
        return _fetch(head + (" where " + where) + ordering, self.fields)

    def sort_shown(self, sort: Field) -> Shown:
        return shown(self.listing.entity, sort, self.listing.actor)

    @property
    def _sign(self) -> str:
        return "<" if self.down else ">"

    @property
    def _order(self) -> str:
        return "desc" if self.down else "asc"


def _select(
    listing: Listing,
    fields: Sequence[Field],
    needs: Sequence[str],
    *,
    inner: Sequence[str] = (),
    sorted_by: Sql | None = None,
) -> Sql:
    whole = listing.entity
    picked = [Sql("t.id"), Sql("t.uid")]
    for field in fields:
        seen = shown(whole, field, listing.actor)
        picked.append(seen.value)
        if field.kind is Kind.REFERENCE:
            picked.append(seen.title)
            if field.key:
                picked.append(seen.key)
        if field.kind is Kind.MONEY:
            picked.append(seen.currency)
    if sorted_by is not None:
        picked.append(sorted_by)
    wanted = {*needs, *(need for field in fields for need in field.needs)}
    joins = joins_sql(whole, tuple(wanted), tuple(inner))
    return "select " + join(picked, ", ") + f" from {whole.base.table} t {joins}"


def _names(fields: Sequence[Field]) -> list[str]:
    names = ["key", "id"]
    for field in fields:
        names.append(field.name)
        if field.kind is Kind.REFERENCE:
            names.append(f"{field.name}__shows")
            if field.key:
                names.append(f"{field.name}__key")
        if field.kind is Kind.MONEY:
            names.append(f"{field.name}__currency")
    return names


def _fetch(sql: Sql, fields: Sequence[Field], *, sorted_by: bool = False) -> list[Row]:
    names = _names(fields) + (["__sort"] if sorted_by else [])
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def _order(listing: Listing) -> str:
    return listing.sort or listing.entity.base.sort


def _read_place(listing: Listing) -> list[Any]:
    """Return ["v", value, key] inside the rows with a value, ["n", key] after them."""
    if not listing.after:
        return ["v", None, None] if _order(listing) else ["n", None]
    place = read_cursor(listing.after)
    if not isinstance(place, list) or not place or place[0] != _order(listing):
        raise CursorNotUnderstood()
    return place[1:]


def _place_after(last: Row, sort: Field | None) -> list[Any]:
    if sort is None or last.get("__sort") is None:
        return ["n", last["key"]]
    return ["v", last["__sort"], last["key"]]


def _this(which: UUID | str | int, whole: Whole) -> Sql:
    if isinstance(which, int):
        return Sql("t.id = %s", (which,))
    try:
        return Sql("t.uid = %s", (which if isinstance(which, UUID) else UUID(which),))
    except ValueError:
        raise NotFound(entity=whole.base.label, id=which) from None
