"""Notes, tags, owner, history and the recycle bin of a customer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.customers.parties import commands as parties
from rapport.customers.parties import queries
from rapport.customers.parties.words import Holder
from rapport.front.desk.customer import forms, given
from rapport.front.desk.customer.history import history as steps_of
from rapport.front.desk.people import colleague_key, colleagues
from rapport.front.shell.toasts import toast
from rapport.kernel.clock import dice
from rapport.kernel.web.doors import signed_in
from rapport.kernel.web.problems import is_fragment

from .deeds import done, recall, remember
from .going import go

ASK_OR_DO = require_http_methods(["GET", "POST"])


@signed_in
@ASK_OR_DO
def new_note(request: Any, uid: UUID) -> HttpResponse:
    """Ask for a note, and write it."""
    key = queries.seen_party_id(uid, actor=request.actor)
    if request.method == "GET":
        form = forms.Dialog(uid, None, {}, {})
        return render(request, "desk/customer/note_dialog.html", {"form": form})
    parties.add_note(
        party_id=key,
        text=request.POST.get("text", ""),
        is_pinned=request.POST.get("is_pinned") == "1",
        rng=dice(),
        actor=request.actor,
        now=request.now,
    )
    return done(_("Note saved."), "customer", "timeline")


@signed_in
@ASK_OR_DO
def note(request: Any, uid: UUID, part: UUID) -> HttpResponse:
    """Show a note to change, and change it; only its author changes its text."""
    actor, now = request.actor, request.now
    card = queries.customer_card(uid, actor=actor, now=now)
    found = forms.one_of(card.notes, part)
    if request.method == "GET":
        form = forms.Dialog(uid, found, {"text": found.text, "is_pinned": found.is_pinned}, {})
        return render(request, "desk/customer/note_dialog.html", {"form": form})
    text = request.POST.get("text") if found.is_own else None
    is_pinned = request.POST.get("is_pinned") == "1"
    parties.change_note(note_id=found.note_id, text=text, is_pinned=is_pinned, actor=actor, now=now)
    return done(_("Note changed."), "customer", "timeline")


@signed_in
@require_POST
def remove_note(request: Any, uid: UUID, part: UUID) -> HttpResponse:
    """Put a note into the recycle bin."""
    key = queries.seen_party_id(uid, actor=request.actor)
    note_id = queries.part_id("note", part, key)
    parties.remove_note(note_id=note_id, actor=request.actor, now=request.now)
    undo = f"/customers/{uid}/notes/{part}/restored"
    return done(_("Note removed."), "customer", "timeline", undo=undo)


@signed_in
@require_POST
def restore_note(request: Any, uid: UUID, part: UUID) -> HttpResponse:
    """Take a note out of the recycle bin."""
    key = queries.seen_party_id(uid, actor=request.actor)
    note_id = queries.part_id("note", part, key)
    parties.restore_note(note_id=note_id, actor=request.actor, now=request.now)
    return done(_("Note is back."), "customer", "timeline")


@signed_in
@ASK_OR_DO
def tags(request: Any, uid: UUID) -> HttpResponse:
    """Show the tags to change, and change them."""
    actor, now = request.actor, request.now
    card = queries.customer_card(uid, actor=actor, now=now)
    before = list(card.fields.get("tags") or ())
    if request.method == "GET":
        form = forms.Dialog(uid, None, {"tags": "、".join(before)}, {})
        return render(request, "desk/customer/tags_dialog.html", {"form": form})
    word = remember(request, {"tags": before})
    wanted = given.tags_given(request.POST.get("tags", ""))
    parties.set_tags(party_id=card.party_id, tags=wanted, actor=actor, now=now)
    return done(_("Tags changed."), "customer", undo=f"/customers/{uid}/tags/restored?word={word}")


@signed_in
@require_POST
def restore_tags(request: Any, uid: UUID) -> HttpResponse:
    """Give the customer the tags from before."""
    before = recall(request, request.GET.get("word", ""))
    key = queries.seen_party_id(uid, actor=request.actor)
    parties.set_tags(party_id=key, tags=before["tags"], actor=request.actor, now=request.now)
    return done(_("The tags from before are back."), "customer")


@signed_in
@ASK_OR_DO
def owner(request: Any, uid: UUID) -> HttpResponse:
    """Ask to whom the customer is to belong, and assign."""
    actor, now = request.actor, request.now
    if request.method == "GET":
        queries.seen_party_id(uid, actor=actor)
        people = colleagues(request.GET.get("find", ""), actor=actor, now=now)
        part = "owner_choices" if "find" in request.GET else "owner_dialog"
        context = {"people": people, "uid": uid}
        return render(request, f"desk/customer/{part}.html", context)
    card = queries.customer_card(uid, actor=actor, now=now)
    before = card.fields.get("owner")
    word = remember(request, {"owner": str(before or "")})
    key, name = colleague_key(request.POST.get("owner", ""), actor=actor, now=now)
    parties.assign_owner(party_id=card.party_id, holder=Holder(key), actor=actor, now=now)
    said = _("%(customer)s belongs to %(name)s now.")
    said %= {"customer": card.fields.get("name", ""), "name": name}
    undo = f"/customers/{uid}/owner/restored?word={word}" if before else ""
    return toast(go(f"/customers/{uid}"), said, undo=undo)


@signed_in
@require_POST
def restore_owner(request: Any, uid: UUID) -> HttpResponse:
    """Give the customer back to whom it belonged."""
    actor, before = request.actor, recall(request, request.GET.get("word", ""))
    key, _name = colleague_key(before["owner"], actor=actor, now=request.now)
    parties.assign_owner(
        party_id=queries.seen_party_id(uid, actor=actor),
        holder=Holder(key),
        actor=actor,
        now=request.now,
    )
    return done(_("The owner from before is back."), "customer")


@signed_in
@require_GET
def history(request: Any, uid: UUID) -> HttpResponse:
    """Show what the record was before, all of it or one field."""
    field = request.GET.get("field", "")
    steps = steps_of(uid, field, actor=request.actor, now=request.now)
    context = {"steps": steps, "uid": uid, "field": field}
    if not is_fragment(request):
        return redirect(f"/customers/{uid}")
    return render(request, "desk/customer/history.html", context)


@signed_in
@require_POST
def delete(request: Any, uid: UUID) -> HttpResponse:
    """Put the customer into the recycle bin and go back to the list."""
    key = queries.seen_party_id(uid, actor=request.actor)
    parties.delete_customer(party_id=key, actor=request.actor, now=request.now)
    undo = f"/customers/{uid}/restored?key={remember(request, {'party': key})}"
    return toast(go("/customers"), _("Put into the recycle bin for 30 days."), undo=undo)


@signed_in
@require_POST
def restore(request: Any, uid: UUID) -> HttpResponse:
    """Take the customer out of the recycle bin."""
    key = recall(request, request.GET.get("key", ""))["party"]
    parties.restore_customer(party_id=key, actor=request.actor, now=request.now)
    return done(_("The customer is back."))
