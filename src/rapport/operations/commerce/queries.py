"""Reading orders: a customer's orders, months and totals, and one order with all that is on it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import must_reach, scope
from rapport.kernel.entities.registry import entity
from rapport.kernel.errors import N_, NotFound
from rapport.kernel.prepared import rows_of
from rapport.kernel.values import Money
from rapport.kernel.views.blanks import blanked, must_see
from rapport.kernel.web.cursors import CursorNotUnderstood, read_cursor, write_cursor
from rapport.operations.commerce.permissions import VIEW

HEAD = """
select o.id, o.uid, o.number, o.external_number, o.kind, o.status, o.ordered_at, o.currency,
  o.total, o.paid, o.channel, o.store"""
OF_PARTY = f"""{HEAD} from commerce_order o
where o.party_id = %(party)s
  and (%(at)s::timestamptz is null or (o.ordered_at, o.id) < (%(at)s, %(id)s))
order by o.ordered_at desc, o.id desc limit %(limit)s"""
ONE = f"""{HEAD}, o.version, p.uid, p.display_name, first.uid, first.number
from commerce_order o left join parties_party p on p.id = o.party_id
left join commerce_order first on first.id = o.original_id
where o.uid = %s"""
LINES = """
select l.id, l.position, p.uid, coalesce(p.code, ''),
  coalesce(nullif(l.description, ''), p.name, ''), l.quantity, l.price, l.amount
from commerce_line l left join catalogue_product p on p.id = l.product_id
where l.order_id = %s order by l.position, l.id"""
PAYMENTS = """
select uid, method, amount, currency, paid_at, reference, voided_at
from commerce_payment where order_id = %s order by paid_at, id"""
RETURNS = f"{HEAD} from commerce_order o where o.original_id = %s order by o.ordered_at, o.id"
BRIEFS = """
select t.id, t.uid, t.number, t.kind, t.status, t.total, t.currency,
  (select string_agg(said, ', ' order by position) from (
    select l.position, coalesce(nullif(l.description, ''), p.name, '') as said
    from commerce_line l left join catalogue_product p on p.id = l.product_id
    where l.order_id = t.id order by l.position limit 3) named),
  (select count(*) from commerce_line l where l.order_id = t.id)
from commerce_order t where t.id = any(%s) and {seen}"""
ORDERS_OF_PAYMENTS = "select id, order_id from commerce_payment where id = any(%s)"
MONTHS = """
with months as (
  select generate_series(date_trunc('month', %(now)s at time zone %(zone)s) - interval '1 month'
    * (%(months)s - 1), date_trunc('month', %(now)s at time zone %(zone)s), '1 month') as starts),
kept as (
  select unrated_count > 0 and (select count(*) from jsonb_object_keys(net_by_currency)) = 1
    as in_own from commerce_customertotals where party_id = %(party)s),
sums as (
  select date_trunc('month', o.ordered_at at time zone %(zone)s) as starts,
    sum(case when kept.in_own then o.total else o.home_total end) as net,
    count(*) filter (where o.kind = 'sale') as orders
  from commerce_order o cross join kept
  where o.party_id = %(party)s and o.status <> 'cancelled'
    and o.ordered_at >= (select min(starts) from months) at time zone %(zone)s
  group by 1)
select m.starts::date, coalesce(s.net, 0), coalesce(s.orders, 0)
from months m left join sums s using (starts) order by 1"""
TOTALS = """
select orders_count, returns_count, net, net_year, currency, net_by_currency, unrated_count,
  first_ordered_at, last_ordered_at,
  (select count(*) from commerce_order o where o.party_id = commerce_customertotals.party_id)
from commerce_customertotals where party_id = %s"""
MONTHS_SHOWN = 24
ORDER, LINE, PAYMENT = "commerce.order", "commerce.order_line", "commerce.payment"
AMOUNTS = {ORDER: ("total", "paid"), LINE: ("price", "amount"), PAYMENT: ("amount",)}
PLACE = "orders_of"


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as lists on other pages show it."""

    order_id: int
    uid: UUID
    number: str
    external_number: str | None
    kind: str
    status: str
    ordered_at: datetime
    total: Money
    paid: Money
    channel: str
    store: str


