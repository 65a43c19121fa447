"""One product as its page shows it: what it sold, and the orders it is on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from rapport.front.shell import formats
from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.registry import entity
from rapport.kernel.filters.tree import All, Node, Some, Test
from rapport.kernel.values import Money
from rapport.kernel.views import engine, figures
from rapport.kernel.views.listing import Listing

from .asked import Asked
from .cells import Drawing, ShownRow, shown_rows
from .customer.figures import Figure, rows_behind
from .lists import Column, heads
from .records import Fact, Record, record_of
from .wording import Setting, setting_of

ORDERS_SHOWN = 20
COLUMNS = ("number", "ordered_at", "party", "kind", "total", "status")
YEAR = 365


@dataclass(frozen=True, slots=True)
class ShownProduct:
    record: Record
    may_change: bool
    figures: list[Figure]
    facts: list[Fact]
    columns: list[Column]
    orders: list[ShownRow]
    orders_url: str


def product_shown(uid: UUID, *, actor: Actor, now: datetime) -> ShownProduct:
    """Return one product with what it sold. Refuses NotFound, NotAllowed."""
    record = record_of("products", uid, actor=actor, now=now)
    setting = setting_of(actor, now)
    orders = entity("commerce.order")
    with_it = Some("lines", Test("product", "is", str(uid)))
    columns: list[Column] = []
    rows: list[ShownRow] = []
    if actor.may(orders.base.view):
        listing = Listing(orders, actor, COLUMNS, with_it, limit=ORDERS_SHOWN)
        page = engine.page(listing, now=now)
        columns = heads(page.fields, Asked(key="orders", where=with_it), orders, setting)
        rows = shown_rows(page.rows, Drawing(orders, page.fields, setting))
    return ShownProduct(
        record=record,
        may_change=actor.may(record.whole.base.change),
        figures=_figures(record, uid, actor, now, setting),
        facts=[fact for fact in record.facts if fact.name not in ("list_price",)],
        columns=columns,
        orders=rows,
        orders_url=rows_behind("orders", _json(uid)),
    )


def _figures(
    record: Record, uid: UUID, actor: Actor, now: datetime, setting: Setting
) -> list[Figure]:
    price = record.row.get("list_price")
    currency = str(record.row.get("list_price__currency") or actor.currency)
    found = [
        Figure(
            gettext("List price"),
            formats.money(Money(price, currency), setting.language) if price is not None else None,
            str(record.row.get("unit") or ""),
        )
    ]
    lines = entity("commerce.order_line")
    if not actor.may(lines.base.view):
        return found
    where: Node = All((Test("product", "is", str(uid)), Test("ordered_at", "last_days", YEAR)))
    sold = figures.totals(Listing(lines, actor, ("quantity", "amount"), where), now=now)
    url = rows_behind(
        "orders", _json(uid), {"field": "ordered_at", "op": "last_days", "value": YEAR}
    )
    for total in sold:
        amount = round(total.value, 2)
        is_money = bool(total.currency)
        value = (
            formats.money(Money(amount, total.currency), setting.language)
            if is_money
            else formats.number(amount, setting.language)
        )
        label = gettext("Sold in 12 months") if is_money else gettext("Pieces in 12 months")
        means = gettext("sales less returns")
        found.append(Figure(label, value, means, gettext("Lines of orders, less returns."), url))
    return found


def _json(uid: UUID) -> dict[str, Any]:
    return {"some": "lines", "where": {"field": "product", "op": "is", "value": str(uid)}}
