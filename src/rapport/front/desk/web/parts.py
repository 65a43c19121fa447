"""Contact points, addresses and relations of a customer: added, changed, removed, put back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rapport.customers.parties import commands as parties
from rapport.customers.parties import queries
from rapport.front.desk.customer import forms, given
from rapport.kernel.clock import dice
from rapport.kernel.web.doors import signed_in

from .deeds import done, recall, remember

ASK_OR_DO = require_http_methods(["GET", "POST"])


@signed_in
@ASK_OR_DO
def new_point(request: Any, uid: UUID) -> HttpResponse:
    """Ask for a contact point, and add it."""
    actor, now = request.actor, request.now
    key = queries.seen_party_id(uid, actor=actor)
    if request.method == "GET":
        form = forms.point_form(None, uid=uid)
        return render(request, "desk/customer/point_dialog.html", {"form": form})
    point = given.point_given(request.POST)
    parties.add_contact_point(party_id=key, given=point, rng=dice(), actor=actor, now=now)
    return done(_("Contact point added."), "customer")


@signed_in
@ASK_OR_DO
def point(request: Any, uid: UUID, part: UUID) -> HttpResponse:
    """Show a contact point to change, and change it."""
    actor, now = request.actor, request.now
    card = queries.customer_card(uid, actor=actor, now=now)
    found = forms.one_of(card.points, part)
    if request.method == "GET":
        form = forms.point_form(found, uid=uid)
        return render(request, "desk/customer/point_dialog.html", {"form": form})
    was_verified = found.verified_at is not None
    values = given.point_values(request.POST, was_verified=was_verified, now=now)
    parties.change_contact_point(
        party_id=card.party_id,
        contact_point_id=found.contact_point_id,
        values=values,
        actor=actor,
        now=now,
    )
    return done(_("Contact point changed."), "customer")


@signed_in
@require_POST
def remove_point(request: Any, uid: UUID, part: UUID) -> HttpResponse:
    """Remove a contact point; it can be put back."""
    actor, now = request.actor, request.now
    card = queries.customer_card(uid, actor=actor, now=now)
    found = forms.one_of(card.points, part)
    word = remember(request, forms.point_before(found))
    parties.remove_contact_point(
        party_id=card.party_id, contact_point_id=found.contact_point_id, actor=actor, now=now
    )
    return done(
        _("Contact point removed."),
        "customer",
        undo=f"/customers/{uid}/points/restored?word={word}",
    )


@signed_in
@require_POST
def restore_point(request: Any, uid: UUID) -> HttpResponse:
    """Put a removed contact point back."""
    before = recall(request, request.GET.get("word", ""))
    key = queries.seen_party_id(uid, actor=request.actor)
    point = given.point_given(before)
    parties.add_contact_point(
        party_id=key, given=point, rng=dice(), actor=request.actor, now=request.now
    )
    return done(_("Contact point is back."), "customer")


@signed_in
@ASK_OR_DO
def new_address(request: Any, uid: UUID) -> HttpResponse:
    """Ask for an address, and add it."""
    actor, now = request.actor, request.now
    key = queries.seen_party_id(uid, actor=actor)
    if request.method == "GET":
        form = forms.address_form(None, uid=uid, region=actor.region)
        return render(request, "desk/customer/address_dialog.html", {"form": form})
    address = given.address_given(request.POST)
    parties.add_address(party_id=key, given=address, rng=dice(), actor=actor, now=now)
    return done(_("Address added."), "customer")


@signed_in
@ASK_OR_DO
def address(request: Any, uid: UUID, part: UUID) -> HttpResponse:
    """Show an address to change, and change it."""
    actor, now = request.actor, request.now
    card = queries.customer_card(uid, actor=actor, now=now)
    found = forms.one_of(card.addresses, part)
    if request.method == "GET":
        form = forms.address_form(found, uid=uid, region=actor.region)
        return render(request, "desk/customer/address_dialog.html", {"form": form})
    parties.change_address(
        party_id=card.party_id,
        address_id=found.address_id,
        given=given.address_given(request.POST),
        actor=actor,
        now=now,
    )
    return done(_("Address changed."), "customer")


@signed_in
@require_POST
def remove_address(request: Any, uid: UUID, part: UUID) -> HttpResponse:
    """Remove an address; it can be put back."""
    actor, now = request.actor, request.now
    card = queries.customer_card(uid, actor=actor, now=now)
    found = forms.one_of(card.addresses, part)
    word = remember(request, forms.address_before(found))
    parties.remove_address(
        party_id=card.party_id, address_id=found.address_id, actor=actor, now=now
    )
    return done(
        _("Address removed."), "customer", undo=f"/customers/{uid}/addresses/restored?word={word}"
    )


@signed_in
@require_POST
def restore_address(request: Any, uid: UUID) -> HttpResponse:
    """Put a removed address back."""
    before = recall(request, request.GET.get("word", ""))
    key = queries.seen_party_id(uid, actor=request.actor)
    address = given.address_given(before)
    parties.add_address(
        party_id=key, given=address, rng=dice(), actor=request.actor, now=request.now
    )
    return done(_("Address is back."), "customer")
