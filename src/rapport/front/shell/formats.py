"""
Numbers, money, dates and spans as a reader writes them: by Babel, in his language and zone.

Every function takes what it depends on; the template tags fill that in from the request. Results
are remembered, for a list of sixty rows writes the same few hundred figures again and again.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_compact_decimal, format_decimal, get_currency_symbol
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from rapport.kernel.values import Money, exponent

# CLDR: in practice nobody writes the decimals of these.
WHOLE_IN_PRACTICE = frozenset(
    ("TWD", "IDR", "HUF", "COP", "CRC", "LAK", "MMK", "PKR", "IRR", "ALL", "AMD", "UZS", "RSD")
)
MINUTE, HOUR, DAY = 60, 3600, 86400
DAYS_COUNTED = 100  # from here on people say months, then years
YEAR_IN_MONTHS, MONTHS_COUNTED = 12, 36  # from three years on nobody says the months
_LOCALES = {"zh-hant": "zh_Hant_TW", "zh-hans": "zh_Hans_CN", "en": "en_GB"}
_DATES = {
    "zh": {"day": "y/MM/dd", "short": "MM/dd", "week": "MM/dd EEE", "whole": "y/MM/dd EEE",
           "month": "y 年 M 月"},
    "en": {"day": "d MMM y", "short": "d MMM", "week": "EEE d MMM", "whole": "EEE d MMM y",
           "month": "MMMM y"},
}  # fmt: skip


@lru_cache(maxsize=16)
def locale_of(language: str) -> Locale:
    """Return Babel's locale for one of our languages."""
    return Locale.parse(_LOCALES.get(language.lower(), "en_GB"))


@lru_cache(maxsize=8192)
def number(value: Decimal | int | float, language: str, decimals: int | None = None) -> str:
    """Return the number grouped, with exactly `decimals` when given, a true minus before it."""
    pattern = "#,##0.###" if decimals is None else "#,##0" + ("." + "0" * decimals) * (decimals > 0)
    return format_decimal(value, pattern, locale=locale_of(language)).replace("-", "−")


@lru_cache(maxsize=1024)
def compact(value: Decimal | int | float, language: str) -> str:
    """Return a large number in the reader's great units: 6,841 萬, 11.99 億, 68.4M."""
    if not language.startswith("zh"):
        short = format_compact_decimal(value, locale=locale_of(language), fraction_digits=1)
        return short.replace("-", "−")
    exact_value = Decimal(str(value))
    units = ((Decimal(10**8), _("hundred million")), (Decimal(10**4), _("ten thousand")))
    for size, name in units:
        if abs(exact_value) >= size:
            part = exact_value / size
            places = 2 if abs(part) < 100 else 0
            return f"{_plain(number(round(part, places), language))} {name}"
    return number(value, language)


def share(value: Decimal | float, language: str, decimals: int = 0) -> str:
    """Return a share between 0 and 1 as percent."""
    return number(round(Decimal(str(value)) * 100, decimals), language, decimals) + "%"


@lru_cache(maxsize=8192)
def amount(value: Decimal, currency: str, language: str) -> str:
    """Return the amount without its currency, for a column whose head names it."""
    decimals = exponent(currency)
    if currency in WHOLE_IN_PRACTICE and value == value.to_integral_value():
        decimals = 0
    return number(value, language, decimals)


def money(value: Money, language: str) -> str:
    """Return the amount with its currency, such as NT$412,600 or €184.00."""
    digits = amount(value.amount, value.currency, language)
    sign, digits = ("−", digits[1:]) if digits.startswith("−") else ("", digits)
    return f"{sign}{symbol(value.currency, language)}{digits}"


@lru_cache(maxsize=512)
def symbol(currency: str, language: str) -> str:
    """Return the sign of the currency, one that cannot be taken for another dollar or yen."""
    if currency == "CNY" and language == "zh-hans":
        return "¥"
    sign = str(get_currency_symbol(currency, locale="en_GB"))
    return f"{sign} " if sign == currency else sign


@lru_cache(maxsize=4096)
def day(value: date, language: str, form: str = "day") -> str:
    """Return a date; forms: day 2026/11/24, short 11/24, week 11/24 週二, whole, month."""
    pattern = _DATES["zh" if language.startswith("zh") else "en"][form]
    return format_date(value, pattern, locale=locale_of(language))


