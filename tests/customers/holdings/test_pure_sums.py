"""The sum of holdings; the table is the worked example of docs/algorithms/holdings-sum.md."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from rapport.customers.holdings.pure import Held, sum_of
from rapport.customers.holdings.words import Side
from rapport.kernel.values import Money
from tests.algorithm_pages import examples

NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
EARLIER = NOW - timedelta(days=3)
PAGE = "holdings-sum"


def twd(amount):
    return Money(Decimal(amount), "TWD")


def held(row):
    balance = Money(Decimal(row["balance"]), row["currency"]) if row["balance"] else None
    return Held(
        holding_id=int(row["holding"]),
        side=Side(row["side"]),
        balance=balance,
        home=twd(row["home"]) if row["home"] else None,
        as_of=EARLIER if row["late"] else NOW if balance else None,
        is_late=bool(row["late"]),
    )


EXAMPLE = [held(row) for row in examples(PAGE, "Worked example", first_column="holding")]


def test_the_worked_example():
    (said,) = examples(PAGE, "Worked example", first_column="assets")

    found = sum_of(EXAMPLE, "TWD")

    assert (found.assets, found.debts) == (twd(said["assets"]), twd(said["debts"]))
    assert found.net == twd(said["net"])
    assert ", ".join(str(amount) for amount in found.by_currency) == said["by currency"]
    assert ", ".join(map(str, found.late)) == said["late"]
    assert ", ".join(map(str, found.left_out)) == said["left out"]


def test_a_joint_holding_counts_once():
    assert sum_of([*EXAMPLE, *EXAMPLE], "TWD") == sum_of(EXAMPLE, "TWD")


def test_an_old_figure_stays_in_the_sum_and_gives_it_its_age():
    assert sum_of(EXAMPLE, "TWD").oldest_as_of == EARLIER


def test_a_sum_is_whole_when_nothing_is_left_out():
    assert not sum_of(EXAMPLE, "TWD").is_whole
    assert sum_of(EXAMPLE[:6], "TWD").is_whole


def test_of_nothing_the_sum_is_zero():
    found = sum_of([], "TWD")

    assert found.net == twd("0")
    assert found.oldest_as_of is None
