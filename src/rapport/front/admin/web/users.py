"""Colleagues: the list, the page of one, and what an administrator does about him."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.front.admin.given import uids_in, version_in, zones
from rapport.front.shell import commands as shell
from rapport.front.shell.doorkeeper.factors import factors_of
from rapport.front.shell.going import go
from rapport.front.shell.toasts import toast
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.permissions import MANAGE_USERS, VIEW_AS
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.queries import divisions, people, roles
from rapport.kernel.clock import dice
from rapport.kernel.web.doors import signed_in

from .pages import page

HABITS = ("email", "language", "zone")


@signed_in
@require_GET
def users(request: Any) -> HttpResponse:
    """Show colleagues, those who can sign in first."""
    words, state = request.GET.get("q", "").strip()[:80], request.GET.get("state", "active")
    found = people.people(actor=request.actor, words=words, state=state)
    active, gone = people.counts_of_people(actor=request.actor)
    states = (
        ("active", _("Can sign in"), active),
        ("gone", _("Deactivated"), gone),
        ("all", _("All"), active + gone),
    )
    shown = states if people.sees("is_active", request.actor) else ()
    return page(request, "users", "users", people=found, words=words, state=state,
                states=shown, most=people.MOST)  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def new_user(request: Any) -> HttpResponse:
    """Ask who is to sign in, and let him in; a name lets in one person only."""
    actor: Actor = request.actor
    actor.must(MANAGE_USERS)
    if request.method == "GET":
        return page(request, "new_user", "users", **_choices(actor))
    form = request.POST
    chosen_roles, chosen_teams = _named(form, actor)
    new = accounts.NewUser(
        form.get("username", ""),
        form.get("name", ""),
        password=form.get("password") or None,
        roles=chosen_roles,
        teams=chosen_teams,
        habits={name: form.get(name, "") for name in HABITS},
    )
    made = accounts.create_user(new=new, actor=actor, now=request.now, rng=dice())
    row = people.person_of(made.user_id, actor=actor)
    return toast(go(f"/administration/users/{row.uid}"), _("%(name)s added.") % {"name": row.name})


@signed_in
@require_GET
def user(request: Any, uid: UUID) -> HttpResponse:
    """Show a colleague with all that can be changed about him."""
    shown = people.person(uid, actor=request.actor)
    is_me = shown.user_id == request.actor.user_id
    may_look = shown.is_active and not is_me and request.actor.may(VIEW_AS)
    context = {
        "person": shown,
        "is_me": is_me,
        "may_look": may_look,
        "has_factors": request.actor.may(MANAGE_USERS) and factors_of(shown.user_id).asks_twice,
        **_choices(request.actor),
    }
    return page(request, "user", "users", **context)


@signed_in
@require_POST
def change_user(request: Any, uid: UUID) -> HttpResponse:
    """Write what the form says of a colleague."""
    form = request.POST
    accounts.change_user(
        user_uid=uid,
        person=accounts.Person(
            form.get("name", ""),
            roles=uids_in(form.getlist("role")),
            teams=uids_in(form.getlist("team")),
            **{name: form.get(name) for name in ("username", *HABITS)},
        ),
        version=version_in(form.get("version", "")),
        actor=request.actor,
        now=request.now,
    )
    return _back(uid, _("Saved. It holds from the next page that is opened."))


@signed_in
@require_POST
def deactivate_user(request: Any, uid: UUID) -> HttpResponse:
    """Let a colleague sign in no more."""
    who = people.person(uid, actor=request.actor)
    accounts.deactivate_user(user_id=who.user_id, actor=request.actor, now=request.now)
    said = _("%(name)s can no longer sign in.") % {"name": who.name}
    return _back(uid, said, undo=f"/administration/users/{uid}/reactivation")


@signed_in
@require_POST
def reactivate_user(request: Any, uid: UUID) -> HttpResponse:
    """Let a colleague sign in again."""
    accounts.reactivate_user(user_uid=uid, actor=request.actor, now=request.now)
    return _back(uid, _("The colleague can sign in again."))


@signed_in
@require_POST
def end_sessions(request: Any, uid: UUID) -> HttpResponse:
    """Sign a colleague out everywhere."""
    who = people.person(uid, actor=request.actor)
    accounts.end_sessions(user_id=who.user_id, actor=request.actor, now=request.now)
    return _back(uid, _("%(name)s is signed out everywhere.") % {"name": who.name})


@signed_in
@require_POST
def set_password(request: Any, uid: UUID) -> HttpResponse:
    """Give a colleague a new password, which signs him out everywhere."""
    who = people.person(uid, actor=request.actor)
    accounts.set_password(
        user_id=who.user_id,
        password=request.POST.get("password", ""),
        actor=request.actor,
        now=request.now,
    )
    return _back(uid, _("%(name)s has a new password.") % {"name": who.name})


@signed_in
@require_POST
def reset_factors(request: Any, uid: UUID) -> HttpResponse:
    """Let a colleague who lost telephone, key and codes in by password alone again."""
    who = people.person(uid, actor=request.actor)
    shell.reset_factors(user_id=who.user_id, actor=request.actor, now=request.now)
    said = _("%(name)s signs in by password alone until a second step is set up anew.")
    return toast(redirect("admin:user", uid), said % {"name": who.name})


def _back(uid: UUID, said: str, *, undo: str = "") -> HttpResponse:
    return toast(go(f"/administration/users/{uid}"), said, undo=undo)


def _choices(actor: Actor) -> dict[str, Any]:
    return {
        "roles": roles.roles(actor=actor),
        "teams": divisions.teams(actor=actor),
        "zones": zones(),
        "tongues": settings.LANGUAGES,
        "seen": {name for name in people.BLANKS if people.sees(name, actor)},
    }


def _named(form: QueryDict, actor: Actor) -> tuple[list[str], list[str]]:
    """Return the names of the ticked roles and teams."""
    chosen_roles, chosen_teams = uids_in(form.getlist("role")), uids_in(form.getlist("team"))
    return (
        [row.name for row in roles.roles(actor=actor) if row.uid in chosen_roles],
        [row.name for row in divisions.teams(actor=actor) if row.uid in chosen_teams],
    )
