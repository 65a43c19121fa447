"""
What a business calendar is: weekly hours, special days and a zone, as values.

Source    docs/algorithms/business-calendar.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rapport.kernel.calendars.words import MINUTES_OF_A_DAY, DayKind
from rapport.kernel.errors import N_, Invalid

MONDAY, SATURDAY, SUNDAY = 0, 5, 6


class SpanImpossible(Invalid):
    """A span closes no later than it opens, or leaves its day."""

    sentence = N_("From {opens} to {closes} is no stretch of one day.")


class SpansOverlap(Invalid):
    """Two spans of one day share a minute."""

    sentence = N_("{first} and {second} overlap. Let one end where the other begins.")


class WeekIncomplete(Invalid):
    """A week of hours has seven days."""

    sentence = N_("A week has seven days, from Monday; {days} were given.")


class ZoneNotKnown(Invalid):
    """The name is no time zone."""

    sentence = N_("“{zone}” is not a time zone. Use a name such as Asia/Taipei.")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """
    Open from one minute of the day up to another, on the clocks of the calendar's zone.

    Units     minutes since midnight; 1,440 is the midnight at which the day ends, so a span over
              night is two: 22:00 to 24:00, and 00:00 to 06:00 of the next day.
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= MINUTES_OF_A_DAY:
            raise SpanImpossible(opens=_clock(self.opens), closes=_clock(self.closes))

    def __str__(self) -> str:
        return f"{_clock(self.opens)}–{_clock(self.closes)}"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """One day that differs from its weekday; `as_weekday` tells whose hours a make-up day has."""

    day: date
    kind: DayKind
    name: str = ""
    spans: tuple[Span, ...] = ()
    as_weekday: int = MONDAY

    def __post_init__(self) -> None:
        object.__setattr__(self, "spans", apart(self.spans))


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """
    The hours in which the firm works.

    Shapes    week: seven days from Monday, each with its spans; special: by their day.
    """

    zone: str
    week: tuple[tuple[Span, ...], ...]
    special: Mapping[date, SpecialDay] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise WeekIncomplete(days=len(self.week))
        check_zone(self.zone)
        object.__setattr__(self, "week", tuple(apart(spans) for spans in self.week))

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """Return the spans in which the day is open."""
        special = self.special.get(day)
        if special is None:
            return self.week[day.weekday()]
        if special.kind is DayKind.MAKE_UP:
            return self.week[special.as_weekday]
        return special.spans if special.kind is DayKind.OWN_HOURS else ()


def calendar(
    zone: str, week: Sequence[Iterable[Span]], special: Iterable[SpecialDay] = ()
) -> BusinessCalendar:
    """Return a calendar of a week and its special days; of two on one day the later counts."""
    by_day = {each.day: each for each in special}
    return BusinessCalendar(zone, tuple(tuple(spans) for spans in week), MappingProxyType(by_day))


def same_every_workday(spans: Iterable[Span]) -> tuple[tuple[Span, ...], ...]:
    """Return a week that is open Monday to Friday and closed on Saturday and Sunday."""
    each = tuple(spans)
    return (each,) * 5 + ((), ())


def always_open() -> tuple[tuple[Span, ...], ...]:
    """Return a week without a closed minute."""
    return ((Span(0, MINUTES_OF_A_DAY),),) * 7


def apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """
    Return the spans of one day in order.

    Refuses   SpansOverlap; spans may touch.
    """
    ordered = tuple(sorted(spans))
    for first, second in pairwise(ordered):
        if second.opens < first.closes:
            raise SpansOverlap(first=str(first), second=str(second))
    return ordered


def check_zone(zone: str) -> None:
    """
    Let a name pass that is a time zone.

    Refuses   ZoneNotKnown.
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ZoneNotKnown(zone=zone) from None


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
