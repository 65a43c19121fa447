"""
Count and add open time: what a service clock, a staffing plan and a due date are made of.

Spans are walked day by day in the calendar's own zone and turned into instants one boundary at a
time, so a day on which the clocks change has the hours that it really has.

Source    docs/algorithms/business-calendar.md, whose examples are the tests' tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from rapport.kernel.calendars.pure.hours import BusinessCalendar
from rapport.kernel.errors import N_, Invalid
from rapport.kernel.values import Period

LONGEST_PAUSE = timedelta(days=366)

_DAY = timedelta(days=1)
_NOTHING = timedelta(0)
_SECOND = timedelta(seconds=1)


class ClockNeverRuns(Invalid):
    """The calendar has no open minute for a year; what waits for one would wait for ever."""

    sentence = N_("This calendar is closed for 366 days from {since}. Give it opening hours.")


def open_periods(
    within: Period[datetime], calendar: BusinessCalendar
) -> Iterator[Period[datetime]]:
    """Yield the open stretches inside a period that has an end, in order and disjoint."""
    if within.ends is None:
        raise ValueError("a period without an end has no last open stretch")
    zone = ZoneInfo(calendar.zone)
    day, last = within.starts.astimezone(zone).date(), within.ends.astimezone(zone).date()
    while day <= last:
        for opens, closes in _stretches(calendar, day):
            starts, ends = max(opens, within.starts), min(closes, within.ends)
            if starts < ends:
                yield Period(starts, ends)
        day += _DAY


def open_time_between(since: datetime, until: datetime, calendar: BusinessCalendar) -> timedelta:
    """Return how long the calendar is open from one instant up to another, not before it."""
    if until < since:
        raise ValueError("`until` lies before `since`")
    if until == since:
        return _NOTHING
    lengths = (period.length for period in open_periods(Period(since, until), calendar))
    return sum((length for length in lengths if length is not None), start=_NOTHING)


def open_seconds_between(since: datetime, until: datetime, calendar: BusinessCalendar) -> int:
    """Return the whole open seconds from one instant up to another, not before it."""
    return open_time_between(since, until, calendar) // _SECOND


def add_open_time(start: datetime, duration: timedelta, calendar: BusinessCalendar) -> datetime:
    """
    Return the instant at which the calendar has been open for the duration since `start`.

    Of no duration that is `start` itself, open or not; a span that is just used up ends the
    counting at its closing, not at the next opening.

    Units     duration: open time, not wall time. Instants are aware, the result is in UTC.
    Refuses   ClockNeverRuns.
    """
    if duration < _NOTHING:
        return subtract_open_time(start, -duration, calendar)
    left = duration
    if not left:
        return start.astimezone(UTC)
    for opens, closes in _from(start, calendar):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise AssertionError("stretches go on or refuse")


def subtract_open_time(end: datetime, duration: timedelta, calendar: BusinessCalendar) -> datetime:
    """
    Return the latest instant since which the calendar has been open for the duration until `end`.

    Refuses   ClockNeverRuns.
    """
    left = duration
    if not left:
        return end.astimezone(UTC)
    for opens, closes in _back_from(end, calendar):
        if left <= closes - opens:
            return closes - left
        left -= closes - opens
    raise AssertionError("stretches go on or refuse")


def is_open(at: datetime, calendar: BusinessCalendar) -> bool:
    """Say whether the calendar is open at the instant; at its closing it is not."""
    day = at.astimezone(ZoneInfo(calendar.zone)).date()
    return any(opens <= at < closes for opens, closes in _stretches(calendar, day))


def next_opening(at: datetime, calendar: BusinessCalendar) -> datetime:
    """
    Return the first instant from `at` on at which the calendar is open: `at` itself when it is.

    Refuses   ClockNeverRuns.
    """
    opens, _ = next(_from(at, calendar))
    return opens


def _from(start: datetime, calendar: BusinessCalendar) -> Iterator[tuple[datetime, datetime]]:
    """Yield the open stretches from an instant on for ever, the first one cut."""
    begun = start.astimezone(UTC)
    day = start.astimezone(ZoneInfo(calendar.zone)).date()
    last_open = day
    while day - last_open <= LONGEST_PAUSE:
        for opens, closes in _stretches(calendar, day):
            if closes > begun:
                yield max(opens, begun), closes
                last_open = day
        day += _DAY
    raise ClockNeverRuns(since=last_open.isoformat())


def _back_from(end: datetime, calendar: BusinessCalendar) -> Iterator[tuple[datetime, datetime]]:
    """Yield the open stretches from an instant back for ever, the first one cut."""
    ended = end.astimezone(UTC)
    day = end.astimezone(ZoneInfo(calendar.zone)).date()
    last_open = day
    while last_open - day <= LONGEST_PAUSE:
        for opens, closes in reversed(_stretches(calendar, day)):
            if opens < ended:
                yield opens, min(closes, ended)
                last_open = day
        day -= _DAY
    raise ClockNeverRuns(since=last_open.isoformat())


def _stretches(calendar: BusinessCalendar, day: date) -> list[tuple[datetime, datetime]]:
    """Return the open stretches of a day as instants; those that a clock change swallows drop."""
    boundaries = (
        (_instant(calendar.zone, day, span.opens), _instant(calendar.zone, day, span.closes))
        for span in calendar.spans_on(day)
    )
    return [(opens, closes) for opens, closes in boundaries if opens < closes]


@lru_cache(maxsize=20_000)
def _instant(zone_name: str, day: date, minute: int) -> datetime:
    """
    Return the first instant at which clocks in the zone show the minute of the day.

    A minute that clocks skip is the instant of the change; of one that comes twice it is the first,
    so that spans which touch on the wall touch in time.
    """
    zone = ZoneInfo(zone_name)
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return at
    return _change_between(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), at, zone)


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    old = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
