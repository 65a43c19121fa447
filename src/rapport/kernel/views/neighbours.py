"""The rows next to one row of a list, by keyset: the millionth costs what the first does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from rapport.kernel.entities.declare import Field
from rapport.kernel.entities.sql import Sql, all_of, any_of
from rapport.kernel.errors import NotFound
from rapport.kernel.filters.shown import Shown, shown

from .figures import COUNTED
from .listing import Listing, Source, joins_sql, sort_of, source


@dataclass(frozen=True, slots=True)
class Neighbours:
    """
    Ids of the rows next to one, None at an end of the list, and its place in it.

    Shapes    place: from 1; None when there are more rows before it than are worth counting.
    """

    before: UUID | None
    after: UUID | None
    place: int | None = None


def neighbours(listing: Listing, uid: UUID, *, now: datetime) -> Neighbours:
    """
    Return what stands next to a row, in the order in which `page` shows the listing.

    Refuses   NotFound: the row is not, or no longer, in the list; NotAllowed, NotSortable.
    """
    sort, down = sort_of(listing)
    around = _Around(listing, source(listing, now=now), sort)
    found = around.ids(Sql("t.uid = %s", (uid,)), around.value, "")
    if not found:
        raise NotFound(entity=listing.entity.base.label, id=str(uid))
    _, key, value = found[0]
    return Neighbours(
        around.next_to(key, value, down=not down, back=True),
        around.next_to(key, value, down=down, back=False),
        around.place_of(key, value, down=down),
    )


@dataclass(frozen=True, slots=True)
class _Around:
    listing: Listing
    rows: Source
    sort: Field | None

    @property
    def seen(self) -> Shown | None:
        return shown(self.listing.entity, self.sort, self.listing.actor) if self.sort else None

    @property
    def value(self) -> Sql:
        return self.seen.sort if self.seen else Sql("null")

    def next_to(self, key: int, value: Any, *, down: bool, back: bool) -> UUID | None:
        """Return the next row in this direction; rows without a value stand behind all others."""
        sign, order = ("<", "desc") if down else (">", "asc")
        by_key, by_value = f"t.id {order}", self.value + f" {order}, t.id {order}"
        without = Sql(f"t.id {sign} %s", (key,))
        if self.seen is None:
            return self._first(without, Sql(by_key))
        if value is not None:
            place = "(" + self.value + Sql(f", t.id) {sign} (%s, %s)", (value, key))
            is_valued = self.value + " is not null"
            found = self._first(all_of([is_valued, place]), by_value)
            if found or back or not self.seen.nullable:
                return found
            return self._first(self.value + " is null", Sql(by_key))
        found = self._first(all_of([self.value + " is null", without]), Sql(by_key))
        if found or not back:
            return found
        return self._first(self.value + " is not null", by_value)

    def place_of(self, key: int, value: Any, *, down: bool) -> int | None:
        """Return which row of the list it is, counted as far as lists count; None farther down."""
        sign = ">" if down else "<"
        ahead = Sql(f"t.id {sign} %s", (key,))
        if self.seen is not None and value is not None:
            ahead = "(" + self.value + Sql(f", t.id) {sign} (%s, %s)", (value, key))
        elif self.seen is not None:
            is_null = self.value + " is null"
            ahead = any_of([self.value + " is not null", all_of([is_null, ahead])])
        body = self._select(Sql("1"), all_of([self.rows.where, ahead]))
        with connection.cursor() as cursor:
            counted = body.within("select count(*) from (", f" limit {COUNTED}) c")
            cursor.execute(counted.text, counted.params)
            rows = int(cursor.fetchone()[0])
        return rows + 1 if rows < COUNTED else None

    def _first(self, where: Sql, order: Sql) -> UUID | None:
        found = self.ids(where, self.value, " order by " + order + " limit 1")
        return found[0][0] if found else None

    def ids(self, where: Sql, value: Sql, tail: Sql | str) -> list[tuple[UUID, int, Any]]:
        asked = self._select("t.uid, t.id, " + value, all_of([self.rows.where, where])) + tail
        with connection.cursor() as cursor:
            cursor.execute(asked.text, asked.params)
            return cursor.fetchall()

    def _select(self, what: Sql, where: Sql) -> Sql:
        whole = self.listing.entity
        joins = joins_sql(whole, (*self.rows.joins, *(self.sort.needs if self.sort else ())))
        return "select " + what + f" from {whole.base.table} t {joins} where " + where
