"""Enter orders, returns and payments into the customer's timeline."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from rapport.customers.interactions import commands as interactions
from rapport.customers.interactions.words import Channel, Direction, EntryGiven, EntryKind
from rapport.kernel.access.actor import SYSTEM, Actor
from rapport.kernel.entities.sql import Sql
from rapport.kernel.values import EXPONENTS, Chance, Money
from rapport.operations.commerce.models import Order, Payment
from rapport.operations.commerce.words import OrderKind

KNOWN_CHANNELS = frozenset(channel.value for channel in Channel)
ENTRY_KINDS = {OrderKind.RETURN.value: EntryKind.RETURN}
# What a timeline says of an order; the same for one order and for those of an import.
_OF_ORDERS = """
select o.party_id, o.ordered_at, case o.kind when 'return' then 'return' else 'purchase' end,
  'in', case when o.channel = any(%s) then o.channel when o.store <> '' then 'store'
    else 'system' end,
  'commerce.order', o.id, o.uid, o.kind,
  jsonb_build_object('number', o.number, 'currency', o.currency, 'amount', round(o.total, greatest(
    scale(trim_scale(o.total)), coalesce((%s::jsonb->>o.currency)::int, 0)))::text)
from commerce_order o
where o.party_id is not null and"""
OF_BATCH = f"{_OF_ORDERS} o.id between %s and %s and o.batch_id = %s"
CHOSEN = f"{_OF_ORDERS} o.id = any(%s)"
_WORDS = (sorted(KNOWN_CHANNELS), json.dumps(dict(EXPONENTS)))
BOUNDS = "select min(id), max(id) from commerce_order where batch_id = %s"
FORGOTTEN = """
select party_id, 'commerce.order', id from commerce_order
where id = any(%s) and party_id is not null"""
PAYMENTS_FORGOTTEN = """
select o.party_id, 'commerce.payment', p.id from commerce_order o
join commerce_payment p on p.order_id = o.id where o.id = any(%s) and o.party_id is not null"""
# What a timeline says of payments; a void one is in none.
OF_PAYMENTS = """
select o.party_id, p.paid_at, 'purchase', case when p.amount > 0 then 'in' else 'out' end,
  case when o.store <> '' then 'store' else 'system' end,
  'commerce.payment', p.id, p.uid, 'payment',
  jsonb_build_object('number', o.number, 'amount', p.amount::text, 'currency', p.currency)
from commerce_payment p join commerce_order o on o.id = p.order_id
where o.party_id is not null and p.voided_at is null and"""
PAYMENTS_OF_BATCH = f"{OF_PAYMENTS} o.id between %s and %s and o.batch_id = %s"
MOVED = "select p, 'commerce.order', o from unnest(%s::int8[], %s::int8[]) moved(p, o)"
KEYS_A_CHUNK = 100_000


def enter_order(row: Order, *, actor: Actor, now: datetime, rng: Chance) -> None:
    """Enter a placed order or a return; an order without a customer is in no timeline."""
    if row.party_id is None:
        return
    entry = EntryGiven(
        party_id=row.party_id,
        kind=ENTRY_KINDS.get(row.kind, EntryKind.PURCHASE),
        at=row.ordered_at,
        entity="commerce.order",
        row_id=row.pk,
        row_uid=row.uid,
        code=row.kind,
        direction=Direction.IN,
        channel=_channel(row),
        figures={"number": row.number, **row.money.as_json()},
    )
    interactions.record_entries(given=[entry], rng=rng, actor=actor, now=now)


def enter_payment(row: Payment, order: Order, *, actor: Actor, now: datetime, rng: Chance) -> None:
    """Enter a payment; it is a further entry of its order."""
    if order.party_id is None:
        return
    entry = EntryGiven(
        party_id=order.party_id,
        kind=EntryKind.PURCHASE,
        at=row.paid_at,
        entity="commerce.payment",
        row_id=row.pk,
        row_uid=row.uid,
        code="payment",
        direction=Direction.IN if row.amount > 0 else Direction.OUT,
        channel=_channel(order),
        figures={"number": order.number, **Money(row.amount, row.currency).as_json()},
    )
    interactions.record_entries(given=[entry], rng=rng, actor=actor, now=now)


def enter_batch(first_id: int, last_id: int, batch_id: int, *, now: datetime) -> int:
    """
    Enter the orders of a batch between two keys; repeats change nothing.

    Nobody stands beside them: who brought the file in has not served these customers.
    """
    select = Sql(OF_BATCH, (*_WORDS, first_id, last_id, batch_id))
    return interactions.record_entries_from(select=select, actor=SYSTEM, now=now)


def enter_payments(first_id: int, last_id: int, batch_id: int, *, now: datetime) -> None:
    """Enter the payments that came with the orders of a batch between two keys."""
    select = Sql(PAYMENTS_OF_BATCH, (first_id, last_id, batch_id))
    interactions.record_entries_from(select=select, is_touch=False, actor=SYSTEM, now=now)


def enter_whole_batch(batch_id: int, *, now: datetime) -> int:
    """
    Enter all orders that a batch made, and return how many were new; repeats change nothing.

    Few statements in all: each customer of the batch is then touched once, not once a window.
    """
    with connection.cursor() as cursor:
        cursor.execute(BOUNDS, [batch_id])
        first, last = cursor.fetchone()
    if first is None:
        return 0
    return sum(
        enter_batch(start, start + KEYS_A_CHUNK - 1, batch_id, now=now)
        for start in range(first, last + 1, KEYS_A_CHUNK)
    )


def enter_orders(order_ids: Sequence[int], *, now: datetime) -> None:
    """Enter orders that were changed, after `forget_orders`: an entry itself never changes."""
    select = Sql(CHOSEN, (*_WORDS, list(order_ids)))
    interactions.record_entries_from(select=select, actor=SYSTEM, now=now)


def forget_orders(order_ids: Sequence[int]) -> None:
    """Take the orders out of their customers' timelines."""
    interactions.forget_entries(select=Sql(FORGOTTEN, (list(order_ids),)))


def forget_payments(order_ids: Sequence[int]) -> None:
    """Take the payments of the orders out of timelines, before both go."""
    interactions.forget_entries(select=Sql(PAYMENTS_FORGOTTEN, (list(order_ids),)))


def forget_moved(moved: Mapping[int, int]) -> None:
    """Take orders out of the timelines of customers that they no longer belong to."""
    select = Sql(MOVED, (list(moved.values()), list(moved)))
    interactions.forget_entries(select=select)


def _channel(order: Order) -> Channel:
    if order.channel in KNOWN_CHANNELS:
        return Channel(order.channel)
    return Channel.STORE if order.store else Channel.SYSTEM
