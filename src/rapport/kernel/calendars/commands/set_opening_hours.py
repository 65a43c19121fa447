"""Change the weekly hours of a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.calendars.events import OpeningHoursSet
from rapport.kernel.calendars.models import Calendar
from rapport.kernel.calendars.permissions import CHANGE
from rapport.kernel.calendars.pure import Span, calendar
from rapport.kernel.errors import N_, NotFound
from rapport.kernel.events.tell import tell

from .create_calendar import week_as_json


@transaction.atomic
def set_opening_hours(
    *,
    calendar_id: int,
    zone: str,
    week: Sequence[Iterable[Span]],
    actor: Actor,
    now: datetime,
) -> OpeningHoursSet:
    """
    Give a calendar other weekly hours, in this zone, from now on.

    Refuses   NotFound, NotAllowed, ZoneNotKnown, WeekIncomplete, SpansOverlap.
    Tells     OpeningHoursSet, unless nothing is different.
    """
    row = locked_calendar(calendar_id)
    actor.must(CHANGE)
    hours = calendar(zone, week)
    row.set(zone=hours.zone, week=week_as_json(hours))
    changes = row.save_changes(now=now)
    was_set = OpeningHoursSet(row.pk, row.zone, now)
    return tell(was_set, about=row, changes=changes, actor=actor, now=now) if changes else was_set


def locked_calendar(calendar_id: int) -> Calendar:
    """Return the calendar, locked. Refuses NotFound."""
    row: Calendar | None = Calendar.objects.locked().filter(pk=calendar_id).first()
    if row is None:
        raise NotFound(entity=N_("Calendar"), id=calendar_id)
    return row