@dataclass(frozen=True, slots=True)
class OrdersOfParty:
    orders: tuple[OrderRow, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class LineRow:
    line_id: int
    position: int
    product_uid: UUID | None
    product_code: str
    description: str
    quantity: Decimal
    price: Money
    amount: Money


@dataclass(frozen=True, slots=True)
class PaymentRow:
    uid: UUID
    method: str
    amount: Money
    paid_at: datetime
    reference: str
    voided_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One order with its lines, payments and returns."""

    order: OrderRow
    version: int
    party_uid: UUID | None
    party_name: str | None
    original_uid: UUID | None
    original_number: str | None
    lines: tuple[LineRow, ...]
    payments: tuple[PaymentRow, ...]
    returns: tuple[OrderRow, ...]


@dataclass(frozen=True, slots=True)
class OrderBrief:
    """An order in one line: `first` names up to three of its `lines`."""

    uid: UUID
    number: str
    kind: str
    status: str
    total: Money
    first: str
    lines: int


@dataclass(frozen=True, slots=True)
class MonthRow:
    starts_on: date
    net: Decimal
    orders: int


@dataclass(frozen=True, slots=True)
class TotalsCard:
    """
    What a customer bought in all; `unrated_count` orders have no rate and are not in `net`.

    Only `rows_count` counts cancelled orders as well: it is that of all his orders and returns.
    """

    orders_count: int
    returns_count: int
    net: Money
    net_year: Money
    by_currency: Mapping[str, Decimal]
    unrated_count: int
    first_ordered_at: datetime | None
    last_ordered_at: datetime | None
    rows_count: int


def orders_of(
    party_id: int, *, actor: Actor, limit: int = 10, after: str | None = None
) -> OrdersOfParty:
    """Return the customer's orders, newest first, by keyset. Refuses NotFound, NotAllowed."""
    _allow(party_id, actor)
    at, key = _place(after)
    asked = {"party": party_id, "at": at, "id": key, "limit": limit + 1}
    found = [_order(row) for row in rows_of(OF_PARTY, asked)]
    shown = blanked(found[:limit], ORDER, actor)
    last = shown[-1] if len(found) > limit else None
    return OrdersOfParty(
        shown, write_cursor([PLACE, last.ordered_at, last.order_id]) if last else None
    )


def months_of(
    party_id: int, *, actor: Actor, now: datetime, months: int = MONTHS_SHOWN
) -> tuple[MonthRow, ...]:
    """
    Return the customer's net of each of the last months, oldest first, empty months included.

    Units     net: in the currency of the customer's totals; months begin in the reader's zone.
    Refuses   NotFound, NotAllowed.
    """
    _allow(party_id, actor)
    asked = {"party": party_id, "now": now, "zone": actor.zone, "months": months}
    return tuple(MonthRow(*row) for row in rows_of(MONTHS, asked))


def totals_of(party_id: int, *, actor: Actor) -> TotalsCard | None:
    """Return what the customer bought in all; None before the first order."""
    _allow(party_id, actor)
    for orders, returns, net, year, currency, nets, unrated, *rest in rows_of(TOTALS, [party_id]):
        by_currency = {code: Decimal(amount) for code, amount in json.loads(nets).items()}
        amounts = Money(net, currency), Money(year, currency)
        return TotalsCard(orders, returns, *amounts, by_currency, unrated, *rest)
    return None


def order_page(order_uid: UUID, *, actor: Actor) -> OrderPage:
    """Return one order with all that is on it. Refuses NotFound, NotAllowed."""
    rows = rows_of(ONE, [order_uid])
    if not rows:
        raise NotFound(entity=N_("Order"), id=str(order_uid))
    *head, version, party_uid, party_name, original_uid, original_number = rows[0]
    order = _order(head)
    must_reach("commerce.order", order.order_id, actor=actor)
    _must_see_amounts(actor)
    lines = [_line(row, order.total.currency) for row in rows_of(LINES, [order.order_id])]
    payments = [_payment(row) for row in rows_of(PAYMENTS, [order.order_id])]
    returns = [_order(row) for row in rows_of(RETURNS, [order.order_id])]
    return OrderPage(
        blanked([order], ORDER, actor)[0],
        version,
        party_uid,
        party_name,
        original_uid,
        original_number,
        lines=blanked(lines, LINE, actor),
        payments=blanked(payments, PAYMENT, actor),
        returns=blanked(returns, ORDER, actor),
    )


def briefs_of(
    order_ids: Collection[int], payment_ids: Collection[int], *, actor: Actor
) -> tuple[dict[int, OrderBrief], dict[int, OrderBrief]]:
    """Return what these orders, and the orders of these payments, are in short, if seen."""
    of_payment: dict[int, int] = {}
    if payment_ids:
        of_payment.update(rows_of(ORDERS_OF_PAYMENTS, [list(payment_ids)]))
    seen = scope(entity("commerce.order"), actor)
    wanted = [*order_ids, *of_payment.values()]
    found: dict[int, OrderBrief] = {}
    for key, uid, number, kind, status, total, currency, first, lines in rows_of(
        BRIEFS.format(seen=seen.text), [wanted, *seen.params]
    ):
        amount = Money(total, currency)
        found[key] = OrderBrief(uid, number, kind, status, amount, first or "", lines)
    orders = {key: found[key] for key in order_ids if key in found}
    payments = {key: found[order] for key, order in of_payment.items() if order in found}
    return orders, payments


def _allow(party_id: int, actor: Actor) -> None:
    must_reach("parties.party", party_id, actor=actor, permission=VIEW)
    _must_see_amounts(actor)


def _must_see_amounts(actor: Actor) -> None:
    """Refuse NotAllowed to who does not see the amounts that these cards are made of."""
    for name, amounts in AMOUNTS.items():
        must_see(name, amounts, actor=actor)


def _place(after: str | None) -> tuple[Any, Any]:
    if after is None:
        return None, None
    place = read_cursor(after)
    if not isinstance(place, list) or place[:1] != [PLACE]:
        raise CursorNotUnderstood()
    return place[1], place[2]


def _order(row: Sequence[Any]) -> OrderRow:
    key, uid, number, external, kind, status, ordered_at, currency = row[:8]
    total, paid, channel, store = row[8:]
    return OrderRow(
        order_id=key,
        uid=uid,
        number=number,
        external_number=external,
        kind=kind,
        status=status,
        ordered_at=ordered_at,
        total=Money(total, currency),
        paid=Money(paid, currency),
        channel=channel,
        store=store,
    )


def _line(row: Sequence[Any], currency: str) -> LineRow:
    key, position, product_uid, code, description, quantity, price, amount = row
    return LineRow(
        line_id=key,
        position=position,
        product_uid=product_uid,
        product_code=code,
        description=description,
        quantity=quantity,
        price=Money(price, currency),
        amount=Money(amount, currency),
    )


def _payment(row: tuple[Any, ...]) -> PaymentRow:
    uid, method, amount, currency, *rest = row
    return PaymentRow(uid, method, Money(amount, currency), *rest)
