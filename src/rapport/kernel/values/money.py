"""
Money: an exact decimal amount in a named currency.

An amount is never a binary float: 0.1 + 0.2 would be 0.30000000000000004, and such an error stays
in the books. All arithmetic runs in a context that raises rather than round silently; rounding
happens where it is asked for, half away from zero, to the decimals of the currency.

Source    docs/algorithms/money.md, whose worked examples are the tests' table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)

from rapport.kernel.values.currencies import exponent

UNIT_PRICE_DECIMALS = 4
MOST_DIGITS = 18  # before the decimal point; more is a slip of the keyboard, not an amount

_LOUD = [DivisionByZero, InvalidOperation, Overflow]
_EXACT = Context(prec=96, traps=[*_LOUD, Inexact])
# Python's HALF_UP is half away from zero: 0.5 -> 1 and -0.5 -> -1.
_ROUNDING = Context(prec=96, rounding=ROUND_HALF_UP, traps=_LOUD)
_CUTTING = Context(prec=96, rounding=ROUND_DOWN, traps=_LOUD)
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


class FloatRefused(TypeError):
    """A binary float was offered as an amount, a quantity or a share."""


class CurrenciesDiffer(ValueError):
    """Two amounts in different currencies were added, subtracted or compared."""


class AmountNotUnderstood(ValueError):
    """The text or the mapping is no amount of money."""


class AmountTooFine(ValueError):
    """The amount has more decimals than its currency, or its price, can have."""


@dataclass(frozen=True, slots=True, repr=False)
class Money:
    """An exact amount; it may be finer than its currency until it is `rounded`."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        exponent(self.currency)
        amount = exact(self.amount)
        # There is no negative nothing: "-0.00" on an invoice frightens people.
        object.__setattr__(self, "amount", amount if amount else amount.copy_abs())

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Return nothing, in the currency."""
        return cls(Decimal(0), currency)

    @classmethod
    def parse(cls, text: str, currency: str, *, decimals: int | None = None) -> Money:
        """
        Read a plain decimal such as "-12.50", as files and the API write it.

        Units     decimals: the most that may follow the point; those of the currency when left out.
        Refuses   AmountNotUnderstood, AmountTooFine, CurrencyUnknown.
        """
        allowed = exponent(currency) if decimals is None else decimals
        if not isinstance(text, str) or not _PLAIN_NUMBER.fullmatch(text):
            raise AmountNotUnderstood(text)
        whole, _, fraction = text.lstrip("-").partition(".")
        if len(whole.lstrip("0")) > MOST_DIGITS:
            raise AmountNotUnderstood(text)
        if len(fraction.rstrip("0")) > allowed:
            raise AmountTooFine(text)
        return cls(Decimal(text), currency)

    @classmethod
    def from_json(cls, value: object, *, decimals: int | None = None) -> Money:
        """
        Read `{"amount": "12.50", "currency": "TWD"}`; a JSON number is refused, it is a float.

        Refuses   AmountNotUnderstood, AmountTooFine, CurrencyUnknown, FloatRefused.
        """
        if not isinstance(value, Mapping) or set(value) != {"amount", "currency"}:
            raise AmountNotUnderstood(value)
        if isinstance(value["amount"], float):
            raise FloatRefused(value["amount"])
        return cls.parse(value["amount"], value["currency"], decimals=decimals)

    def as_json(self) -> dict[str, str]:
        """Return the amount as JSON carries it, with at least the decimals of its currency."""
        return {"amount": self.plain(), "currency": self.currency}

    def plain(self) -> str:
        """Return the amount with a point and at least the decimals of its currency: "1250.00"."""
        amount = self.amount.normalize(_EXACT)
        decimals = max(exponent(self.currency), -int(amount.as_tuple().exponent))
        return f"{amount:.{decimals}f}"

    def rounded(self, decimals: int | None = None) -> Money:
        """Round half away from zero to the decimals of the currency, or to those given."""
        places = exponent(self.currency) if decimals is None else decimals
        return Money(_ROUNDING.quantize(self.amount, _step(places)), self.currency)

    @property
    def is_rounded(self) -> bool:
        """Say whether the amount can be paid: it is no finer than its currency."""
        return self.rounded().amount == self.amount

    @property
    def is_zero(self) -> bool:
        return not self.amount

    @property
    def is_negative(self) -> bool:
        return self.amount < 0

    def __add__(self, other: Money) -> Money:
        return Money(_EXACT.add(self.amount, self._alike(other)), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(_EXACT.subtract(self.amount, self._alike(other)), self.currency)

    def __neg__(self) -> Money:
        return Money(self.amount.copy_negate(), self.currency)

    def __abs__(self) -> Money:
        return Money(self.amount.copy_abs(), self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        return Money(_EXACT.multiply(self.amount, exact(factor)), self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._alike(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._alike(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._alike(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._alike(other)

    def __str__(self) -> str:
        return f"{self.plain()} {self.currency}"

    __repr__ = __str__

    def allocate(self, weights: Sequence[Decimal | int]) -> list[Money]:
        """
        Split the amount by weights into payable parts that add up to it again.

        The units that cannot be divided go to the largest remainders, of equal ones to the first.

        Shapes    weights: at least one, none negative, not all zero.
        Refuses   AmountTooFine: what is split must be payable itself.
        Source    docs/algorithms/money.md, section "Allocation".
        """
        shares = [exact(weight) for weight in weights]
        if not shares or min(shares) < 0 or not any(shares):
            raise ValueError("weights: at least one, none negative, not all zero")
        if not self.is_rounded:
            raise AmountTooFine(self.plain())
        decimals = exponent(self.currency)
        units = int(_EXACT.scaleb(self.amount.copy_abs(), decimals))
        parts = _largest_remainders(units, shares)
        sign = -1 if self.is_negative else 1
        return [
            Money(_EXACT.scaleb(Decimal(sign * part), -decimals), self.currency) for part in parts
        ]

    def _alike(self, other: Money) -> Decimal:
        if self.currency != other.currency:
            raise CurrenciesDiffer(f"{self.currency} and {other.currency}")
        return other.amount


def exact(value: Decimal | int) -> Decimal:
    """
    Return the number as a decimal.

    Refuses   FloatRefused: also True and False, which Python counts among the integers.
    """
    if isinstance(value, bool | float) or not isinstance(value, Decimal | int):
        raise FloatRefused(value)
    number = Decimal(value)
    if not number.is_finite():
        raise AmountNotUnderstood(value)
    return number


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Add the amounts, all in the currency; of none the total is zero."""
    return sum(amounts, start=Money.zero(currency))


def unit_price(price: Money) -> Money:
    """Round a price for one piece to the four decimals that unit prices keep."""
    return price.rounded(UNIT_PRICE_DECIMALS)


def line_amount(quantity: Decimal | int, price: Money) -> Money:
    """Return quantity x price, rounded once to the decimals of the currency."""
    return (price * quantity).rounded()


def share_of(part: Money, whole: Money) -> Decimal:
    """Return part / whole to twelve decimals, cut; for display and weights, never to be billed."""
    ratio = _CUTTING.divide(part.amount, part._alike(whole))
    return _CUTTING.quantize(ratio, _step(12))


def _step(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def _largest_remainders(units: int, shares: Sequence[Decimal]) -> list[int]:
    # As integers of one common scale, so that no quotient is ever rounded.
    scale = max(0, *(-int(share.as_tuple().exponent) for share in shares))
    weights = [int(_EXACT.scaleb(share, scale)) for share in shares]
    whole = sum(weights)
    parts = [units * weight // whole for weight in weights]
    remainders = [units * weight % whole for weight in weights]
    largest_first = sorted(range(len(weights)), key=lambda at: (-remainders[at], at))
    for at in largest_first[: units - sum(parts)]:
        parts[at] += 1
    return parts
