"""Reading and using exchange rates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, Conflict
from rapport.kernel.rates.permissions import VIEW
from rapport.kernel.rates.pure import Conversion, DatedRate, converted
from rapport.kernel.values import Money

# Banks and customs publish by the day, the ten days or the month; an older rate is a stale one.
LONGEST_VALIDITY = timedelta(days=31)

# Of both directions the nearer day counts, on the same day the direction that was asked for.
_RATE_ON = """
select r.from_currency, r.to_currency, r.valid_on, r.rate, b.source
from rates_rate r join rates_ratebatch b on b.id = r.batch_id
where ((r.from_currency = %(one)s and r.to_currency = %(other)s)
    or (r.from_currency = %(other)s and r.to_currency = %(one)s))
  and r.valid_on between %(oldest)s and %(on)s
order by r.valid_on desc, r.from_currency = %(one)s desc limit 1"""

_RATES = """
select r.from_currency, r.to_currency, r.valid_on, r.rate, b.source
from rates_rate r join rates_ratebatch b on b.id = r.batch_id
where r.valid_on <= %s order by r.valid_on desc, 1, 2 limit %s"""


class RateMissing(Conflict):
    """No rate between two currencies was valid on the day."""

    sentence = N_("There is no rate between {one} and {other} for {on}. Record one, then go on.")


def rate_on(one: str, other: str, on: date) -> DatedRate:
    """
    Return the rate between two currencies that was valid on the day, in either direction.

    That is the newest of at most 31 days before it.

    Refuses   RateMissing.
    """
    asked: dict[str, Any] = {"one": one, "other": other, "on": on, "oldest": on - LONGEST_VALIDITY}
    with connection.cursor() as cursor:
        cursor.execute(_RATE_ON, asked)
        row = cursor.fetchone()
    if row is None:
        raise RateMissing(one=one, other=other, on=on.isoformat())
    return DatedRate(*row)


def convert(money: Money, to: str, on: date) -> Conversion:
    """
    Return the amount in another currency by the rate of the day, with the rate that was used.

    Refuses   RateMissing.
    """
    if money.currency == to:
        return Conversion(money, by=None)
    return converted(money, rate_on(money.currency, to, on))


def rates_until(on: date, *, actor: Actor, limit: int = 200) -> list[DatedRate]:
    """
    Return the newest rates up to the day.

    Refuses   NotAllowed.
    """
    actor.must(VIEW)
    with connection.cursor() as cursor:
        cursor.execute(_RATES, [on, limit])
        return [DatedRate(*row) for row in cursor.fetchall()]
