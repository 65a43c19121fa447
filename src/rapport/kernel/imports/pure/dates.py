"""
Days and moments as people write them: ISO, with dots or slashes, 民國 years, Chinese and English.

A text that could be two days ("03/04/2026") or two years ("79/3/14") is refused until the mapping
says which is meant. Three-digit years count from 1912 (民國).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone

from .faults import Unreadable
from .habits import Habits

ROC_ZERO = 1911
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_ERA = r"(?:民國|民国|中華民國|中华民国|ROC\s*)"
_SIGN = r"\s*[-/.]\s*"
_CHINESE = re.compile(rf"({_ERA})?\s*(\d{{1,4}})\s*年\s*(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*[日號号]?")
_PARTS = re.compile(rf"({_ERA})?\s*(\d{{1,4}}){_SIGN}(\d{{1,2}}){_SIGN}(\d{{1,4}})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([A-Za-z]{3,9})\.?,?[\s-]+(\d{4})")
_MONTH_DAY = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_TIME = re.compile(
    r"(上午|下午|AM|PM)?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(AM|PM|上午|下午)?"
    r"\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE,
)


def read_date(text: str, habits: Habits) -> date:
    """Return the day the text names; a time behind it must be midnight. Refuses Unreadable."""
    plain = unicodedata.normalize("NFKC", text).strip()
    day, rest = _day_in(plain, habits)
    if rest and _moment_in(rest)[0] != time():
        raise Unreadable("date")
    return day


def read_instant(text: str, habits: Habits) -> datetime:
    """
    Return the moment the text names, aware; without an offset it is in the mapping's zone.

    A local time that the clocks skipped is read with the offset before the change; one that they
    repeated, as the first. A day without a time is its midnight.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    day, rest = _day_in(plain, habits)
    at, offset = _moment_in(rest) if rest else (time(), None)
    return datetime.combine(day, at, offset or habits.zone)


def _day_in(text: str, habits: Habits) -> tuple[date, str]:
    """Return the day at the start of the text, and what follows it."""
    for pattern, read in _FORMS:
        if (found := pattern.match(text)) and _ends_well(text, found.end()):
            return read(found, habits), text[found.end() :].lstrip(" T,")
    raise Unreadable("date")


def _ends_well(text: str, end: int) -> bool:
    return end == len(text) or text[end] in " T,上下"


def _from_chinese(found: re.Match[str], habits: Habits) -> date:
    era, year, month, day = found.groups()
    return _made(_year(year, era, habits), month, day)


def _from_parts(found: re.Match[str], habits: Habits) -> date:
    era, first, second, third = found.groups()
    if era or len(first) >= 3:
        return _made(_year(first, era, habits), second, third)
    if len(third) == 4:
        return _from_day_or_month(first, second, third, found[0], habits)
    if len(third) > 2:
        raise Unreadable("date")
    if habits.years == "roc" or habits.order == "ymd":
        return _made(_year(first, era, habits), second, third)
    if habits.order and habits.years:
        day, month = (first, second) if habits.order == "dmy" else (second, first)
        return _made(_year(third, None, habits), month, day)
    raise Unreadable("date_year")


def _from_day_or_month(first: str, second: str, year: str, text: str, habits: Habits) -> date:
    """Read d/m/yyyy or m/d/yyyy: by its size, by its dots, or as the mapping says."""
    order = habits.order
    if int(first) > 12 or "." in text:
        order = "dmy"
    elif int(second) > 12:
        order = "mdy"
    elif first == second:
        order = "dmy"
    if order == "dmy":
        return _made(int(year), second, first)
    if order == "mdy":
        return _made(int(year), first, second)
    raise Unreadable("date_order")


def _from_compact(found: re.Match[str], habits: Habits) -> date:
    return _made(int(found[1]), found[2], found[3])


def _from_day_month(found: re.Match[str], habits: Habits) -> date:
    return _made(int(found[3]), _month(found[2]), found[1])


def _from_month_day(found: re.Match[str], habits: Habits) -> date:
    return _made(int(found[3]), _month(found[1]), found[2])


_FORMS = (
    (_CHINESE, _from_chinese),
    (_PARTS, _from_parts),
    (_COMPACT, _from_compact),
    (_DAY_MONTH, _from_day_month),
    (_MONTH_DAY, _from_month_day),
)


def _year(text: str, era: str | None, habits: Habits) -> int:
    if era or len(text) == 3 or (len(text) < 3 and habits.years == "roc"):
        return int(text) + ROC_ZERO
    if len(text) == 4:
        return int(text)
    if habits.years == "20th":  # 69 … 99 are of the last century, as POSIX reads them
        return int(text) + (1900 if int(text) >= 69 else 2000)
    raise Unreadable("date_year")


def _month(name: str) -> str:
    try:
        return str(MONTHS[name.lower()])
    except KeyError:
        raise Unreadable("date") from None


def _made(year: int, month: str, day: str) -> date:
    if year < 1000:
        raise Unreadable("date_never" if year == 0 else "date_year")
    try:
        return date(year, int(month), int(day))
    except ValueError:
        raise Unreadable("date_never") from None


def _moment_in(text: str) -> tuple[time, timezone | None]:
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise Unreadable("time")
    before, hour, minute, second, fraction, after, offset = found.groups()
    half = (before or after or "").upper()
    try:
        micro = int((fraction or "0")[:6].ljust(6, "0"))
        return time(_hour(int(hour), half), int(minute), int(second or 0), micro), _offset(offset)
    except ValueError:
        raise Unreadable("time") from None


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise Unreadable("time")
    return hour % 12 + (12 if half in ("PM", "下午") else 0)


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text.upper() in ("Z", "UTC"):
        return UTC
    sign = -1 if text[0] == "-" else 1
    minutes = int(text[-2:]) if len(text) > 3 else 0
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=minutes))
