"""Invite colleagues by mail."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rapport.front.shell import commands as shell
from rapport.front.shell.toasts import toast
from rapport.front.shell.web.links import house
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.queries import sign_in as queries
from rapport.kernel.clock import dice
from rapport.kernel.errors import Invalid, Refusal
from rapport.kernel.web.doors import signed_in
from rapport.kernel.web.problems import explain, status_of

from .pages import page


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def invitations(request: Any) -> HttpResponse:
    """Show who was invited and has not come yet, and invite somebody more."""
    if request.method != "POST":
        return _page(request)
    given = {name: request.POST.get(name, "").strip() for name in ("name", "username", "email")}
    if not all(given.values()):
        return _page(request, accounts.AddressMissing() if not given["email"] else Invalid())
    new = accounts.NewUser(
        username=given["username"][:64],
        name=given["name"][:120],
        roles=request.POST.getlist("role"),
        teams=request.POST.getlist("team"),
        habits={"email": given["email"][:254]},
    )
    try:
        shell.invite_by_mail(
            new=new, base=house(request), actor=request.actor, now=request.now, rng=dice()
        )
    except Refusal as refusal:
        return _page(request, refusal)
    said = _("{name} was invited.").format(name=new.name)
    return toast(redirect("admin:invitations"), said)


@require_POST
@signed_in
def renew(request: Any, user_uid: UUID) -> HttpResponse:
    """Send a new link; the one of before is dead."""
    shell.invite_again(
        user_uid=user_uid, base=house(request), actor=request.actor, now=request.now, rng=dice()
    )
    return toast(redirect("admin:invitations"), _("A new link is on its way."))


def _page(request: Any, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "invited": queries.invited(now=request.now, actor=request.actor),
        "choices": queries.belongings(actor=request.actor),
        "given": request.POST,
        "given_roles": request.POST.getlist("role"),
        "given_teams": request.POST.getlist("team"),
        "problem": explain(refusal) if refusal else "",
    }
    response = page(request, "invitations", "invitations", **context)
    response.status_code = status_of(refusal) if refusal else 200
    return response
