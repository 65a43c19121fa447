"""Enter orders, returns and payments into the customer's timeline."""

from __future__ import annotations

from datetime import datetime

from rapport.customers.interactions import commands as interactions
from rapport.customers.interactions.words import Channel, Direction, EntryGiven, EntryKind
from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.sql import Sql
from rapport.kernel.values import Chance, Money
from rapport.operations.commerce.models import Order, Payment
from rapport.operations.commerce.words import OrderKind

KNOWN_CHANNELS = frozenset(channel.value for channel in Channel)
ENTRY_KINDS = {OrderKind.RETURN.value: EntryKind.RETURN}
# What a timeline says of an order; the same for one order and for those of an import.
OF_BATCH = """
select o.party_id, o.ordered_at, case o.kind when 'return' then 'return' else 'purchase' end,
  'in', case when o.channel = any(%s) then o.channel when o.store <> '' then 'store'
    else 'system' end,
  'commerce.order', o.id, o.uid, o.kind,
  jsonb_build_object('number', o.number, 'amount', o.total::text, 'currency', o.currency)
from commerce_order o
where o.id between %s and %s and o.batch_id = %s and o.party_id is not null"""


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


def enter_batch(first_id: int, last_id: int, batch_id: int, *, actor: Actor, now: datetime) -> int:
    """Enter the orders of a batch between two keys; repeats change nothing."""
    select = Sql(OF_BATCH, (sorted(KNOWN_CHANNELS), first_id, last_id, batch_id))
    return interactions.record_entries_from(select=select, actor=actor, now=now)


def _channel(order: Order) -> Channel:
    if order.channel in KNOWN_CHANNELS:
        return Channel(order.channel)
    return Channel.STORE if order.store else Channel.SYSTEM
