"""Converting by a dated rate: the table of docs/algorithms/money.md, and that nothing is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.kernel.rates.pure import DatedRate, RateUnfit, converted
from rapport.kernel.values import Money, exponent
from tests.algorithm_pages import examples

DAY = date(2026, 11, 20)
PAIRS = st.sampled_from([("USD", "TWD"), ("JPY", "KWD"), ("TWD", "JPY"), ("KWD", "USD")])
RATES = st.decimals(Decimal("0.00000001"), Decimal(10**6), places=8)
AMOUNTS = st.decimals(-(10**9), 10**9, places=4)


@pytest.mark.parametrize("row", examples("money", "Conversion"))
def test_an_amount_is_converted_either_way_and_rounded_once(row):
    rate = DatedRate(*row["of"].split("/"), DAY, Decimal(row["rate"]), "bank")

    conversion = converted(Money(Decimal(row["amount"]), row["from"]), rate)

    assert conversion.money.plain() == row["converted"]
    assert conversion.money.currency == row["to"]
    assert conversion.by is rate


@pytest.mark.parametrize(
    ("one", "other", "rate"),
    [
        ("USD", "TWD", Decimal(0)),
        ("USD", "TWD", Decimal(-1)),
        ("USD", "TWD", Decimal("0.123456789")),
        ("USD", "TWD", Decimal(10) ** 10),
        ("USD", "TWD", Decimal("NaN")),
        ("USD", "TWD", 32.155),
        ("USD", "USD", Decimal(1)),
        ("USD", "NTD", Decimal(32)),
        ("XXX", "TWD", Decimal(32)),
    ],
)
def test_what_is_no_rate_is_refused(one, other, rate):
    with pytest.raises(RateUnfit):
        DatedRate(one, other, DAY, rate, "bank")


def test_a_rate_of_other_currencies_converts_nothing():
    rate = DatedRate("USD", "TWD", DAY, Decimal(32), "bank")

    with pytest.raises(ValueError, match="EUR"):
        converted(Money(Decimal(1), "EUR"), rate)


@given(AMOUNTS, RATES, PAIRS)
def test_a_conversion_is_never_off_by_more_than_half_a_unit(amount, rate, pair):
    dated = DatedRate(*pair, DAY, rate, "bank")

    for currency, factor in ((pair[0], Fraction(rate)), (pair[1], 1 / Fraction(rate))):
        result = converted(Money(amount, currency), dated).money
        half_a_unit = Fraction(1, 2 * 10 ** exponent(result.currency))
        assert abs(Fraction(result.amount) - Fraction(amount) * factor) <= half_a_unit
        assert result.is_rounded
