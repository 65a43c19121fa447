"""What lines come to, what may come back, what may be paid."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from rapport.kernel.values import Money
from rapport.operations.commerce.pure import (
    MoreReturnedThanSold,
    NothingReturned,
    OrderNotUnderstood,
    PaymentNotUnderstood,
    PaysTooMuch,
    SoldLine,
    check_payment,
    priced,
    return_lines,
)
from rapport.operations.commerce.words import NewLine, NewOrder, OrderKind

NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)


def line(quantity, price, **more):
    return NewLine(Decimal(quantity), Decimal(price), **more)


def an_order(*lines, currency="USD", **more):
    return NewOrder(tuple(lines), currency, NOW, **more)


@pytest.mark.parametrize(
    ("currency", "quantity", "price", "amount"),
    [
        ("USD", "3", "0.3350", "1.01"),  # 1.005 rounds away from zero
        ("USD", "-3", "0.3350", "-1.01"),
        ("JPY", "3", "0.5", "2"),
        ("KWD", "1.5", "0.3333", "0.500"),
        ("TWD", "12", "2.5500", "30.60"),
    ],
)
def test_a_line_is_rounded_half_away_from_zero_to_its_currency(currency, quantity, price, amount):
    order = an_order(line(quantity, price), currency=currency, kind=OrderKind.ADJUSTMENT)

    assert priced(order).lines[0].amount == Decimal(amount)


def test_the_total_is_the_sum_of_the_rounded_lines():
    order = an_order(line("1", "0.005"), line("1", "0.005"), line("1", "0.005"))

    assert priced(order).total == Decimal("0.03")


@pytest.mark.parametrize(
    "order",
    [
        an_order(),
        an_order(line("0", "1")),
        an_order(line("1", "1.00001")),
        an_order(line("1.00001", "1")),
        an_order(line("1e12", "1")),
        an_order(line("NaN", "1")),
        an_order(line("1", "1"), currency="XXX"),
        an_order(line("1", "1"), channel="x" * 41),
        an_order(line("-1", "1")),
        an_order(line("1", "1"), kind=OrderKind.RETURN),
    ],
)
def test_an_order_that_cannot_be_is_refused(order):
    with pytest.raises(OrderNotUnderstood):
        priced(order)


def sold(line_id, quantity, *, returned="0"):
    return SoldLine(
        line_id, line_id, None, "Lamp", Decimal(quantity), Decimal("9.5"), Decimal(returned)
    )


def test_what_comes_back_has_the_price_of_the_original():
    lines = return_lines([sold(1, "3"), sold(2, "5")], {2: Decimal("2")})

    assert lines == (NewLine(Decimal("-2"), Decimal("9.5"), None, "Lamp", 2),)


def test_no_more_comes_back_than_was_sold_and_is_still_there():
    with pytest.raises(MoreReturnedThanSold) as refused:
        return_lines([sold(1, "3", returned="2")], {1: Decimal("2")})

    assert refused.value.details == {"position": 1, "left": Decimal(1), "asked": Decimal(2)}


@pytest.mark.parametrize("asked", [{}, {9: Decimal(1)}, {1: Decimal(0)}, {1: Decimal(-1)}])
def test_a_return_says_what_comes_back(asked):
    with pytest.raises(NothingReturned):
        return_lines([sold(1, "3")], asked)


def pay(amount, *, total="100.00", paid="0", currency="USD"):
    check_payment(
        Money(Decimal(amount), currency), total=Money(Decimal(total), "USD"), paid=Decimal(paid)
    )


def test_an_order_is_paid_in_parts_and_paid_back_in_parts():
    pay("40")
    pay("60", paid="40")
    pay("-100", paid="100")
    pay("-30", total="-30")


@pytest.mark.parametrize(
    ("amount", "more"),
    [("60.01", {"paid": "40"}), ("-1", {}), ("1", {"total": "-30"}), ("-31", {"total": "-30"})],
)
def test_no_more_is_paid_than_is_open(amount, more):
    with pytest.raises(PaysTooMuch):
        pay(amount, **more)


@pytest.mark.parametrize(("amount", "currency"), [("0", "USD"), ("1.005", "USD"), ("1", "TWD")])
def test_a_payment_that_cannot_be_paid_is_refused(amount, currency):
    with pytest.raises(PaymentNotUnderstood):
        pay(amount, currency=currency)
