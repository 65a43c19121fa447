"""Roles: the matrix of all, the form of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.front.admin import matrix
from rapport.front.admin.given import ChoiceUnknown, uid_in, version_in
from rapport.front.shell.going import go
from rapport.front.shell.toasts import toast
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.access.words import Reach
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.queries import roles as queries
from rapport.kernel.clock import dice
from rapport.kernel.web.doors import signed_in

from .pages import page

ROLES = "/administration/roles"
GRANT = "grant:"


@signed_in
@require_GET
def roles(request: Any) -> HttpResponse:
    """Show what each role may do, and how far."""
    found = queries.roles(actor=request.actor)
    return page(request, "roles", "roles", roles=found, rooms=matrix.matrix(found))


@signed_in
@require_http_methods(["GET", "POST"])
def new_role(request: Any) -> HttpResponse:
    """Ask what a new role may do, beginning with another's grants where one is named."""
    request.actor.must(MANAGE_USERS)
    if request.method == "GET":
        uid = uid_in(request.GET.get("like", ""))
        like = queries.role(uid, actor=request.actor) if uid else None
        context = {
            "rooms": matrix.matrix([], like.grants if like else {}),
            "rules": matrix.rules(like.denied_fields if like else frozenset()),
            "like": like,
            "request_key": uuid4().hex,
        }
        return page(request, "role", "roles", **context)
    accounts.create_role(
        role=_given(request.POST),
        request_key=request.POST.get("request_key") or None,
        actor=request.actor,
        now=request.now,
        rng=dice(),
    )
    return toast(go(ROLES), _("Role added."))


@signed_in
@require_GET
def role(request: Any, uid: UUID) -> HttpResponse:
    """Show a role with all that can be changed about it."""
    found = queries.role(uid, actor=request.actor)
    rooms, rules = matrix.matrix([], found.grants), matrix.rules(found.denied_fields)
    return page(request, "role", "roles", role=found, rooms=rooms, rules=rules)


@signed_in
@require_POST
def change_role(request: Any, uid: UUID) -> HttpResponse:
    """Write what the form says of a role."""
    accounts.change_role(
        role_uid=uid,
        role=_given(request.POST),
        version=version_in(request.POST.get("version", "")),
        actor=request.actor,
        now=request.now,
    )
    return toast(go(ROLES), _("Saved. It holds from the next page that is opened."))


@signed_in
@require_POST
def delete_role(request: Any, uid: UUID) -> HttpResponse:
    """Delete a role that nobody has."""
    accounts.delete_role(role_uid=uid, actor=request.actor, now=request.now)
    return toast(go(ROLES), _("Role deleted."))


def _given(form: QueryDict) -> accounts.RoleGiven:
    grants = {
        name.removeprefix(GRANT): _reach(str(form[name])) for name in form if name.startswith(GRANT)
    }
    return accounts.RoleGiven(form.get("name", ""), grants, form.getlist("denied"))


def _reach(word: str) -> Reach:
    if word.upper() not in Reach.__members__:
        raise ChoiceUnknown()
    return Reach.named(word)
