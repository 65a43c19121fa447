"""Make a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.calendars.events import CalendarCreated
from rapport.kernel.calendars.models import Calendar
from rapport.kernel.calendars.permissions import CHANGE
from rapport.kernel.calendars.pure import BusinessCalendar, Span, calendar
from rapport.kernel.errors import N_, Conflict, Invalid
from rapport.kernel.events.once import once
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, new_id

LONGEST_NAME = 120


class CalendarNameTaken(Conflict):
    sentence = N_("There is already a calendar called “{name}”.")


class CalendarNameUnfit(Invalid):
    sentence = N_("A calendar needs a name of at most {longest} characters.")


@once
@transaction.atomic
def create_calendar(
    *,
    name: str,
    zone: str,
    week: Sequence[Iterable[Span]],
    actor: Actor,
    now: datetime,
    rng: Chance,
) -> CalendarCreated:
    """
    Make a calendar with its weekly hours.

    Shapes    week: seven days from Monday, each with its spans.
    Refuses   NotAllowed, ZoneNotKnown, WeekIncomplete, SpansOverlap, CalendarNameUnfit,
              CalendarNameTaken.
    Tells     CalendarCreated.
    """
    actor.must(CHANGE)
    hours = calendar(zone, week)
    called = name.strip()
    if not 0 < len(called) <= LONGEST_NAME:
        raise CalendarNameUnfit(longest=LONGEST_NAME)
    row = Calendar(uid=new_id(now, rng))
    row.set(name=called, zone=hours.zone, week=week_as_json(hours))
    try:
        with transaction.atomic():
            row.save_changes(now=now)
    except IntegrityError:
        raise CalendarNameTaken(name=called) from None
    created = CalendarCreated(row.pk, row.zone, now)
    return tell(created, about=row, changes=row.changes(), actor=actor, now=now)


def week_as_json(hours: BusinessCalendar) -> list[list[list[int]]]:
    """Return the week as its column keeps it."""
    return [[[span.opens, span.closes] for span in spans] for spans in hours.week]
