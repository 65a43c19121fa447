"""
What the lines of an order come to.

A line's amount is quantity x price, rounded once, half away from zero, to the decimals of the
currency; the total is the sum of the rounded lines, so that the column on the page adds up.

Source    docs/algorithms/money.md, section "Line amounts".
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rapport.kernel.errors import N_, Invalid
from rapport.kernel.values import CurrencyUnknown, Money, line_amount
from rapport.kernel.values.currencies import exponent
from rapport.operations.commerce.words import NewLine, NewOrder, OrderKind

MOST_LINES = 5000
LARGEST_QUANTITY = Decimal(10) ** 12
LARGEST_PRICE = Decimal(10) ** 14
LENGTHS = {"channel": 40, "store": 80, "source": 40, "external_number": 60}
LABELS = {
    "total": N_("Total"),
    "currency": N_("Currency"),
    "lines": N_("Lines"),
    "channel": N_("Channel"),
    "store": N_("Store"),
    "source": N_("Source"),
    "external_number": N_("External number"),
    "quantity": N_("Quantity"),
    "price": N_("Unit price"),
}
FOUR_DECIMALS = Decimal("0.0001")


class OrderNotUnderstood(Invalid):
    sentence = N_("{field} of an order cannot be “{value}”. {wanted}")


@dataclass(frozen=True, slots=True)
class PricedLine:
    position: int
    product_id: int | None
    description: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    original_line_id: int | None = None


@dataclass(frozen=True, slots=True)
class PricedOrder:
    lines: tuple[PricedLine, ...]
    total: Decimal


def priced(order: NewOrder) -> PricedOrder:
    """
    Return the order's lines with their amounts, and the total.

    Refuses   OrderNotUnderstood: no lines, nothing on a line, a price or quantity that is too fine
              or too large, a currency that is not known, a sign that does not fit the kind.
    """
    _check_head(order)
    lines = tuple(_priced(at, line, order.currency) for at, line in enumerate(order.lines, 1))
    total = sum((line.amount for line in lines), Decimal(0))
    if order.kind is OrderKind.SALE and total < 0:
        raise _refused("total", total, N_("A sale is not negative: record a return."))
    if order.kind is OrderKind.RETURN and total > 0:
        raise _refused("total", total, N_("Quantities of a return are negative."))
    return PricedOrder(lines, total)


def _check_head(order: NewOrder) -> None:
    try:
        exponent(order.currency)
    except CurrencyUnknown:
        raise _refused("currency", order.currency, N_("Give a code such as TWD.")) from None
    if not 1 <= len(order.lines) <= MOST_LINES:
        raise _refused("lines", len(order.lines), N_("Give 1 to 5,000 lines."))
    for field, longest in LENGTHS.items():
        text = getattr(order, field)
        if len(text) > longest or not text.isprintable():
            raise _refused(field, text, N_("It is too long or holds unprintable characters."))


def _priced(position: int, line: NewLine, currency: str) -> PricedLine:
    _check_number("quantity", line.quantity, LARGEST_QUANTITY)
    _check_number("price", line.price, LARGEST_PRICE)
    if line.quantity == 0:
        raise _refused("quantity", line.quantity, N_("Nothing is not a quantity."))
    amount = line_amount(line.quantity, Money(line.price, currency)).amount
    description = " ".join(line.description.split())[:300]
    return PricedLine(
        position,
        line.product_id,
        description,
        line.quantity,
        line.price,
        amount,
        line.original_line_id,
    )


def _check_number(field: str, value: Decimal, largest: Decimal) -> None:
    if not value.is_finite() or abs(value) >= largest:
        raise _refused(field, value, N_("It is too large."))
    if value != value.quantize(FOUR_DECIMALS):
        raise _refused(field, value, N_("It has at most four decimals."))


def _refused(field: str, value: object, wanted: str) -> OrderNotUnderstood:
    shown = LABELS[field]
    return OrderNotUnderstood(field=shown, name=field, value=str(value)[:80], wanted=wanted)
