"""
The clock and the dice: the one place that reads them. Doors and workers do, and pass them on.

Everything else takes `now` and `rng` as arguments, so that a test or a repeated request can say
what they were.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from random import SystemRandom
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DICE = SystemRandom()


class ZoneUnknown(ValueError):
    """The name is no time zone of the IANA database."""


def now() -> datetime:
    """Return this instant, aware, in UTC."""
    return datetime.now(UTC)


def dice() -> SystemRandom:
    """Return the source of chance that nobody can predict, for ids and secrets."""
    return _DICE


@cache
def zone_named(name: str) -> ZoneInfo:
    """
    Return the time zone, such as "Asia/Taipei".

    Refuses   ZoneUnknown.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ZoneUnknown(name) from None


def local(instant: datetime, zone: str) -> datetime:
    """Return the instant as clocks in the zone show it."""
    if instant.utcoffset() is None:
        raise TypeError(f"{instant!r} names no zone")
    return instant.astimezone(zone_named(zone))


def day_in(instant: datetime, zone: str) -> date:
    """Return the calendar day that the instant falls on in the zone."""
    return local(instant, zone).date()
