"""The customer's page and the parts of it that are read again by themselves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from rapport.customers.parties.queries import customer_card, seen_party_id
from rapport.front.desk.customer import page as pages
from rapport.front.desk.customer.facts import facts_of
from rapport.front.desk.neighbours import place_in_list
from rapport.front.desk.wording import setting_of
from rapport.kernel.access.actor import Actor
from rapport.kernel.web.doors import signed_in


@signed_in
@require_GET
def customer_page(request: Any, uid: UUID) -> HttpResponse:
    """Show one customer with all that the rooms know of him."""
    page = pages.customer_page(uid, actor=request.actor, now=request.now)
    context = {**rights(request.actor), **place_in_list(request, "customers", uid)}
    return render(request, "desk/customer/page.html", {"page": page, **context})


@signed_in
@require_GET
def facts(request: Any, uid: UUID) -> HttpResponse:
    """Give the left column anew."""
    card = customer_card(uid, actor=request.actor, now=request.now)
    shown = facts_of(card, setting_of(request.actor, request.now))
    return render(request, "desk/customer/facts.html", {"facts": shown, **rights(request.actor)})


@signed_in
@require_GET
def timeline(request: Any, uid: UUID) -> HttpResponse:
    """Give the timeline anew, of one group of kinds or of all, or the entries after a place."""
    seen_party_id(uid, actor=request.actor)
    part = pages.timeline_part(
        uid,
        group=request.GET.get("group", ""),
        after=request.GET.get("after", ""),
        last_on=request.GET.get("last", ""),
        actor=request.actor,
        now=request.now,
    )
    template = "entries" if request.GET.get("after") else "timeline"
    context = {"part": part, **rights(request.actor)}
    return render(request, f"desk/customer/{template}.html", context)


def rights(actor: Actor) -> dict[str, bool]:
    """Return what the page offers to do; a row outside the reach is refused at the deed."""
    return {
        "may_note": actor.may("parties.write_notes"),
        "may_assign": actor.may("parties.assign"),
        "may_delete": actor.may("parties.delete"),
    }
