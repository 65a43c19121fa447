"""How a customer stands to others: found while typing, added, changed, removed, put back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.customers.parties import commands as parties
from rapport.customers.parties import queries
from rapport.front.desk.customer import forms, given
from rapport.kernel.clock import dice
from rapport.kernel.web.doors import signed_in

from .deeds import done, recall, remember


@signed_in
@require_http_methods(["GET", "POST"])
def new_relation(request: Any, uid: UUID) -> HttpResponse:
    """Ask whom the customer belongs to and how, and say so."""
    actor, now = request.actor, request.now
    key = queries.seen_party_id(uid, actor=actor)
    if request.method == "GET":
        form = forms.relation_form(None, uid=uid)
        return render(request, "desk/customer/relation_dialog.html", {"form": form})
    other = queries.seen_party_id(forms.must_choose(request.POST.get("other", "")), actor=actor)
    parties.add_relation(
        party_id=other,
        other_id=key,
        kind=given.relation_kind(request.POST.get("kind", "")),
        values=given.relation_values(request.POST),
        rng=dice(),
        actor=actor,
        now=now,
    )
    return done(_("Relation added."), "customer")


@signed_in
@require_GET
def others(request: Any, uid: UUID) -> HttpResponse:
    """Find customers while somebody types a name, for a relation."""
    queries.seen_party_id(uid, actor=request.actor)
    found = queries.best_customers(request.GET.get("find", ""), actor=request.actor, limit=6)
    shown = [one for one in found if one.uid != uid]
    return render(request, "desk/customer/others.html", {"found": shown})


@signed_in
@require_http_methods(["GET", "POST"])
def relation(request: Any, uid: UUID, part: UUID) -> HttpResponse:
    """Show a relation to change, and change it."""
    actor, now = request.actor, request.now
    card = queries.customer_card(uid, actor=actor, now=now)
    found = forms.one_of(card.relations, part)
    if request.method == "GET":
        form = forms.relation_form(found, uid=uid)
        return render(request, "desk/customer/relation_dialog.html", {"form": form})
    values = given.relation_values(request.POST, with_right=found.may_act)
    parties.change_relation(relation_id=found.relation_id, values=values, actor=actor, now=now)
    return done(_("Relation changed."), "customer")


@signed_in
@require_POST
def remove_relation(request: Any, uid: UUID, part: UUID) -> HttpResponse:
    """Remove a relation that was never so; it can be put back."""
    actor, now = request.actor, request.now
    card = queries.customer_card(uid, actor=actor, now=now)
    found = forms.one_of(card.relations, part)
    word = remember(request, forms.relation_before(found))
    parties.remove_relation(relation_id=found.relation_id, actor=actor, now=now)
    undo = f"/customers/{uid}/relations/restored?word={word}" if found.other_party_id else ""
    return done(_("Relation removed."), "customer", undo=undo)


@signed_in
@require_POST
def restore_relation(request: Any, uid: UUID) -> HttpResponse:
    """Put a removed relation back."""
    actor, before = request.actor, recall(request, request.GET.get("word", ""))
    parties.add_relation(
        party_id=queries.seen_party_id(before["other"], actor=actor),
        other_id=queries.seen_party_id(uid, actor=actor),
        kind=given.relation_kind(before["kind"]),
        values=given.relation_values(before),
        rng=dice(),
        actor=actor,
        now=request.now,
    )
    return done(_("Relation is back."), "customer")
