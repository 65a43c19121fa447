"""Keep what each customer spent beside his orders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

HOME = "coalesce((select currency from access_firm), 'TWD')"
MAKE = f"""
insert into commerce_customertotals (party_id, orders_count, returns_count, net, net_year, currency,
  net_by_currency, unrated_count)
select party_id, 0, 0, 0, 0, {HOME}, '{{}}', 0 from unnest(%s::bigint[]) as given(party_id)
on conflict (party_id) do nothing"""
LOCK = """
select party_id from commerce_customertotals where party_id = any(%s)
order by party_id for update"""
# What is summed by currency first gives both sums: in each currency, and in the firm's.
REFRESH = f"""
with by_currency as (
  select o.party_id, o.currency, sum(o.total) as net,
    coalesce(sum(o.total) filter (where o.ordered_at >= %(now)s - interval '12 months'), 0) as year,
    coalesce(sum(o.home_total), 0) as home_net,
    coalesce(sum(o.home_total) filter (where o.ordered_at >= %(now)s - interval '12 months'), 0)
      as home_year,
    count(*) filter (where o.home_total is null) as unrated,
    count(*) filter (where o.kind = 'sale') as orders,
    count(*) filter (where o.kind = 'return') as returns,
    min(o.ordered_at) filter (where o.kind = 'sale') as first_at,
    max(o.ordered_at) filter (where o.kind = 'sale') as last_at
  from commerce_order o
  where o.party_id = any(%(parties)s) and o.status <> 'cancelled'
  group by o.party_id, o.currency),
summed as (
  select party_id, sum(orders) as orders, sum(returns) as returns, min(first_at) as first_at,
    max(last_at) as last_at, sum(unrated) as unrated,
    count(*) = 1 and sum(unrated) > 0 as in_own, min(currency) as own,
    sum(net) as net, sum(year) as year, sum(home_net) as home_net, sum(home_year) as home_year,
    jsonb_object_agg(currency, net::text) as nets
  from by_currency group by party_id)
update commerce_customertotals t set
  orders_count = coalesce(s.orders, 0), returns_count = coalesce(s.returns, 0),
  net = coalesce(case when s.in_own then s.net else s.home_net end, 0),
  net_year = coalesce(case when s.in_own then s.year else s.home_year end, 0),
  currency = case when s.in_own then s.own else {HOME} end,
  net_by_currency = coalesce(s.nets, '{{}}'), unrated_count = coalesce(s.unrated, 0),
  first_ordered_at = s.first_at, last_ordered_at = s.last_at, year_counted_at = %(now)s
from unnest(%(parties)s::bigint[]) as given(party_id) left join summed s using (party_id)
where t.party_id = given.party_id"""
# A customer's year changes by itself as orders grow older: who has one that left the year since.
AGED = """
select t.party_id from commerce_customertotals t
where t.party_id > %(after)s and exists (select 1 from commerce_order o
  where o.party_id = t.party_id and o.ordered_at < %(now)s - interval '12 months'
    and o.ordered_at >= t.year_counted_at - interval '12 months')
order by t.party_id limit %(limit)s"""
PARTIES_A_CHUNK = 5000


def lock_totals(party_ids: Iterable[int]) -> list[int]:
    """
    Lock the totals of these customers in the order of their keys, before their orders change.

    Without the lock two orders of one customer, placed at once, would each count without the other.
    """
    parties = sorted(set(party_ids))
    if parties:
        with connection.cursor() as cursor:
            cursor.execute(MAKE, [parties])
            cursor.execute(LOCK, [parties])
    return parties


def refresh_totals(party_ids: Iterable[int], *, now: datetime) -> int:
    """
    Count the totals of these customers again from their orders; return of how many.

    Source    docs/algorithms/customer-totals.md.
    """
    parties = lock_totals(party_ids)
    if not parties:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, {"parties": parties, "now": now})
        return int(cursor.rowcount)


def refresh_aged_totals(*, now: datetime) -> int:
    """Count who has orders that left the last twelve months, by chunks; safe to repeat."""
    counted, after = 0, 0
    while True:
        with transaction.atomic():
            found = _aged(after, now)
            counted += refresh_totals(found, now=now)
        if len(found) < PARTIES_A_CHUNK:
            return counted
        after = found[-1]


def _aged(after: int, now: datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(AGED, {"after": after, "now": now, "limit": PARTIES_A_CHUNK})
        return [party_id for (party_id,) in cursor.fetchall()]
