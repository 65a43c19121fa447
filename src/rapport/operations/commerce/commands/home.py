"""Orders in the firm's currency, each at the rate of its own day."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from rapport.kernel.access import queries as access
from rapport.kernel.clock import day_in
from rapport.kernel.rates import queries as rates
from rapport.kernel.values import Money
from rapport.kernel.values.currencies import exponent

from .totals import refresh_totals

ORDERS_A_CHUNK = 5000
RATE = """
with rated as (
  select o.id, {there} as home_total from commerce_order o
  where o.home_total is null and o.id > %(after)s order by o.id limit %(limit)s),
written as (
  update commerce_order o set home_total = rated.home_total from rated
  where o.id = rated.id and rated.home_total is not null returning o.party_id)
select (select max(id) from rated), array(select distinct party_id from written
  where party_id is not null)"""


def home_amount(total: Money, ordered_at: datetime) -> Decimal | None:
    """Return the total in the firm's currency at the rate of its day; None when there is none."""
    firm = access.firm()
    if firm is None:
        return None
    try:
        there = rates.convert(total, firm.currency, day_in(ordered_at, firm.zone))
    except rates.RateMissing:
        # The order is placed all the same: it counts in its own currency until a rate is known.
        return None
    return there.money.amount


def home_total_sql(total: str, currency: str, ordered_at: str) -> str:
    """
    Return SQL of what `home_amount` returns, for statements that write many orders at once.

    Shapes    total, currency, ordered_at: SQL of the order's own; the result has no parameters.
    """
    firm = access.firm()
    if firm is None:
        return "null::numeric"
    # A quotient of numerics has some twenty digits; the factor makes it forty, so that rounding it
    # once more cannot turn a half.
    return f"""(select case when f.currency = {currency} then {total} else (
      select round(case when r.from_currency = {currency} then {total} * r.rate
        else {total} * 1.{"0" * 40} / r.rate end, {exponent(firm.currency)})
      from rates_rate r
      where ((r.from_currency = {currency} and r.to_currency = f.currency)
          or (r.from_currency = f.currency and r.to_currency = {currency}))
        and r.valid_on between (({ordered_at}) at time zone f.zone)::date
          - {rates.LONGEST_VALIDITY.days} and (({ordered_at}) at time zone f.zone)::date
      order by r.valid_on desc, r.from_currency = {currency} desc limit 1) end
    from access_firm f)"""


def rate_orders(*, now: datetime) -> int:
    """
    Count orders in the firm's currency whose day had no rate before and has one now.

    A chunk a transaction; safe to repeat. Returns of how many customers the totals changed.
    """
    there = home_total_sql("o.total", "o.currency", "o.ordered_at")
    customers, after = 0, 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(RATE.format(there=there), {"after": after, "limit": ORDERS_A_CHUNK})
            last, parties = cursor.fetchone()
            customers += refresh_totals(parties, now=now)
        if last is None:
            return customers
        after = last
