"""The vocabulary of calendars."""

from __future__ import annotations

from enum import StrEnum

MINUTES_OF_A_DAY = 24 * 60


class DayKind(StrEnum):
    """In what a special day differs from its weekday."""

    CLOSED = "closed"
    OWN_HOURS = "own_hours"  # the day before a feast, a long Saturday
    MAKE_UP = "make_up"  # 補班, 调休: works like another weekday
