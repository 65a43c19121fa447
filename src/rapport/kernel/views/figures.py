"""Count, sum and group the rows of a listing under the same scope and filter as its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.sql import Sql, join
from rapport.kernel.filters.compile import usable_field
from rapport.kernel.filters.shown import shown

from .listing import Listing, NotSortable, columns_of, joins_sql, source

COUNTED = 10_000  # beyond this a count is an estimate unless asked for exactly


@dataclass(frozen=True, slots=True)
class Count:
    rows: int
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Total:
    field: Field
    how: str
    value: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Group:
    value: Any
    shows: str
    rows: int
    totals: dict[str, Decimal]


def count(listing: Listing, *, now: datetime, exact: bool = False) -> Count:
    """Return how many rows there are: exact up to 10,000, above that estimated unless asked."""
    rows = source(listing, now=now)
    head = f"select 1 from {listing.entity.base.table} t {joins_sql(listing.entity, rows.joins)}"
    body = (head + " where ") + rows.where
    if exact:
        return Count(_scalar(body.within("select count(*) from (", ") c")), True)
    capped = _scalar(body.within("select count(*) from (", f" limit {COUNTED + 1}) c"))
    if capped <= COUNTED:
        return Count(capped, True)
    return Count(max(COUNTED, _estimated(body)), False)


def totals(listing: Listing, *, now: datetime) -> list[Total]:
    """Return the declared totals of the shown columns, money by currency, in one statement each."""
    found: list[Total] = []
    for field in columns_of(listing):
        for how in field.totals:
            found += _total(listing, field, how, now)
    return found


def groups(listing: Listing, by: str, *, sums: Sequence[str] = (), now: datetime) -> list[Group]:
    """Return counts and sums of the listing by one field the actor may see."""
    whole = listing.entity
    field = usable_field(whole, by, listing.actor)
    summed = [usable_field(whole, name, listing.actor) for name in sums]
    for each in (field, *summed):
        if not each.filters or (each in summed and each.kind not in (Kind.NUMBER, Kind.MONEY)):
            raise NotSortable(field=each.label)
    rows = source(listing, now=now)
    needs = {*rows.joins, *field.needs, *(need for f in summed for need in f.needs)}
    seen = shown(whole, field, listing.actor)
    amounts = [shown(whole, name, listing.actor).value for name in summed]
    picked = [seen.value, seen.title.within("min(")]
    picked += [Sql("count(*)"), *(amount.within("coalesce(sum(", "), 0)") for amount in amounts)]
    table = f" from {whole.base.table} t {joins_sql(whole, tuple(needs))} where "
    with connection.cursor() as cursor:
        sql = "select " + join(picked, ", ") + table + rows.where
        sql += " group by 1 order by 3 desc, 1 limit 500"
        cursor.execute(sql.text, sql.params)
        return [
            Group(r[0], r[1] or "", r[2], dict(zip(sums, r[3:], strict=True)))
            for r in cursor.fetchall()
        ]


def _scalar(sql: Sql) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        return int(cursor.fetchone()[0])


def _estimated(sql: Sql) -> int:
    with connection.cursor() as cursor:
        cursor.execute("explain (format json) " + sql.text, sql.params)
        return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])


def _total(listing: Listing, field: Field, how: str, now: datetime) -> list[Total]:
    rows = source(listing, now=now)
    joins = joins_sql(listing.entity, (*rows.joins, *field.needs))
    seen = shown(listing.entity, field, listing.actor)
    value = seen.value.within(f"{how}(")
    unit = seen.currency if field.kind is Kind.MONEY else Sql("null::text")
    sql = (
        "select "
        + join([value, unit], ", ")
        + f" from {listing.entity.base.table} t {joins} where "
    )
    sql += rows.where
    with connection.cursor() as cursor:
        grouped = sql + " group by 2 order by 2"
        cursor.execute(grouped.text, grouped.params)
        return [Total(field, how, value, unit or "") for value, unit in cursor if value is not None]
