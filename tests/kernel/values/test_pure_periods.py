"""Half-open periods: touching is not overlapping, and set operations agree with membership."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.kernel.values import (
    MomentsDiffer,
    Period,
    PeriodEmpty,
    intersect_all,
    subtract_all,
    union,
)

NEW_YEAR = date(2026, 1, 1)
DAYS = st.integers(0, 60)


def day(number: int) -> date:
    return NEW_YEAR + timedelta(days=number)


def days(starts: int, ends: int | None = None) -> Period[date]:
    return Period(day(starts), None if ends is None else day(ends))


@st.composite
def periods(draw: st.DrawFn) -> Period[date]:
    starts = draw(DAYS)
    length = draw(st.one_of(st.none(), st.integers(1, 20)))
    return days(starts, None if length is None else starts + length)


SEVERAL = st.lists(periods(), max_size=8)


def members(several: list[Period[date]]) -> set[int]:
    return {number for number in range(100) if any(each.contains(day(number)) for each in several)}


def test_the_start_belongs_to_a_period_and_the_end_does_not():
    january = days(0, 31)

    assert january.contains(day(0))
    assert january.contains(day(30))
    assert not january.contains(day(31))
    assert january.length == timedelta(days=31)


def test_periods_that_touch_do_not_overlap():
    morning, afternoon = days(0, 5), days(5, 9)

    assert not morning.overlaps(afternoon)
    assert morning.intersect(afternoon) is None
    assert morning.subtract(afternoon) == [morning]
    assert union([afternoon, morning]) == [days(0, 9)]


def test_a_period_without_end_lasts_until_further_notice():
    contract = days(10)

    assert contract.contains(date(2999, 1, 1))
    assert contract.length is None
    assert contract.intersect(days(5, 12)) == days(10, 12)
    assert contract.subtract(days(12, 20)) == [days(10, 12), days(20)]
    assert contract.covers(days(11))
    assert not days(10, 90).covers(contract)


@pytest.mark.parametrize("ends", [0, -1])
def test_a_period_that_ends_no_later_than_it_starts_is_refused(ends):
    with pytest.raises(PeriodEmpty):
        days(0, ends)


def test_days_and_instants_do_not_mix_and_instants_name_their_zone():
    instant = datetime(2026, 1, 1, tzinfo=UTC)

    with pytest.raises(MomentsDiffer):
        Period(NEW_YEAR, instant)
    with pytest.raises(MomentsDiffer):
        Period(datetime(2026, 1, 1), datetime(2026, 1, 2))  # noqa: DTZ001 - naive on purpose
    with pytest.raises(MomentsDiffer):
        Period("2026-01-01", "2026-01-02")


def test_an_hour_that_happens_twice_counts_twice():
    london = ZoneInfo("Europe/London")
    first = datetime(2026, 10, 25, 1, 0, tzinfo=london)
    second = datetime(2026, 10, 25, 1, 0, tzinfo=london, fold=1)

    assert Period(first, second).length == timedelta(hours=1)


@given(periods(), periods())
def test_two_periods_agree_with_the_moments_they_hold(one, other):
    shared = one.intersect(other)

    assert members([shared] if shared else []) == members([one]) & members([other])
    assert members(one.subtract(other)) == members([one]) - members([other])
    assert one.overlaps(other) == other.overlaps(one) == (shared is not None)
    assert one.covers(other) == (other.subtract(one) == [])


@given(SEVERAL, SEVERAL)
def test_several_periods_agree_with_the_moments_they_hold(first, second):
    for result, expected in (
        (union(first), members(first)),
        (subtract_all(first, second), members(first) - members(second)),
        (intersect_all(first, second), members(first) & members(second)),
    ):
        assert members(result) == expected
        for earlier, later in itertools.pairwise(result):
            assert earlier.ends is not None
            assert earlier.ends < later.starts
