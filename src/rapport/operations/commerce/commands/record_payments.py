"""Record many payments at once, as a bank's file or another system gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from rapport.customers.interactions import commands as interactions
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import scope
from rapport.kernel.audit import commands as audit
from rapport.kernel.entities.registry import entity
from rapport.kernel.entities.sql import Sql
from rapport.kernel.values import Chance, new_ids
from rapport.operations.commerce.permissions import CHANGE

from .timeline import OF_PAYMENTS

MOST = 10_000
_WRITE = """
with given as (
  select * from unnest(%s::uuid[], %s::text[], %s::text[], %s::numeric[], %s::timestamptz[],
    %s::text[]) g(uid, number, method, amount, paid_at, reference)),
matched as (
  select distinct on (g.uid) g.*, t.id as order_id, t.currency from given g
  join commerce_order t on t.external_number = g.number and t.status <> 'cancelled'
  where {reached} and not exists (select 1 from commerce_payment p
    where p.order_id = t.id and p.reference = g.reference and p.voided_at is null)
  order by g.uid, t.id),
written as (
  insert into commerce_payment (uid, order_id, method, amount, currency, paid_at, reference,
    version, created_at, updated_at)
  select uid, order_id, method, amount, currency, paid_at, reference, 1, %s, %s from matched
  returning order_id, amount, id),
counted as (
  update commerce_order o set paid = o.paid + w.amount, version = o.version + 1, updated_at = %s
  from (select order_id, sum(amount) as amount from written group by 1) w where w.order_id = o.id)
select coalesce(min(id), 0), coalesce(max(id), 0), count(*) from written"""
_ENTRIES = f"{OF_PAYMENTS} p.id between %s and %s"


@dataclass(frozen=True, slots=True)
class PaymentGiven:
    """A payment as another system names it: by its number of the order, and its own reference."""

    number: str
    method: str
    amount: Decimal
    paid_at: datetime
    reference: str


@transaction.atomic
def record_payments(
    *, given: Sequence[PaymentGiven], actor: Actor, now: datetime, rng: Chance
) -> int:
    """
    Record up to 10,000 payments and return how many were new.

    Orders are found by their external number; a payment whose reference its order has already is
    the same payment. Orders that are unknown, cancelled or out of reach are passed over.
    """
    actor.must(CHANGE)
    if len(given) > MOST:
        raise ValueError(f"at most {MOST} payments at once; cut them into chunks")
    reached = scope(entity("commerce.order"), actor, permission=CHANGE)
    columns = zip(
        *((p.number, p.method, p.amount, p.paid_at, p.reference) for p in given), strict=True
    )
    lists = [list(column) for column in columns] or [[] for _ in range(5)]
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE.replace("{reached}", reached.text),
            [new_ids(now, rng, len(given)), *lists, *reached.params, now, now, now],
        )
        first, last, count = cursor.fetchone()
    if count:
        entries = Sql(_ENTRIES, (first, last))
        interactions.record_entries_from(select=entries, is_touch=False, actor=actor, now=now)
        details = {"payments": count, "first": first, "last": last}
        details["entities"] = ["commerce.order", "commerce.payment"]
        name = "commerce.payments_recorded"
        audit.record(name, entity="commerce.payment", details=details, actor=actor, now=now)
    return int(count)
