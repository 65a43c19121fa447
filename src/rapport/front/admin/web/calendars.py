"""Opening hours with holidays and make-up days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.front.admin import hours
from rapport.front.admin.given import day_in, number_in, weekdays, zones
from rapport.front.shell.going import go
from rapport.front.shell.toasts import toast
from rapport.kernel.access.actor import Actor
from rapport.kernel.calendars import commands as calendars
from rapport.kernel.calendars import queries
from rapport.kernel.calendars.permissions import CHANGE
from rapport.kernel.calendars.pure import Span, SpecialDay, known_years, same_every_workday
from rapport.kernel.calendars.words import DayKind
from rapport.kernel.clock import day_in as day_of
from rapport.kernel.clock import dice
from rapport.kernel.web.doors import signed_in

from .pages import page

CALENDARS = "/administration/calendars"
USUAL = same_every_workday([Span(9 * 60, 18 * 60)])


@signed_in
@require_GET
def list_calendars(request: Any) -> HttpResponse:
    """Show the calendars."""
    found = queries.calendars(actor=request.actor)
    may = request.actor.may(CHANGE)
    return page(request, "calendars", "calendars", calendars=found, may_change=may)


@signed_in
@require_http_methods(["GET", "POST"])
def new_calendar(request: Any) -> HttpResponse:
    """Ask for name, zone and weekly hours, and make the calendar."""
    actor: Actor = request.actor
    actor.must(CHANGE)
    if request.method == "GET":
        context = {"week": _week(USUAL), "zone": actor.zone, "zones": zones()}
        return page(request, "new_calendar", "calendars", request_key=uuid4().hex, **context)
    form = request.POST
    made = calendars.create_calendar(
        name=form.get("name", ""),
        zone=form.get("zone") or actor.zone,
        week=hours.read_week(form),
        request_key=form.get("request_key") or None,
        actor=actor,
        now=request.now,
        rng=dice(),
    )
    row = queries.calendar_card(made.calendar_id, actor=actor)
    return toast(go(f"{CALENDARS}/{row.uid}"), _("%(name)s added.") % {"name": row.name})


@signed_in
@require_GET
def calendar(request: Any, uid: UUID) -> HttpResponse:
    """Show a calendar: its week, and the days of a year that differ from it."""
    actor: Actor = request.actor
    card = queries.calendar_card(queries.calendar_key(uid, actor=actor), actor=actor)
    this_year = day_of(request.now, actor.zone).year
    years = sorted({day.day.year for day in card.days} | {this_year, this_year + 1})
    year = number_in(request.GET.get("year", ""), this_year)
    loadable = sorted({of for _, of in known_years()})
    context = {
        "card": card,
        "week": _week(card.hours.week),
        "days": [day for day in card.days if day.day.year == year],
        "years": years,
        "year": year,
        "tables": known_years(),
        "loadable": loadable,
        "sees_zone": actor.sees_field("calendars.calendar", "zone"),
        "zones": zones(),
        "weekdays": weekdays(),
        "may_change": actor.may(CHANGE),
    }
    return page(request, "calendar", "calendars", **context)


@signed_in
@require_POST
def set_opening_hours(request: Any, uid: UUID) -> HttpResponse:
    """Give a calendar other weekly hours."""
    actor: Actor = request.actor
    actor.must(CHANGE)
    key = queries.calendar_key(uid, actor=actor)
    zone = request.POST.get("zone") or queries.business_calendar(key).zone
    week = hours.read_week(request.POST)
    calendars.set_opening_hours(calendar_id=key, zone=zone, week=week, actor=actor, now=request.now)
    return toast(go(f"{CALENDARS}/{uid}"), _("Opening hours saved."))


@signed_in
@require_http_methods(["GET", "POST"])
def set_special_day(request: Any, uid: UUID) -> HttpResponse:
    """Ask how a day differs from its weekday, and write it."""
    actor: Actor = request.actor
    actor.must(CHANGE)
    key = queries.calendar_key(uid, actor=actor)
    if request.method == "GET":
        context = {"uid": uid, "weekdays": weekdays(), "on": request.GET.get("on", "")[:10]}
        return render(request, "admin/special_day_dialog.html", context)
    form = request.POST
    kind = DayKind(form["kind"]) if form.get("kind") in set(DayKind) else DayKind.CLOSED
    day = SpecialDay(
        day_in(form.get("day", "")),
        kind,
        form.get("name", "").strip()[:120],
        hours.read_hours(form.get("hours", "")) if kind is DayKind.OWN_HOURS else (),
        number_in(form.get("as_weekday", ""), 0) if kind is DayKind.MAKE_UP else 0,
    )
    calendars.set_special_days(calendar_id=key, days=[day], actor=actor, now=request.now)
    return _back(uid, [day.day], _("Day saved."))


@signed_in
@require_POST
def remove_special_day(request: Any, uid: UUID) -> HttpResponse:
    """Let a day be like its weekday again."""
    actor: Actor = request.actor
    actor.must(CHANGE)
    key, day = queries.calendar_key(uid, actor=actor), day_in(request.POST.get("day", ""))
    calendars.remove_special_days(calendar_id=key, days=[day], actor=actor, now=request.now)
    return _back(uid, [day], _("The day is like its weekday again."))


@signed_in
@require_POST
def load_holiday_year(request: Any, uid: UUID) -> HttpResponse:
    """Enter the holidays and make-up days of a country's year."""
    actor: Actor = request.actor
    actor.must(CHANGE)
    key = queries.calendar_key(uid, actor=actor)
    region, _sep, year = request.POST.get("table", "").partition(" ")
    told = calendars.load_holiday_year(
        calendar_id=key, region=region, year=number_in(year, 0), actor=actor, now=request.now
    )
    count = len(told.days)
    words = ngettext("%(count)s day entered.", "%(count)s days entered.", count)
    return _back(uid, told.days, words % {"count": count})


def _back(uid: UUID, days: Iterable[date], said: str) -> HttpResponse:
    year = next((f"?year={day.year}" for day in days), "")
    return toast(go(f"{CALENDARS}/{uid}{year}"), said)


def _week(week: Iterable[Iterable[Span]]) -> list[tuple[int, str, str]]:
    """Return the number, name and hours of each weekday."""
    named = zip(weekdays(), week, strict=True)
    return [(number, name, hours.written(spans)) for (number, name), spans in named]
