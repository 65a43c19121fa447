"""
Convert an amount with a dated rate, rounded once, and say by which rate it was done.

Source    docs/algorithms/money.md, section "Conversion".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rapport.kernel.errors import N_, Invalid
from rapport.kernel.values import CurrencyUnknown, FloatRefused, Money, exact, exponent

RATE_DECIMALS = 8
HIGHEST_RATE = Decimal(10) ** 10


class RateUnfit(Invalid):
    """The rate is not above zero, or has more digits than are kept."""

    sentence = N_("{rate} is no rate from {from_currency} to {to_currency}.")


@dataclass(frozen=True, slots=True)
class DatedRate:
    """On the day and until the next rate, one unit of one currency costs `rate` of the other."""

    from_currency: str
    to_currency: str
    valid_on: date
    rate: Decimal
    source: str

    def __post_init__(self) -> None:
        try:
            rate = exact(self.rate)
            places = -int(rate.normalize().as_tuple().exponent)
            exponent(self.from_currency)
            exponent(self.to_currency)
        except (FloatRefused, CurrencyUnknown, ValueError):
            raise self._unfit() from None
        is_same = self.from_currency == self.to_currency
        if is_same or not 0 < rate < HIGHEST_RATE or places > RATE_DECIMALS:
            raise self._unfit()

    def _unfit(self) -> RateUnfit:
        return RateUnfit(
            rate=self.rate, from_currency=self.from_currency, to_currency=self.to_currency
        )


@dataclass(frozen=True, slots=True)
class Conversion:
    """The amount in the other currency, and the rate that made it; None where none was needed."""

    money: Money
    by: DatedRate | None


def converted(money: Money, rate: DatedRate) -> Conversion:
    """
    Return the amount in the other currency of the rate, whichever way round the rate is.

    The product or quotient is rounded once, half away from zero, to the currency's decimals; the
    reciprocal of a rate is never rounded by itself.
    """
    if money.currency == rate.from_currency:
        there = Money(money.amount, rate.to_currency) * rate.rate
        return Conversion(there.rounded(), rate)
    if money.currency == rate.to_currency:
        amount = _quotient(money.amount, rate.rate, exponent(rate.from_currency))
        return Conversion(Money(amount, rate.from_currency), rate)
    raise ValueError(f"{rate} does not convert {money.currency}")


def _quotient(amount: Decimal, rate: Decimal, decimals: int) -> Decimal:
    """Divide in whole numbers and round half away from zero, so that no digit is lost."""
    above, below = amount.as_integer_ratio()
    rate_above, rate_below = rate.as_integer_ratio()
    numerator = abs(above) * rate_below * 10**decimals
    denominator = below * rate_above
    units = (2 * numerator + denominator) // (2 * denominator)
    return Decimal(-units if above < 0 else units).scaleb(-decimals)
