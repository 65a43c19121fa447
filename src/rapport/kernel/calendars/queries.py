"""Reading calendars."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rapport.kernel.access.actor import Actor
from rapport.kernel.calendars.models import Calendar, Day
from rapport.kernel.calendars.permissions import VIEW
from rapport.kernel.calendars.pure import BusinessCalendar, SpecialDay
from rapport.kernel.errors import N_, NotFound


@dataclass(frozen=True, slots=True)
class CalendarCard:
    """A calendar as its page shows it, with its special days in order."""

    calendar_id: int
    uid: UUID
    version: int
    name: str
    hours: BusinessCalendar
    days: tuple[SpecialDay, ...]


def business_calendar(calendar_id: int) -> BusinessCalendar:
    """
    Return the calendar to compute with, in two statements.

    Refuses   NotFound.
    """
    row = _calendar(calendar_id)
    return row.as_value(Day.objects.filter(calendar=row))


def calendar_card(calendar_id: int, *, actor: Actor) -> CalendarCard:
    """
    Return a calendar with all its days.

    Refuses   NotAllowed, NotFound.
    """
    actor.must(VIEW)
    row = _calendar(calendar_id)
    days = list(Day.objects.filter(calendar=row).order_by("day"))
    return CalendarCard(
        calendar_id=row.pk,
        uid=row.uid,
        version=row.version,
        name=row.name,
        hours=row.as_value(days),
        days=tuple(day.as_value() for day in days),
    )


def calendar_names(*, actor: Actor) -> list[tuple[int, str]]:
    """Return the key and the name of each calendar, by name."""
    actor.must(VIEW)
    return list(Calendar.objects.order_by("name").values_list("pk", "name"))


def _calendar(calendar_id: int) -> Calendar:
    row: Calendar | None = Calendar.objects.filter(pk=calendar_id).first()
    if row is None:
        raise NotFound(entity=N_("Calendar"), id=calendar_id)
    return row
