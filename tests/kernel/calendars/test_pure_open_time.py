"""Open time: the tables of docs/algorithms/business-calendar.md, clock changes, and properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.kernel.calendars.pure import (
    BusinessCalendar,
    ClockNeverRuns,
    HolidayYearUnknown,
    Span,
    SpanImpossible,
    SpansOverlap,
    SpecialDay,
    WeekIncomplete,
    ZoneNotKnown,
    add_open_time,
    always_open,
    calendar,
    holiday_year,
    is_open,
    known_years,
    next_opening,
    open_periods,
    open_seconds_between,
    open_time_between,
    same_every_workday,
    subtract_open_time,
)
from rapport.kernel.calendars.words import DayKind
from rapport.kernel.values import Period
from tests.algorithm_pages import examples

PAGE = "business-calendar"
TAIPEI = ZoneInfo("Asia/Taipei")
NINE_TO_SIX = Span(9 * 60, 18 * 60)


def spans(text: str) -> list[Span]:
    return [
        Span(*(int(at[:2]) * 60 + int(at[3:]) for at in each.split("-")))
        for each in text.split(", ")
        if each
    ]


def example(row: dict[str, str]) -> BusinessCalendar:
    holidays = []
    if row["holidays"]:
        region, year = row["holidays"].split()
        holidays = holiday_year(region, int(year), "en")
    workday = spans(row["Monday to Friday"])
    week = [workday] * 5 + [spans(row["Saturday"]), spans(row["Sunday"])]
    return calendar(row["zone"], week, holidays)


CALENDARS = {row["name"]: example(row) for row in examples(PAGE, "The calendars of the examples")}


def duration(text: str) -> timedelta:
    hours, minutes, seconds = map(int, text.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


@pytest.mark.parametrize("row", examples(PAGE, "Open time between two instants"))
def test_open_time_is_counted(row):
    since, until = (datetime.fromisoformat(row[name]) for name in ("since", "until"))

    counted = open_time_between(since, until, CALENDARS[row["calendar"]])

    assert counted == duration(row["open"])
    assert open_seconds_between(since, until, CALENDARS[row["calendar"]]) == counted.total_seconds()


@pytest.mark.parametrize("row", examples(PAGE, "Adding open time"))
def test_open_time_is_added(row):
    start = datetime.fromisoformat(row["start"])

    due = add_open_time(start, duration(row["open"]), CALENDARS[row["calendar"]])

    assert due == datetime.fromisoformat(row["due"])
    assert due.tzinfo is UTC


@pytest.mark.parametrize(
    ("end", "open_for", "since"),
    [
        ("2026-11-23T10:00+08:00", "2:00:00", "2026-11-20T17:00+08:00"),
        ("2026-11-23T09:00+08:00", "1:00:00", "2026-11-20T17:00+08:00"),
        ("2026-11-22T12:00+08:00", "0:00:00", "2026-11-22T12:00+08:00"),
        ("2026-11-20T14:00+08:00", "2:00:00", "2026-11-20T11:00+08:00"),
    ],
)
def test_a_warning_before_the_due_time_falls_into_open_time(end, open_for, since):
    desk = CALENDARS["Taipei desk"]

    at = subtract_open_time(datetime.fromisoformat(end), duration(open_for), desk)

    assert at == datetime.fromisoformat(since)


def test_a_calendar_that_is_never_open_refuses_instead_of_waiting_for_ever():
    closed = calendar("Asia/Taipei", [()] * 7)
    start = datetime(2026, 11, 20, 9, tzinfo=TAIPEI)

    for ask in (
        lambda: add_open_time(start, timedelta(seconds=1), closed),
        lambda: subtract_open_time(start, timedelta(seconds=1), closed),
        lambda: next_opening(start, closed),
    ):
        with pytest.raises(ClockNeverRuns) as refusal:
            ask()
        assert refusal.value.details == {"since": "2026-11-20"}
    assert open_seconds_between(start, start + timedelta(days=3000), closed) == 0


def test_a_calendar_that_opens_within_366_days_is_waited_for():
    start = datetime(2026, 11, 20, 9, tzinfo=TAIPEI)
    opening = SpecialDay(date(2027, 11, 21), DayKind.OWN_HOURS, spans=(NINE_TO_SIX,))
    late = calendar("Asia/Taipei", [()] * 7, [opening])
    too_late = calendar("Asia/Taipei", [()] * 7, [SpecialDay(date(2027, 11, 22), opening.kind)])

    assert next_opening(start, late) == datetime(2027, 11, 21, 9, tzinfo=TAIPEI)
    with pytest.raises(ClockNeverRuns):
        next_opening(start, too_late)


def test_a_day_without_end_has_no_hole_at_midnight():
    midnight = datetime(2026, 11, 21, tzinfo=TAIPEI)
    always = calendar("Asia/Taipei", always_open())

    assert is_open(midnight, always)
    assert is_open(midnight - timedelta(microseconds=1), always)
    assert next_opening(midnight, always) == midnight


def test_a_calendar_is_closed_at_its_closing():
    desk = CALENDARS["Taipei desk"]

    assert is_open(datetime(2026, 11, 20, 9, tzinfo=TAIPEI), desk)
    assert not is_open(datetime(2026, 11, 20, 12, tzinfo=TAIPEI), desk)
    assert next_opening(datetime(2026, 11, 20, 12, tzinfo=TAIPEI), desk).hour == 5


def test_hours_that_the_clocks_skip_or_repeat_are_what_they_really_are():
    london = ZoneInfo("Europe/London")
    night = calendar("Europe/London", [[Span(60, 120)]] * 7)  # 01:00 to 02:00
    half = calendar("Europe/London", [[Span(90, 150)]] * 7)  # 01:30 to 02:30
    spring = datetime(2026, 3, 29, tzinfo=london), datetime(2026, 3, 29, 12, tzinfo=london)
    autumn = datetime(2026, 10, 25, tzinfo=london), datetime(2026, 10, 25, 12, tzinfo=london)

    assert open_time_between(*spring, night) == timedelta(0)
    assert open_time_between(*spring, half) == timedelta(minutes=30)
    assert open_time_between(*autumn, night) == timedelta(hours=2)


def test_a_day_that_a_zone_left_out_is_not_open():
    samoa = ZoneInfo("Pacific/Apia")  # had no 30 December 2011
    always = calendar("Pacific/Apia", always_open())
    since, until = datetime(2011, 12, 29, tzinfo=samoa), datetime(2012, 1, 1, tzinfo=samoa)

    assert open_time_between(since, until, always) == timedelta(days=2)


def test_a_special_day_has_its_own_hours_or_those_of_another_weekday():
    friday = Span(10 * 60, 12 * 60)
    week = [[NINE_TO_SIX]] * 4 + [[friday], [], []]
    special = [
        SpecialDay(date(2026, 11, 16), DayKind.CLOSED),
        SpecialDay(date(2026, 11, 17), DayKind.OWN_HOURS, spans=(Span(540, 600),)),
        SpecialDay(date(2026, 11, 21), DayKind.MAKE_UP, as_weekday=4),
    ]
    desk = calendar("Asia/Taipei", week, special)

    assert desk.spans_on(date(2026, 11, 16)) == ()
    assert desk.spans_on(date(2026, 11, 17)) == (Span(540, 600),)
    assert desk.spans_on(date(2026, 11, 18)) == (NINE_TO_SIX,)
    assert desk.spans_on(date(2026, 11, 21)) == (friday,)


@pytest.mark.parametrize(("opens", "closes"), [(540, 540), (600, 540), (-1, 60), (0, 1441)])
def test_a_span_that_leaves_its_day_or_ends_before_it_begins_is_refused(opens, closes):
    with pytest.raises(SpanImpossible):
        Span(opens, closes)


def test_a_week_that_cannot_be_is_refused():
    with pytest.raises(SpansOverlap) as refusal:
        calendar("Asia/Taipei", same_every_workday([Span(540, 720), Span(700, 800)]))
    with pytest.raises(WeekIncomplete):
        calendar("Asia/Taipei", [[NINE_TO_SIX]] * 6)
    with pytest.raises(ZoneNotKnown):
        calendar("Taipei", always_open())

    assert refusal.value.details == {"first": "09:00–12:00", "second": "11:40–13:20"}
    assert calendar("UTC", same_every_workday([Span(720, 800), Span(540, 720)])).week[0] == (
        Span(540, 720),
        Span(720, 800),
    )


def test_counting_backwards_or_without_end_is_a_bug_not_a_refusal():
    now = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
    desk = CALENDARS["Taipei desk"]

    with pytest.raises(ValueError, match="before"):
        open_time_between(now, now - timedelta(seconds=1), desk)
    with pytest.raises(ValueError, match="end"):
        next(open_periods(Period(now), desk))


def test_the_tables_of_2026_are_there_and_whole():
    assert known_years() == [("CN", 2026), ("GB", 2026), ("TW", 2026)]

    taiwan, china = (holiday_year(region, 2026, "zh-hant") for region in ("TW", "CN"))

    assert {day.day: day.name for day in taiwan}[date(2026, 2, 17)] == "春節"
    assert sum(day.kind is DayKind.CLOSED for day in china) == 33
    assert [day.day for day in china if day.kind is DayKind.MAKE_UP] == [
        *(date(2026, month, day) for month, day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20))),
        date(2026, 10, 10),
    ]
    with pytest.raises(HolidayYearUnknown):
        holiday_year("TW", 2031, "en")


def test_of_120_days_off_in_taiwan_in_2026_one_is_for_employees_only():
    off = {day.day for day in holiday_year("TW", 2026, "en")}
    year = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]

    assert sum(day.weekday() >= 5 or day in off for day in year) == 120


INSTANTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 6, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
DURATIONS = st.timedeltas(timedelta(0), timedelta(days=40))
NAMED = st.sampled_from(sorted(CALENDARS)).map(CALENDARS.__getitem__)


@given(st.tuples(INSTANTS, INSTANTS, INSTANTS).map(sorted), NAMED)
@settings(max_examples=60)
def test_open_time_adds_up(instants, desk):
    first, middle, last = instants

    assert open_time_between(first, middle, desk) + open_time_between(
        middle, last, desk
    ) == open_time_between(first, last, desk)


@given(INSTANTS, DURATIONS, NAMED)
@settings(max_examples=60)
def test_what_was_added_is_counted_and_can_be_taken_back(start, added, desk):
    due = add_open_time(start, added, desk)

    assert open_time_between(start, due, desk) == added
    assert add_open_time(due, -added, desk) >= start
    if added:
        before = due - timedelta(microseconds=1)
        assert open_time_between(start, before, desk) < added


@given(INSTANTS, st.integers(0, 4 * 24 * 60), NAMED)
@settings(max_examples=40)
def test_counting_agrees_with_looking_at_the_clock_every_minute(start, minutes, desk):
    zone = ZoneInfo(desk.zone)
    looked = 0
    for minute in range(minutes):
        local = (start + timedelta(minutes=minute)).astimezone(zone)
        at = local.hour * 60 + local.minute
        looked += any(span.opens <= at < span.closes for span in desk.spans_on(local.date()))

    counted = open_time_between(start, start + timedelta(minutes=minutes), desk)

    assert counted == timedelta(minutes=looked)


@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_calendar_that_never_closes_counts_wall_time(start, length):
    always = CALENDARS["London always"]

    assert open_time_between(start, start + length, always) == length


@given(INSTANTS, NAMED)
@settings(max_examples=60)
def test_the_next_opening_is_open_and_nothing_before_it_is(start, desk):
    opening = next_opening(start, desk)

    assert is_open(opening, desk)
    assert open_time_between(start, opening, desk) == timedelta(0)
