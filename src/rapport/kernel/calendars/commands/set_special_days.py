"""Set and remove the days on which a calendar differs from its week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.calendars.events import SpecialDaysSet
from rapport.kernel.calendars.models import Calendar, Day
from rapport.kernel.calendars.permissions import CHANGE
from rapport.kernel.calendars.pure import SpecialDay, holiday_year
from rapport.kernel.entities.rows import Change
from rapport.kernel.errors import N_, Invalid
from rapport.kernel.events.tell import tell

from .set_opening_hours import locked_calendar

MOST_DAYS = 400  # a year and a little; also what one audit row can hold


class TooManyDays(Invalid):
    sentence = N_("At most {most} days can be set at once; {days} were given.")


class WeekdayUnknown(Invalid):
    sentence = N_("A make-up day works like a weekday from 0, Monday, to 6; not like {weekday}.")


@transaction.atomic
def set_special_days(
    *, calendar_id: int, days: Sequence[SpecialDay], actor: Actor, now: datetime
) -> SpecialDaysSet:
    """
    Let the days differ from their weekdays as said; what was said of them before is replaced.

    Refuses   NotFound, NotAllowed, TooManyDays, WeekdayUnknown.
    Tells     SpecialDaysSet, unless nothing is different.
    """
    row = locked_calendar(calendar_id)
    actor.must(CHANGE)
    _check(days)
    before = _days_of(row)
    wanted = {each.day: _row(row, each) for each in days}
    return _replace(row, before, wanted, actor=actor, now=now)


@transaction.atomic
def load_holiday_year(
    *, calendar_id: int, region: str, year: int, actor: Actor, now: datetime
) -> SpecialDaysSet:
    """
    Enter the holidays of a country's year; a day that a person has set stays as it is.

    Refuses   NotFound, NotAllowed, HolidayYearUnknown.
    Tells     SpecialDaysSet, unless nothing is different.
    """
    row = locked_calendar(calendar_id)
    actor.must(CHANGE)
    table = f"{region} {year}"
    before = _days_of(row)
    wanted = {
        each.day: _row(row, each, table=table)
        for each in holiday_year(region, year, actor.language)
        if each.day not in before or before[each.day].table
    }
    return _replace(row, before, wanted, actor=actor, now=now)


@transaction.atomic
def remove_special_days(
    *, calendar_id: int, days: Sequence[date], actor: Actor, now: datetime
) -> SpecialDaysSet:
    """
    Let the days be like their weekdays again; days that are so already are passed over.

    Refuses   NotFound, NotAllowed.
    Tells     SpecialDaysSet, unless nothing is different.
    """
    row = locked_calendar(calendar_id)
    actor.must(CHANGE)
    before = _days_of(row)
    gone = {day: before[day] for day in sorted(set(days)) if day in before}
    Day.objects.filter(calendar=row, day__in=gone).delete()
    changes = [Change(day.isoformat(), was.as_json(), None) for day, was in gone.items()]
    return _tell(row, changes, actor=actor, now=now)


def _check(days: Sequence[SpecialDay]) -> None:
    if len(days) > MOST_DAYS:
        raise TooManyDays(most=MOST_DAYS, days=len(days))
    for each in days:
        if not 0 <= each.as_weekday <= 6:
            raise WeekdayUnknown(weekday=each.as_weekday)


def _days_of(row: Calendar) -> dict[date, Day]:
    return {day.day: day for day in Day.objects.filter(calendar=row)}


def _row(row: Calendar, special: SpecialDay, table: str = "") -> Day:
    return Day(
        calendar=row,
        day=special.day,
        kind=special.kind.value,
        name=special.name,
        spans=[[span.opens, span.closes] for span in special.spans],
        as_weekday=special.as_weekday,
        table=table,
    )


def _replace(
    row: Calendar,
    before: dict[date, Day],
    wanted: dict[date, Day],
    *,
    actor: Actor,
    now: datetime,
) -> SpecialDaysSet:
    differing = {
        day: after
        for day, after in sorted(wanted.items())
        if day not in before or _seen(before[day]) != _seen(after)
    }
    Day.objects.bulk_create(
        differing.values(),
        update_conflicts=True,
        unique_fields=["calendar", "day"],
        update_fields=["kind", "name", "spans", "as_weekday", "table"],
    )
    changes = [
        Change(day.isoformat(), before[day].as_json() if day in before else None, after.as_json())
        for day, after in differing.items()
    ]
    return _tell(row, changes, actor=actor, now=now)


def _seen(day: Day) -> tuple[object, ...]:
    return (day.as_json(), day.table)


def _tell(row: Calendar, changes: list[Change], *, actor: Actor, now: datetime) -> SpecialDaysSet:
    days = tuple(date.fromisoformat(change.field) for change in changes)
    were_set = SpecialDaysSet(row.pk, days, now)
    if not changes:
        return were_set
    row.raise_version(now=now)
    return tell(were_set, about=row, changes=changes, actor=actor, now=now)
