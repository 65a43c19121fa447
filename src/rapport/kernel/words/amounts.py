"""
Amounts of money as people read and type them; exactness stays with `kernel.values`.

A label always tells the currency: "$" alone is eight different dollars.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from rapport.kernel.errors import N_, Invalid
from rapport.kernel.values import (
    AmountNotUnderstood,
    AmountTooFine,
    CurrencyUnknown,
    FloatRefused,
    Money,
    exponent,
)

# Shown without decimals when they are zero, as price tags in these places are. Other cents stay.
_WHOLE_BY_HABIT = frozenset({"TWD", "HUF", "IDR"})
_SIGNS = {
    "TWD": "NT$",
    "HKD": "HK$",
    "MOP": "MOP$",
    "SGD": "S$",
    "USD": "US$",
    "CNY": "CN¥",
    "JPY": "JP¥",
    "KRW": "₩",
    "EUR": "€",
    "GBP": "£",
}
_TYPED_SIGNS = re.compile(r"NT\$|HK\$|MOP\$|S\$|US\$|CN¥|JP¥|RMB|NTD|[$¥€£₩元圓圆]")
_GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


class AmountUnclear(Invalid):
    """The text is no amount of money in this currency."""

    sentence = N_("“{text}” is not an amount in {currency}. Write it like {example}.")


class AmountHasTooManyDecimals(Invalid):
    """The amount is finer than it can be."""

    sentence = N_("“{text}” has too many decimals: in {currency} there are at most {decimals}.")


class CurrencyNotKnown(Invalid):
    """The code is no currency of ISO 4217."""

    sentence = N_("“{currency}” is not a currency. Use a code of three letters, such as TWD.")


def format_money(money: Money, *, sign: bool = True) -> str:
    """
    Return the amount with its currency and grouped digits: "NT$ 1,250", "KWD 1.500".

    Columns that name the currency in their head leave the sign away.
    """
    shown = grouped(money.plain())
    if money.currency in _WHOLE_BY_HABIT:
        shown = shown.removesuffix(".00")
    if not sign:
        return shown.replace("-", "\N{MINUS SIGN}")
    minus, digits = ("\N{MINUS SIGN}", shown[1:]) if money.is_negative else ("", shown)
    return f"{minus}{currency_sign(money.currency)}\N{NO-BREAK SPACE}{digits}"


def currency_sign(currency: str) -> str:
    """Return the sign that tells the currency from all others; its code where it has none."""
    return _SIGNS.get(currency, currency)


def grouped(plain: str) -> str:
    """Put commas between the thousands of a plain decimal."""
    whole, point, fraction = plain.partition(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('-')):,}{point}{fraction}"


def read_money(text: str, currency: str, *, decimals: int | None = None) -> Money:
    """
    Read what a person typed: full-width digits, thousands with commas, a sign of money.

    Refuses   AmountUnclear, AmountHasTooManyDecimals, CurrencyNotKnown.
    """
    cleaned = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").strip()
    cleaned = _TYPED_SIGNS.sub("", cleaned.replace(currency, "", 1))
    cleaned = cleaned.replace(" ", "")
    if _GROUPED.fullmatch(cleaned):
        cleaned = cleaned.replace(",", "")
    return _refusing(lambda: Money.parse(cleaned, currency, decimals=decimals), text, currency)


def money_from_json(value: object, *, decimals: int | None = None) -> Money:
    """
    Read `{"amount": "12.50", "currency": "TWD"}` as it comes through a door.

    Refuses   AmountUnclear, AmountHasTooManyDecimals, CurrencyNotKnown.
    """
    currency = value.get("currency") if isinstance(value, dict) else None
    known = currency if isinstance(currency, str) else ""
    return _refusing(lambda: Money.from_json(value, decimals=decimals), str(value), known)


def _refusing(read: Callable[[], Money], text: str, currency: str) -> Money:
    try:
        return read()
    except CurrencyUnknown:
        raise CurrencyNotKnown(currency=currency) from None
    except AmountTooFine:
        raise AmountHasTooManyDecimals(
            text=text, currency=currency, decimals=exponent(currency)
        ) from None
    except (AmountNotUnderstood, FloatRefused):
        example = Money.parse("1250", currency or "TWD").plain()
        raise AmountUnclear(text=text, currency=currency, example=example) from None
