"""Reading calendars."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

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


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar in a list: its zone is "" where a rule hides it."""

    uid: UUID
    name: str
    zone: str
    special_days: int


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


def calendars(*, actor: Actor) -> list[CalendarRow]:
    """Return all calendars, by name. Refuses NotAllowed."""
    actor.must(VIEW)
    counts = dict(Day.objects.values_list("calendar").annotate(Count("pk")))
    sees_zone = actor.sees_field("calendars.calendar", "zone")
    return [
        CalendarRow(row.uid, row.name, row.zone if sees_zone else "", counts.get(row.pk, 0))
        for row in Calendar.objects.order_by("name")
    ]


def calendar_key(uid: UUID, *, actor: Actor) -> int:
    """Return the key of the calendar of that id. Refuses NotAllowed, NotFound."""
    actor.must(VIEW)
    key: int | None = Calendar.objects.filter(uid=uid).values_list("pk", flat=True).first()
    if key is None:
        raise NotFound(entity=N_("Calendar"), id=str(uid))
    return key


def calendar_names(*, actor: Actor) -> list[tuple[int, str]]:
    """Return the key and the name of each calendar, by name."""
    actor.must(VIEW)
    return list(Calendar.objects.order_by("name").values_list("pk", "name"))


def _calendar(calendar_id: int) -> Calendar:
    row: Calendar | None = Calendar.objects.filter(pk=calendar_id).first()
    if row is None:
        raise NotFound(entity=N_("Calendar"), id=calendar_id)
    return row
