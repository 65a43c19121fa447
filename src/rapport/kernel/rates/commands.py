"""What can be done with exchange rates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, Invalid
from rapport.kernel.events.once import once
from rapport.kernel.events.tell import tell_batch
from rapport.kernel.rates.events import RatesRecorded
from rapport.kernel.rates.models import RateBatch
from rapport.kernel.rates.permissions import RECORD
from rapport.kernel.rates.pure import DatedRate
from rapport.kernel.values import Chance, new_id

MOST_RATES = 10_000
KEPT_CORRECTIONS = 500  # in the audit row; a batch that corrects more names only their count

_RECORD = """
with given as (
  select * from unnest(%(one)s::text[], %(other)s::text[], %(on)s::date[], %(rate)s::numeric[])
    as given(from_currency, to_currency, valid_on, rate)),
before as (
  select r.from_currency, r.to_currency, r.valid_on, r.rate as was, g.rate as becomes
  from rates_rate r join given g using (from_currency, to_currency, valid_on)
  where r.rate <> g.rate),
written as (
  insert into rates_rate (from_currency, to_currency, valid_on, rate, batch_id)
  select from_currency, to_currency, valid_on, rate, %(batch)s from given
  on conflict (from_currency, to_currency, valid_on)
  do update set rate = excluded.rate, batch_id = excluded.batch_id
  where rates_rate.rate <> excluded.rate)
select * from before order by valid_on, from_currency, to_currency"""


class NoRates(Invalid):
    sentence = N_("There is no rate in what was given.")


class TooManyRates(Invalid):
    sentence = N_("At most {most} rates can be recorded at once; {count} were given.")


class RateGivenTwice(Invalid):
    sentence = N_("The rate from {from_currency} to {to_currency} on {on} was given twice.")


@once
@transaction.atomic
def record_rates(
    *, source: str, rates: Sequence[DatedRate], actor: Actor, now: datetime, rng: Chance
) -> RatesRecorded:
    """
    Record the rates of one source; a rate that a day has already is corrected.

    Refuses   NotAllowed, NoRates, TooManyRates, RateGivenTwice.
    Tells     RatesRecorded.
    """
    actor.must(RECORD)
    _check(rates)
    batch = RateBatch(uid=new_id(now, rng), source=source.strip()[:120], count=len(rates))
    batch.save_changes(now=now)
    corrections = _write(batch, rates)
    days = [rate.valid_on for rate in rates]
    recorded = RatesRecorded(
        batch_id=batch.pk,
        count=len(rates),
        corrected=len(corrections),
        first_on=min(days),
        last_on=max(days),
        occurred_at=now,
    )
    details = {"source": batch.source, "corrections": corrections[:KEPT_CORRECTIONS]}
    return tell_batch(recorded, batch=batch, details=details, actor=actor, now=now)


def _check(rates: Sequence[DatedRate]) -> None:
    if not rates:
        raise NoRates
    if len(rates) > MOST_RATES:
        raise TooManyRates(most=MOST_RATES, count=len(rates))
    seen: set[tuple[str, str, date]] = set()
    for rate in rates:
        place = (rate.from_currency, rate.to_currency, rate.valid_on)
        if place in seen:
            raise RateGivenTwice(
                from_currency=rate.from_currency,
                to_currency=rate.to_currency,
                on=rate.valid_on.isoformat(),
            )
        seen.add(place)


def _write(batch: RateBatch, rates: Sequence[DatedRate]) -> list[dict[str, Any]]:
    """Write all rates by one statement and return what they corrected."""
    # In one order, so that two batches at once wait for each other and never both.
    ordered = sorted(rates, key=lambda each: (each.from_currency, each.to_currency, each.valid_on))
    columns: dict[str, Any] = {
        "one": [rate.from_currency for rate in ordered],
        "other": [rate.to_currency for rate in ordered],
        "on": [rate.valid_on for rate in ordered],
        "rate": [rate.rate for rate in ordered],
        "batch": batch.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, columns)
        return [
            {
                "from": one,
                "to": other,
                "on": on.isoformat(),
                "before": format(was, "f"),
                "after": format(becomes, "f"),
            }
            for one, other, on, was, becomes in cursor.fetchall()
        ]
