"""Teams and business units: made, renamed, moved, deleted when nothing belongs to them."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.front.admin.given import uid_in, version_in
from rapport.front.shell.going import go
from rapport.front.shell.toasts import toast
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.queries import divisions
from rapport.kernel.clock import dice
from rapport.kernel.web.doors import signed_in
from rapport.kernel.web.problems import is_fragment

from .pages import page

TEAMS, UNITS = "/administration/teams", "/administration/business-units"


@signed_in
@require_GET
def teams(request: Any) -> HttpResponse:
    """Show the teams with their people."""
    return page(request, "teams", "teams", teams=divisions.teams(actor=request.actor))


@signed_in
@require_http_methods(["GET", "POST"])
def new_team(request: Any) -> HttpResponse:
    """Ask for a name and a unit, and make the team."""
    request.actor.must(MANAGE_USERS)
    if request.method == "GET":
        context = {"units": divisions.units(actor=request.actor), "request_key": uuid4().hex}
        return render(request, "admin/team_dialog.html", context)
    accounts.create_team(
        name=request.POST.get("name", ""),
        unit_uid=uid_in(request.POST.get("unit", "")),
        request_key=request.POST.get("request_key") or None,
        actor=request.actor,
        now=request.now,
        rng=dice(),
    )
    return toast(go(TEAMS), _("Team added."))


@signed_in
@require_http_methods(["GET", "POST"])
def team(request: Any, uid: UUID) -> HttpResponse:
    """Ask what is different about a team, and write it."""
    if request.method == "GET":
        found = divisions.team(uid, actor=request.actor)
        if not is_fragment(request):
            return redirect(TEAMS)
        context = {"team": found, "units": divisions.units(actor=request.actor)}
        return render(request, "admin/team_dialog.html", context)
    accounts.change_team(
        team_uid=uid,
        name=request.POST.get("name", ""),
        unit_uid=uid_in(request.POST.get("unit", "")),
        version=version_in(request.POST.get("version", "")),
        actor=request.actor,
        now=request.now,
    )
    return toast(go(TEAMS), _("Team changed."))


@signed_in
@require_POST
def delete_team(request: Any, uid: UUID) -> HttpResponse:
    """Delete a team to which nobody belongs."""
    accounts.delete_team(team_uid=uid, actor=request.actor, now=request.now)
    return toast(go(TEAMS), _("Team deleted."))


@signed_in
@require_GET
def units(request: Any) -> HttpResponse:
    """Show the units as a tree."""
    return page(request, "units", "units", units=divisions.units(actor=request.actor))


@signed_in
@require_http_methods(["GET", "POST"])
def new_unit(request: Any) -> HttpResponse:
    """Ask for a name and a place in the tree, and make the unit."""
    request.actor.must(MANAGE_USERS)
    if request.method == "GET":
        context = {"units": divisions.units(actor=request.actor), "request_key": uuid4().hex}
        return render(request, "admin/unit_dialog.html", context)
    accounts.create_unit(
        name=request.POST.get("name", ""),
        parent_uid=uid_in(request.POST.get("parent", "")),
        request_key=request.POST.get("request_key") or None,
        actor=request.actor,
        now=request.now,
        rng=dice(),
    )
    return toast(go(UNITS), _("Unit added."))


@signed_in
@require_http_methods(["GET", "POST"])
def unit(request: Any, uid: UUID) -> HttpResponse:
    """Ask what is different about a unit, and write it."""
    if request.method == "GET":
        found = divisions.unit(uid, actor=request.actor)
        if not is_fragment(request):
            return redirect(UNITS)
        others = [row for row in divisions.units(actor=request.actor) if row.uid != uid]
        return render(request, "admin/unit_dialog.html", {"unit": found, "units": others})
    accounts.change_unit(
        unit_uid=uid,
        name=request.POST.get("name", ""),
        parent_uid=uid_in(request.POST.get("parent", "")),
        version=version_in(request.POST.get("version", "")),
        actor=request.actor,
        now=request.now,
    )
    return toast(go(UNITS), _("Unit changed."))


@signed_in
@require_POST
def delete_unit(request: Any, uid: UUID) -> HttpResponse:
    """Delete a unit without teams and without units below it."""
    accounts.delete_unit(unit_uid=uid, actor=request.actor, now=request.now)
    return toast(go(UNITS), _("Unit deleted."))
