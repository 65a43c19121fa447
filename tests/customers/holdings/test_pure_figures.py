"""Whose figure counts, and what a figure may be."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from rapport.customers.holdings.pure import (
    FigureKeptBySource,
    FigureNotUnderstood,
    Kept,
    age_of,
    check_figure,
    check_replaces,
)
from rapport.customers.holdings.words import FigureName, NewFigure

NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_figure(value="100.00", *, name=FigureName.BALANCE, as_of=NOW, source="", currency="USD"):
    return NewFigure(name, Decimal(value), as_of, source=source, currency=currency)


@pytest.mark.parametrize(
    ("source", "hours", "is_taken"),
    [
        ("core", 0, True),  # the source corrects itself
        ("core", 1, True),
        ("core", -1, False),  # a feed that arrives out of order
        ("", 0, False),  # a colleague types over the source
        ("", -1, False),
        ("", 1, True),  # he knows something newer
        ("cards", 0, False),
        ("cards", 1, True),
    ],
)
def test_a_figure_of_a_source_is_replaced_by_that_source_or_by_a_newer_one(source, hours, is_taken):
    new = a_figure(as_of=NOW + hours * HOUR, source=source)

    if is_taken:
        check_replaces(new, Kept("core", NOW))
    else:
        with pytest.raises(FigureKeptBySource):
            check_replaces(new, Kept("core", NOW))


def test_the_first_figure_is_taken_from_anybody():
    check_replaces(a_figure(), None)


@pytest.mark.parametrize(
    "figure",
    [
        a_figure(name=FigureName.MILEAGE),
        a_figure(as_of=NOW + HOUR),
        a_figure("1e18"),
        a_figure("NaN"),
        a_figure("1.005"),
        a_figure("1", currency=""),
        a_figure("1", currency="XXX"),
    ],
)
def test_a_figure_that_cannot_be_is_refused(figure):
    with pytest.raises(FigureNotUnderstood):
        check_figure(figure, ["balance"], now=NOW)


def test_a_reading_has_four_decimals_at_most():
    check_figure(a_figure("1234.5678", name=FigureName.READING, currency=""), ["reading"], now=NOW)

    with pytest.raises(FigureNotUnderstood):
        check_figure(
            a_figure("1.00001", name=FigureName.READING, currency=""), ["reading"], now=NOW
        )


def test_a_figure_from_a_clock_ahead_of_ours_is_new():
    assert age_of(NOW + HOUR, now=NOW) == timedelta(0)
    assert age_of(NOW - HOUR, now=NOW) == HOUR
