"""Exchange rates: conversion uses the rate of the day and says which (CRM-29)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from rapport.kernel.access.actor import Actor, operator
from rapport.kernel.access.words import Reach
from rapport.kernel.errors import NotAllowed
from rapport.kernel.rates import commands as rates
from rapport.kernel.rates import queries
from rapport.kernel.rates.models import Rate, RateBatch
from rapport.kernel.rates.pure import DatedRate, RateUnfit
from rapport.kernel.values import Money
from rapport.kernel.words.amounts import format_money
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
OPERATOR = operator("tests")
READER = Actor(kind="user", name="Olga", user_id=1, reach={"rates.view": Reach.ALL})
FIRST, SECOND = date(2026, 11, 2), date(2026, 11, 16)
HUNDRED = Money(Decimal(100), "USD")


def dated(on: date, rate: str, *, one: str = "USD", other: str = "TWD") -> DatedRate:
    return DatedRate(one, other, on, Decimal(rate), "")


def record(*given: DatedRate, actor: Actor = OPERATOR, seed: int = 1, **more):
    return rates.record_rates(
        source="Bank of Taiwan", rates=given, actor=actor, now=NOW, rng=Random(seed), **more
    )


def everything():
    return list(Rate.objects.order_by("pk").values()), list(RateBatch.objects.values())


def test_a_conversion_uses_the_rate_of_its_day_and_its_label_shows_the_right_currency_crm_29():
    record(dated(FIRST, "32"), dated(SECOND, "31.5"))

    before, after = (queries.convert(HUNDRED, "TWD", on) for on in (date(2026, 11, 15), SECOND))

    assert format_money(before.money) == "NT$\u00a03,200"
    assert format_money(after.money) == "NT$\u00a03,150"
    assert before.by == DatedRate("USD", "TWD", FIRST, Decimal(32), "Bank of Taiwan")


def test_a_rate_serves_both_directions_and_the_one_asked_for_comes_first():
    record(dated(FIRST, "32"))
    back = queries.convert(Money(Decimal(3200), "TWD"), "USD", FIRST)
    record(dated(FIRST, "0.031", one="TWD", other="USD"), seed=2)
    forth = queries.convert(Money(Decimal(3200), "TWD"), "USD", FIRST)

    assert back.money == HUNDRED
    assert forth.money == Money(Decimal("99.20"), "USD")


def test_the_same_currency_needs_no_rate():
    conversion = queries.convert(HUNDRED, "USD", FIRST)

    assert (conversion.money, conversion.by) == (HUNDRED, None)


@pytest.mark.parametrize(
    "on", [FIRST - timedelta(days=1), FIRST + queries.LONGEST_VALIDITY + timedelta(days=1)]
)
def test_a_rate_of_a_later_day_or_a_stale_one_is_none(on):
    record(dated(FIRST, "32"))

    with pytest.raises(queries.RateMissing) as refusal:
        queries.convert(HUNDRED, "TWD", on)

    assert refusal.value.details == {"one": "USD", "other": "TWD", "on": on.isoformat()}
    assert queries.rate_on("USD", "TWD", FIRST + queries.LONGEST_VALIDITY).valid_on == FIRST


def test_a_corrected_rate_replaces_the_one_of_its_day_and_is_counted():
    record(dated(FIRST, "32"), dated(SECOND, "31.5"))

    told = record(dated(FIRST, "32.1"), dated(SECOND, "31.5"), seed=2)

    assert (told.count, told.corrected) == (2, 1)
    assert (told.first_on, told.last_on) == (FIRST, SECOND)
    assert queries.rate_on("USD", "TWD", FIRST).rate == Decimal("32.1")
    assert Rate.objects.count() == 2


def test_the_same_request_records_once():
    told = record(dated(FIRST, "32"), request_key="today")

    assert record(dated(FIRST, "32"), request_key="today", seed=9) == told
    assert RateBatch.objects.count() == 1


def test_what_cannot_be_recorded_is_refused_whole():
    record(dated(FIRST, "32"))
    before = everything()

    for refusal, change in (
        (rates.NoRates, record),
        (rates.RateGivenTwice, lambda: record(dated(SECOND, "1"), dated(SECOND, "2"))),
        (rates.TooManyRates, lambda: record(*[dated(SECOND, "1")] * 10_001)),
        (NotAllowed, lambda: record(dated(SECOND, "1"), actor=READER)),
        (RateUnfit, lambda: record(dated(SECOND, "0"))),
    ):
        with pytest.raises(refusal):
            change()

    assert everything() == before


def test_rates_are_read_newest_first_by_those_who_may():
    record(dated(FIRST, "32"), dated(SECOND, "31.5"))

    shown = queries.rates_until(NOW.date(), actor=READER)

    assert [rate.valid_on for rate in shown] == [SECOND, FIRST]
    with pytest.raises(NotAllowed):
        queries.rates_until(NOW.date(), actor=Actor(kind="user", name="Nobody"))
