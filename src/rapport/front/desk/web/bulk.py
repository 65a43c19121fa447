"""Deeds on the chosen rows of the list of customers: another owner, a further tag."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from rapport.customers.parties import commands as parties
from rapport.customers.parties.words import Holder
from rapport.front.desk.asked import list_state
from rapport.front.desk.people import colleague_key, colleagues
from rapport.front.desk.selections import chosen_keys
from rapport.kernel.clock import dice
from rapport.kernel.entities.sql import Sql
from rapport.kernel.web.doors import signed_in

from .deeds import done
from .lists import asked_in

KEY = "customers"
DONE = ("selection", "page")


@signed_in
@require_GET
def assign_menu(request: Any) -> HttpResponse:
    """Offer the colleagues to whom the chosen customers can be given."""
    people = colleagues(request.GET.get("find", ""), actor=request.actor, now=request.now)
    asked = list_state(asked_in(request, KEY), actor=request.actor)
    part = "colleague_buttons" if "find" in request.GET else "assign_menu"
    return render(request, f"desk/parts/{part}.html", {"people": people, "asked": asked})


@signed_in
@require_POST
def assign(request: Any) -> HttpResponse:
    """Give the chosen customers to a colleague."""
    actor, now = request.actor, request.now
    key, name = colleague_key(request.POST.get("owner", ""), actor=actor, now=now)
    told = parties.reassign_customers(
        selection=_chosen(request), holder=Holder(key), actor=actor, now=now, rng=dice()
    )
    said = ngettext(
        "%(count)s customer assigned to %(name)s.",
        "%(count)s customers assigned to %(name)s.",
        told.count,
    ) % {"count": f"{told.count:,}", "name": name}
    undo = f"/customers/assignment/undone?batch={told.batch_id}"
    return _done(said + _left(told.refused), undo)


@signed_in
@require_POST
def undo_assign(request: Any) -> HttpResponse:
    """Give the customers of a batch back, but those that somebody changed since."""
    batch = int(request.GET.get("batch") or 0)
    told = parties.undo_reassign_customers(batch_id=batch, actor=request.actor, now=request.now)
    return done(_taken_back(told.count, told.kept))


@signed_in
@require_GET
def tag_menu(request: Any) -> HttpResponse:
    """Ask for the tag of the chosen customers."""
    asked = list_state(asked_in(request, KEY), actor=request.actor)
    return render(request, "desk/parts/tag_menu.html", {"asked": asked})


@signed_in
@require_POST
def tag(request: Any) -> HttpResponse:
    """Give the chosen customers a tag."""
    told = parties.tag_customers(
        selection=_chosen(request),
        tag=request.POST.get("tag", ""),
        actor=request.actor,
        now=request.now,
        rng=dice(),
    )
    said = ngettext("%(count)s customer tagged.", "%(count)s customers tagged.", told.count) % {
        "count": f"{told.count:,}"
    }
    undo = f"/customers/tagging/undone?batch={told.batch_id}"
    return _done(said + _left(told.refused), undo)


@signed_in
@require_POST
def undo_tag(request: Any) -> HttpResponse:
    """Take the tag back from the customers of a batch."""
    batch = int(request.GET.get("batch") or 0)
    told = parties.undo_tag_customers(batch_id=batch, actor=request.actor, now=request.now)
    return done(_taken_back(told.count, told.kept))


def _done(said: str, undo: str) -> HttpResponse:
    """Close the menus of the deed: an element that is put anew is not open."""
    response = done(said, *DONE, undo=undo)
    response.content = render_to_string("desk/parts/menus_closed.html")
    return response


def _chosen(request: Any) -> Sql:
    asked = list_state(asked_in(request, KEY), actor=request.actor)
    text = request.POST.get("selected", "")
    return chosen_keys(asked, text, actor=request.actor, now=request.now)


def _left(refused: int) -> str:
    if not refused:
        return ""
    return " " + ngettext(
        "%(count)s is not yours to change.", "%(count)s are not yours to change.", refused
    ) % {"count": f"{refused:,}"}


def _taken_back(count: int, kept: int) -> str:
    said = ngettext("%(count)s taken back.", "%(count)s taken back.", count) % {
        "count": f"{count:,}"
    }
    if not kept:
        return said
    changed = ngettext(
        "%(count)s was changed since and stays.", "%(count)s were changed since and stay.", kept
    ) % {"count": f"{kept:,}"}
    return f"{said} {changed}"
