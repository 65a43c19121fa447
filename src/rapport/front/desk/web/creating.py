"""Quick create: a new customer from whatever page, with hints at those who are alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rapport.customers.parties import commands as parties
from rapport.customers.parties import queries
from rapport.customers.parties.words import PARTY_KINDS
from rapport.front.desk.customer import given
from rapport.front.desk.customer.forms import said
from rapport.front.shell.toasts import toast
from rapport.kernel.clock import dice
from rapport.kernel.phones import format_phone
from rapport.kernel.web.doors import signed_in
from rapport.kernel.web.problems import is_fragment

from .going import go


@signed_in
@require_http_methods(["GET", "POST"])
def new_customer(request: Any) -> HttpResponse:
    """Ask who is new, and enter him; a second press of the same form enters nobody twice."""
    actor = request.actor
    actor.must("parties.create")
    if request.method == "GET":
        context = {
            "kinds": said(PARTY_KINDS),
            "name": request.GET.get("name", "")[:200],
            "request_key": uuid4().hex,
        }
        template = "new_dialog" if is_fragment(request) else "new_page"
        return render(request, f"desk/customer/{template}.html", context)
    if is_fragment(request) and (unseen := _unseen(request)):
        return render(request, "desk/customer/alike.html", {"alike": unseen})
    values, belongings = given.customer_given(request.POST)
    made = parties.create_customer(
        kind=given.party_kind(request.POST.get("kind", "")),
        values=values,
        belongings=belongings,
        request_key=request.POST.get("request_key") or None,
        rng=dice(),
        actor=actor,
        now=request.now,
    )
    named = queries.names_of([made.party_id])[made.party_id]
    return toast(go(f"/customers/{named.id}"), _("%(name)s added.") % {"name": named.name})


@signed_in
@require_GET
def alike(request: Any) -> HttpResponse:
    """Show customers who may be the one that is being entered."""
    return render(request, "desk/customer/alike.html", {"alike": _alike(request, request.GET)})


def _unseen(request: Any) -> queries.Likenesses | None:
    """Return who is alike, unless the form has shown each of them: one may be quicker than it."""
    found = _alike(request, request.POST)
    seen = set(request.POST.getlist("seen"))
    return None if {str(one.id) for one in found.found} <= seen else found


def _alike(request: Any, form: Mapping[str, str]) -> queries.Likenesses:
    values, belongings = given.customer_given(form)
    found = queries.duplicates_like(
        kind=given.party_kind(form.get("kind", "")),
        name=values["name"],
        points=belongings.points,
        actor=request.actor,
    )
    local = [
        replace(one, phone=format_phone(one.phone, request.actor.region) if one.phone else "")
        for one in found.found
    ]
    return replace(found, found=tuple(local))
