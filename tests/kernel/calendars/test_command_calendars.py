"""Calendars made, changed, given holidays; every refusal leaves all as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rapport.kernel.access.actor import Actor, operator
from rapport.kernel.access.words import Reach
from rapport.kernel.audit.queries import history_of
from rapport.kernel.calendars import commands as calendars
from rapport.kernel.calendars import queries
from rapport.kernel.calendars.models import Calendar, Day
from rapport.kernel.calendars.pure import (
    HolidayYearUnknown,
    Span,
    SpansOverlap,
    SpecialDay,
    WeekIncomplete,
    ZoneNotKnown,
    open_time_between,
    same_every_workday,
)
from rapport.kernel.calendars.words import DayKind
from rapport.kernel.errors import NotAllowed, NotFound
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
OPERATOR = operator("tests")
READER = Actor(kind="user", name="Olga", user_id=1, reach={"calendars.view": Reach.ALL})
NINE_TO_SIX = Span(9 * 60, 18 * 60)
WEEK = same_every_workday([NINE_TO_SIX])
NEW_YEAR = date(2026, 2, 17)


def a_calendar(name: str = "Service desk", **more) -> int:
    given = {"zone": "Asia/Taipei", "week": WEEK, "actor": OPERATOR, "rng": Random(1)} | more
    return calendars.create_calendar(name=name, now=NOW, **given).calendar_id


def everything():
    return list(Calendar.objects.order_by("pk").values()), list(Day.objects.order_by("pk").values())


def test_a_calendar_computes_as_it_was_made():
    calendar_id = a_calendar()
    taipei = ZoneInfo("Asia/Taipei")
    friday = datetime(2026, 11, 20, 17, tzinfo=taipei)

    hours = queries.business_calendar(calendar_id)

    assert open_time_between(friday, friday + timedelta(days=3), hours) == timedelta(hours=9)


def test_reading_a_calendar_takes_two_statements_however_many_days_it_has():
    calendar_id = a_calendar()
    calendars.load_holiday_year(
        calendar_id=calendar_id, region="TW", year=2026, actor=OPERATOR, now=NOW
    )

    with CaptureQueriesContext(
        connection,
    ) as asked:
        queries.business_calendar(calendar_id)

    assert len(asked) == 2


def test_the_holidays_of_a_year_are_loaded_in_the_language_of_the_actor():
    calendar_id = a_calendar()

    told = calendars.load_holiday_year(
        calendar_id=calendar_id, region="TW", year=2026, actor=OPERATOR, now=NOW
    )

    days = {day.day: day for day in queries.calendar_card(calendar_id, actor=READER).days}
    assert len(told.days) == len(days) == 22
    assert days[NEW_YEAR].name == "春節"
    assert queries.business_calendar(calendar_id).spans_on(NEW_YEAR) == ()


def test_loading_a_year_again_changes_nothing_and_tells_nothing():
    calendar_id = a_calendar()
    load = {"calendar_id": calendar_id, "region": "CN", "year": 2026, "actor": OPERATOR, "now": NOW}
    calendars.load_holiday_year(**load)
    before = everything()

    told = calendars.load_holiday_year(**load)

    assert told.days == ()
    assert everything() == before


def test_a_day_that_a_person_has_set_is_kept_when_a_year_is_loaded():
    calendar_id = a_calendar()
    ours = SpecialDay(NEW_YEAR, DayKind.OWN_HOURS, "Emergency desk", (Span(600, 720),))
    calendars.set_special_days(calendar_id=calendar_id, days=[ours], actor=OPERATOR, now=NOW)

    calendars.load_holiday_year(
        calendar_id=calendar_id, region="TW", year=2026, actor=OPERATOR, now=NOW
    )

    assert queries.business_calendar(calendar_id).spans_on(NEW_YEAR) == (Span(600, 720),)


def test_special_days_are_told_audited_and_can_be_removed():
    calendar_id = a_calendar()
    day = SpecialDay(NEW_YEAR, DayKind.CLOSED, "New Year")
    calendars.set_special_days(calendar_id=calendar_id, days=[day], actor=OPERATOR, now=NOW)

    told = calendars.remove_special_days(
        calendar_id=calendar_id, days=[NEW_YEAR, date(2026, 1, 1)], actor=OPERATOR, now=NOW
    )

    assert told.days == (NEW_YEAR,)
    assert queries.calendar_card(calendar_id, actor=READER).days == ()
    assert Calendar.objects.get(pk=calendar_id).version == 3
    steps = history_of("calendars.calendar", calendar_id, actor=READER)
    assert NEW_YEAR.isoformat() in {step.field for step in steps}


def test_opening_hours_are_changed_and_the_same_hours_are_no_change():
    calendar_id = a_calendar()
    late = same_every_workday([Span(12 * 60, 21 * 60)])
    change = {"calendar_id": calendar_id, "zone": "Asia/Taipei", "actor": OPERATOR, "now": NOW}

    calendars.set_opening_hours(week=late, **change)
    calendars.set_opening_hours(week=late, **change)

    assert queries.business_calendar(calendar_id).week == late
    assert Calendar.objects.get(pk=calendar_id).version == 2


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"zone": "Taipei"}, ZoneNotKnown),
        ({"week": WEEK[:6]}, WeekIncomplete),
        ({"week": [[NINE_TO_SIX, Span(1, 700)], *WEEK[1:]]}, SpansOverlap),
        ({"name": "  "}, calendars.CalendarNameUnfit),
        ({"name": "x" * 121}, calendars.CalendarNameUnfit),
        ({"name": "Service desk"}, calendars.CalendarNameTaken),
        ({"actor": READER}, NotAllowed),
    ],
)
def test_a_calendar_that_cannot_be_is_not_made(given, refusal):
    a_calendar()
    before = everything()

    with pytest.raises(refusal):
        a_calendar(**{"name": "Another", **given})

    assert everything() == before


def test_what_cannot_be_changed_is_refused_and_nothing_is_changed():
    calendar_id = a_calendar()
    before = everything()
    day = SpecialDay(NEW_YEAR, DayKind.CLOSED)
    who = {"calendar_id": calendar_id, "actor": OPERATOR, "now": NOW}
    reader = who | {"actor": READER}
    nobody = who | {"calendar_id": calendar_id + 1}

    for refusal, change in (
        (NotFound, lambda: calendars.set_special_days(days=[day], **nobody)),
        (NotFound, lambda: calendars.set_opening_hours(zone="UTC", week=WEEK, **nobody)),
        (NotAllowed, lambda: calendars.set_special_days(days=[day], **reader)),
        (NotAllowed, lambda: calendars.remove_special_days(days=[NEW_YEAR], **reader)),
        (NotAllowed, lambda: calendars.load_holiday_year(region="TW", year=2026, **reader)),
        (NotAllowed, lambda: calendars.set_opening_hours(zone="UTC", week=WEEK, **reader)),
        (HolidayYearUnknown, lambda: calendars.load_holiday_year(region="TW", year=1999, **who)),
        (calendars.TooManyDays, lambda: calendars.set_special_days(days=[day] * 401, **who)),
        (
            calendars.WeekdayUnknown,
            lambda: calendars.set_special_days(days=[replace(day, as_weekday=7)], **who),
        ),
    ):
        with pytest.raises(refusal):
            change()

    assert everything() == before


def test_without_the_permission_no_calendar_is_seen():
    calendar_id = a_calendar()
    stranger = Actor(kind="user", name="Nobody", user_id=2)

    with pytest.raises(NotAllowed):
        queries.calendar_card(calendar_id, actor=stranger)
    with pytest.raises(NotAllowed):
        queries.calendar_names(actor=stranger)
    with pytest.raises(NotFound):
        queries.calendar_card(calendar_id + 1, actor=READER)
    assert queries.calendar_names(actor=READER) == [(calendar_id, "Service desk")]


def test_a_week_of_six_days_does_not_enter_the_table():
    a_calendar()

    with pytest.raises(IntegrityError), transaction.atomic():
        Calendar.objects.update(week=[[]] * 6)
    with pytest.raises(IntegrityError), transaction.atomic():
        Calendar.objects.update(week=[[]] * 8)


def test_the_same_request_makes_one_calendar():
    first = a_calendar(request_key="once")

    assert a_calendar(request_key="once") == first
    assert Calendar.objects.count() == 1
