"""What may be paid for an order, and paid back."""

from __future__ import annotations

from decimal import Decimal

from rapport.kernel.errors import N_, Conflict, Invalid
from rapport.kernel.values import Money


class PaymentNotUnderstood(Invalid):
    sentence = N_("A payment of {amount} cannot be recorded. {wanted}")


class PaysTooMuch(Conflict):
    sentence = N_("Of this order {open} is still to be paid, not {amount}.")


def check_payment(amount: Money, *, total: Money, paid: Decimal) -> None:
    """
    Refuse unless the payment brings what is paid nearer to the total, or takes back what was paid.

    A return's total is negative: its payments are what the firm pays back.
    Refuses   PaymentNotUnderstood: nothing, too fine, another currency; PaysTooMuch.
    """
    if amount.currency != total.currency:
        raise PaymentNotUnderstood(amount=amount, wanted=N_("The order has another currency."))
    if amount.is_zero or not amount.is_rounded:
        raise PaymentNotUnderstood(amount=amount, wanted=N_("Give an amount that can be paid."))
    low, high = sorted((Decimal(0), total.amount))
    if not low <= paid + amount.amount <= high:
        left = Money(total.amount - paid, total.currency)
        raise PaysTooMuch(open=left, amount=amount)