def clock(value: datetime, zone: tzinfo) -> str:
    """Return the time of day, 15:40."""
    return value.astimezone(zone).strftime("%H:%M")


def moment(value: datetime, language: str, zone: tzinfo, now: datetime) -> str:
    """Return an instant as short as its distance allows: 15:40, 11/24 15:40, 2025/11/24."""
    local, today = value.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        return clock(value, zone)
    if local.year == today.year:
        return f"{day(local.date(), language, 'short')} {clock(value, zone)}"
    return day(local.date(), language)


def near_day(value: date, language: str, today: date) -> str:
    """Return a date without the year when it is this year's."""
    return day(value, language, "short" if value.year == today.year else "day")


def exact(value: datetime, language: str, zone: tzinfo) -> str:
    """Return an instant to the second with its zone, for a hint over a short form."""
    local = value.astimezone(zone)
    return f"{day(local.date(), language, 'whole')} {local:%H:%M:%S} {local.tzname()}"


def ago(value: datetime, now: datetime) -> str:
    """Return how long ago, as people say it: 84 min, 5 hours, 96 days, 7 months, 15 years."""
    seconds = int((now - value).total_seconds())
    if seconds < 0:
        return left(value, now)
    if seconds < MINUTE:
        return _("just now")
    if seconds < 2 * HOUR:
        count = seconds // MINUTE
        return ngettext("%(count)s minute ago", "%(count)s minutes ago", count) % {"count": count}
    if seconds < 2 * DAY:
        count = seconds // HOUR
        return ngettext("%(count)s hour ago", "%(count)s hours ago", count) % {"count": count}
    count = seconds // DAY
    if count >= DAYS_COUNTED:
        return pgettext("time", "%(span)s ago") % {"span": _long_span(value.date(), now.date())}
    return ngettext("%(count)s day ago", "%(count)s days ago", count) % {"count": count}


def days_ago(value: date, today: date) -> str:
    """Return how long ago a date was, or how far ahead it is, in days, months or years."""
    count = (today - value).days
    if count >= DAYS_COUNTED:
        return pgettext("time", "%(span)s ago") % {"span": _long_span(value, today)}
    if -count >= DAYS_COUNTED:
        return pgettext("time", "in %(span)s") % {"span": _long_span(today, value)}
    if count == 0:
        return _("today")
    if count == 1:
        return _("yesterday")
    if count < 0:
        return ngettext("in %(count)s day", "in %(count)s days", -count) % {"count": -count}
    return ngettext("%(count)s day ago", "%(count)s days ago", count) % {"count": count}


def left(value: datetime, now: datetime) -> str:
    """Return how much time is left, or by how much it is over."""
    seconds = int((value - now).total_seconds())
    words = {"span": span(timedelta(seconds=abs(seconds)))}
    if seconds < 0:
        return pgettext("time", "%(span)s over") % words
    return pgettext("time", "%(span)s left") % words


def span(value: timedelta) -> str:
    """Return a length of time as people say it, in the unit that fits its size."""
    seconds = int(value.total_seconds())
    if seconds < MINUTE:
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    if seconds < 2 * HOUR:
        count = seconds // MINUTE
        return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}
    if seconds < 2 * DAY:
        count = seconds // HOUR
        return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
    count = seconds // DAY
    if count >= DAYS_COUNTED:
        some_day = date(2000, 3, 1)
        return _long_span(some_day, some_day + timedelta(days=count))
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def _long_span(first: date, last: date) -> str:
    """Return months below a year, years and months below three, then years alone."""
    whole = (last.year - first.year) * YEAR_IN_MONTHS + last.month - first.month
    months = whole - (last.day < first.day)
    years, rest = divmod(months, YEAR_IN_MONTHS)
    in_years = ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    in_months = ngettext("%(count)s month", "%(count)s months", rest) % {"count": rest}
    if not years:
        return in_months
    return in_years if months >= MONTHS_COUNTED or not rest else f"{in_years} {in_months}"


@lru_cache(maxsize=1024)
def country(code: str, language: str) -> str:
    """Return what the reader calls a country; a code that names none stays as it is."""
    return locale_of(language).territories.get(code.upper(), code)


def size(count: int, language: str) -> str:
    """Return a number of bytes as people read it."""
    value = Decimal(count)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            break
        value /= 1000
    return f"{_plain(number(round(value, 1), language))} {unit}"


def _plain(digits: str) -> str:
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
