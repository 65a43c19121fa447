"""What happens to calendars; whoever runs a clock by one reacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rapport.kernel.events.declare import event


@event("calendars.calendar_created.v1")
@dataclass(frozen=True, slots=True)
class CalendarCreated:
    calendar_id: int
    zone: str
    occurred_at: datetime


@event("calendars.opening_hours_set.v1")
@dataclass(frozen=True, slots=True)
class OpeningHoursSet:
    calendar_id: int
    zone: str
    occurred_at: datetime


@event("calendars.special_days_set.v1")
@dataclass(frozen=True, slots=True)
class SpecialDaysSet:
    """`days` differ from now on from what they were; none when all were so already."""

    calendar_id: int
    days: tuple[date, ...]
    occurred_at: datetime
