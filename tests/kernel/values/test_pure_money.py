"""Money is exact: CRM-24 and CRM-28, the tables of docs/algorithms/money.md, and properties."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from rapport.kernel.values import (
    EXPONENTS,
    WITHDRAWN,
    AmountNotUnderstood,
    AmountTooFine,
    CurrenciesDiffer,
    CurrencyUnknown,
    FloatRefused,
    Money,
    exponent,
    line_amount,
    share_of,
    total,
    unit_price,
)
from tests.algorithm_pages import examples

CURRENCIES = st.sampled_from(["TWD", "JPY", "KWD", "USD", "CLF"])
AMOUNTS = st.decimals(
    min_value=-(10**12), max_value=10**12, places=4, allow_nan=False, allow_infinity=False
)
WEIGHTS = st.lists(
    st.one_of(st.integers(0, 10**6), st.decimals(0, 1000, places=3)), min_size=1, max_size=20
).filter(any)


@st.composite
def payable(draw: st.DrawFn) -> Money:
    return Money(draw(AMOUNTS), draw(CURRENCIES)).rounded()


@pytest.mark.parametrize("row", examples("money", "Decimals of a currency"))
def test_a_currency_has_the_decimals_of_iso_4217(row):
    assert exponent(row["currency"]) == int(row["decimals"])


@pytest.mark.parametrize("row", examples("money", "Rounding"))
def test_half_is_rounded_away_from_zero(row):
    money = Money(Decimal(row["amount"]), row["currency"])

    assert money.rounded().plain() == row["rounded"]


@pytest.mark.parametrize("row", examples("money", "Lines"))
def test_a_line_is_quantity_times_price_rounded_once(row):
    price = Money.parse(row["unit price"], row["currency"], decimals=4)

    assert line_amount(Decimal(row["quantity"]), price).plain() == row["line amount"]


@pytest.mark.parametrize("row", examples("money", "Allocation"))
def test_an_allocation_loses_no_penny(row):
    money = Money.parse(row["amount"], row["currency"])

    parts = money.allocate([Decimal(weight) for weight in row["weights"].split(", ")])

    assert ", ".join(part.plain() for part in parts) == row["parts"]


@pytest.mark.parametrize("row", examples("money", "In JSON"))
def test_money_is_written_with_the_decimals_of_its_currency(row):
    written = Money(Decimal(row["amount"]), row["currency"]).as_json()

    assert written == {"amount": row["written"], "currency": row["currency"]}


def test_jpy_has_no_decimals_and_kwd_three_on_every_door_crm_28():
    yen, dinar, screw = Money(Decimal("1250"), "JPY"), Money(Decimal("1.5"), "KWD"), "0.0025"

    assert (yen.plain(), dinar.plain()) == ("1250", "1.500")
    assert unit_price(Money(Decimal(screw), "TWD")).plain() == screw
    assert Money.from_json({"amount": screw, "currency": "TWD"}, decimals=4).plain() == screw


@pytest.mark.parametrize("number", [0.1, 1.0, float("nan"), True, "1", None, 1j])
def test_a_binary_float_is_refused_as_an_amount_crm_24(number):
    with pytest.raises(FloatRefused):
        Money(number, "TWD")


@pytest.mark.parametrize("number", [0.1, 2.0, False])
def test_a_binary_float_is_refused_as_quantity_weight_and_json_number_crm_24(number):
    price = Money(Decimal("9.9"), "TWD")

    for use in (
        lambda: line_amount(number, price),
        lambda: price * number,
        lambda: number * price,
        lambda: price.rounded().allocate([number, 1]),
    ):
        with pytest.raises(FloatRefused):
            use()
    with pytest.raises((FloatRefused, AmountNotUnderstood)):
        Money.from_json({"amount": number, "currency": "TWD"})


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_what_is_no_finite_number_is_no_amount(amount):
    with pytest.raises(AmountNotUnderstood):
        Money(Decimal(amount), "TWD")


@pytest.mark.parametrize(
    "text", ["", "-", "1e5", "1_000", "1,000", " 1", "1 ", "１", ".5", "5.", "+1", "--1", "0x1", 1]
)
def test_only_plain_decimals_are_read(text):
    with pytest.raises(AmountNotUnderstood):
        Money.parse(text, "TWD")


def test_an_amount_finer_than_its_currency_is_refused():
    for text, currency in (("0.001", "TWD"), ("0.1", "JPY"), ("1.00001", "CLF")):
        with pytest.raises(AmountTooFine):
            Money.parse(text, currency)

    assert Money.parse("1.100", "TWD").plain() == "1.10"


def test_an_amount_of_more_than_eighteen_digits_is_refused():
    assert Money.parse("9" * 18, "JPY").plain() == "9" * 18

    with pytest.raises(AmountNotUnderstood):
        Money.parse("9" * 19, "JPY")


@pytest.mark.parametrize("code", ["", "twd", "XXX", "XAU", "NTD", "RMB", None])
def test_a_code_that_is_no_currency_is_refused(code):
    with pytest.raises(CurrencyUnknown):
        Money(Decimal(1), code)


@pytest.mark.parametrize(
    "value",
    [None, [], "12.50 TWD", {"amount": "1"}, {"amount": "1", "currency": "TWD", "x": 1}],
)
def test_json_of_another_shape_is_refused(value):
    with pytest.raises(AmountNotUnderstood):
        Money.from_json(value)


def test_amounts_of_two_currencies_do_not_mix():
    one, other = Money(Decimal(1), "TWD"), Money(Decimal(1), "USD")

    for use in (
        lambda: one + other,
        lambda: one - other,
        lambda: one < other,
        lambda: one >= other,
        lambda: share_of(one, other),
        lambda: total([one, other], "TWD"),
    ):
        with pytest.raises(CurrenciesDiffer):
            use()
    assert one != other


def test_what_cannot_be_paid_is_not_allocated():
    with pytest.raises(AmountTooFine):
        Money(Decimal("0.005"), "TWD").allocate([1, 1])
    for weights in ([], [0, 0], [1, -1]):
        with pytest.raises(ValueError, match="weights"):
            Money(Decimal(1), "TWD").allocate(weights)


def test_the_table_of_currencies_has_the_whole_list():
    in_use = {
        code
        for currencies in get_global("territory_currencies").values()
        for code, _, until, _ in currencies
        if until is None
    }

    # CNH is the offshore yuan, no code of ISO 4217; the others there have no minor unit.
    no_money = in_use - set(EXPONENTS)
    assert "/".join(sorted(no_money)) == ("CNH/XAG/XAU/XBA/XBB/XBC/XBD/XDR/XPD/XPT/XSU/XTS/XUA/XXX")
    assert len(set(EXPONENTS) - WITHDRAWN) == 165
    assert {EXPONENTS[code] for code in ("JPY", "KRW", "VND", "CLP", "ISK", "XOF")} == {0}
    assert {EXPONENTS[code] for code in ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")} == {3}


@given(payable(), WEIGHTS)
def test_the_parts_of_any_allocation_add_up_and_are_fair(money, weights):
    parts = money.allocate(weights)

    assert total(parts, money.currency) == money
    unit = Decimal(1).scaleb(-exponent(money.currency))
    for part, weight in zip(parts, weights, strict=True):
        assert part.is_rounded
        assert abs(part.amount * sum(weights) - money.amount * weight) < unit * sum(weights)


@given(AMOUNTS, CURRENCIES)
def test_json_brings_back_what_it_was_given(amount, currency):
    money = Money(amount, currency)

    travelled = json.loads(json.dumps(money.as_json()))

    assert Money.from_json(travelled, decimals=4) == money


@given(AMOUNTS, AMOUNTS, CURRENCIES)
def test_adding_and_taking_away_leaves_what_was_there(one, other, currency):
    first, second = Money(one, currency), Money(other, currency)

    assert first + second - second == first
    assert (first - second).is_negative == (first < second)


@given(AMOUNTS, CURRENCIES)
def test_a_refund_is_rounded_like_the_amount(amount, currency):
    money = Money(amount, currency)

    assert (-money).rounded() == -(money.rounded())
    assert "-0" not in (money - money).plain()
