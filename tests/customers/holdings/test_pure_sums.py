"""The sum of holdings; the table is the worked example of docs/algorithms/holdings-sum.md."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from rapport.customers.holdings.pure import Held, sum_of
from rapport.customers.holdings.words import Side
from rapport.kernel.values import Money

NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
EARLIER = NOW - timedelta(days=3)


def twd(amount):
    return Money(Decimal(amount), "TWD")


def usd(amount):
    return Money(Decimal(amount), "USD")


def held(key, side, balance, home, *, as_of=NOW, is_late=False):
    return Held(key, side, balance, home, as_of, is_late)


EXAMPLE = [
    held(1, Side.ASSET, twd("120000.50"), twd("120000.50")),
    held(2, Side.ASSET, usd("1000.00"), twd("32150.00")),
    held(3, Side.ASSET, twd("50000"), twd("50000"), as_of=EARLIER, is_late=True),
    held(4, Side.DEBT, twd("80000"), twd("80000")),
    held(5, Side.DEBT, twd("1234.50"), twd("1234.50")),
    held(6, Side.NOTHING, None, None, as_of=None),
]


def test_the_sum_is_assets_less_debts_to_the_cent():
    found = sum_of(EXAMPLE, "TWD")

    assert found.assets == twd("202150.50")
    assert found.debts == twd("81234.50")
    assert found.net == twd("120916.00")
    assert found.by_currency == (twd("88766.00"), usd("1000.00"))
    assert found.is_whole


def test_a_joint_holding_counts_once():
    assert sum_of([*EXAMPLE, *EXAMPLE], "TWD") == sum_of(EXAMPLE, "TWD")


def test_an_old_figure_stays_in_the_sum_and_gives_it_its_age():
    found = sum_of(EXAMPLE, "TWD")

    assert found.oldest_as_of == EARLIER
    assert found.late == (3,)


def test_what_has_no_balance_or_no_rate_is_named_and_not_taken_for_nothing():
    rows = [
        held(1, Side.ASSET, twd("10"), twd("10")),
        held(2, Side.ASSET, usd("5"), None),
        held(3, Side.DEBT, None, None, as_of=None),
    ]

    found = sum_of(rows, "TWD")

    assert found.net == twd("10")
    assert found.left_out == (2, 3)
    assert not found.is_whole
    assert found.by_currency == (twd("10"), usd("5"))


def test_of_nothing_the_sum_is_zero():
    found = sum_of([], "TWD")

    assert found.net == twd("0")
    assert found.oldest_as_of is None
