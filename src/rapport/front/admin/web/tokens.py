"""Tokens of everybody's programs: made, shown once, ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.front.admin import auditing, opening
from rapport.front.admin.given import key_in
from rapport.front.shell.going import go
from rapport.front.shell.toasts import toast
from rapport.kernel.access.permissions import MANAGE_TOKENS
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.queries.tokens import tokens_of
from rapport.kernel.clock import dice
from rapport.kernel.web.doors import signed_in

from .pages import page

TOKENS = "/administration/tokens"
MOST = 500
DAYS = (30, 90, 365)


@signed_in
@require_GET
def tokens(request: Any) -> HttpResponse:
    """Show everybody's tokens, the newest first, those that still let a program in before all."""
    request.actor.must(MANAGE_TOKENS)
    cards, _more = tokens_of(actor=request.actor, limit=MOST)
    found = [(card, card.state(request.now)) for card in cards]
    found.sort(key=lambda pair: pair[1] != "active")
    return page(request, "tokens", "tokens", tokens=found)


@signed_in
@require_http_methods(["GET", "POST"])
def new_token(request: Any) -> HttpResponse:
    """Ask for whom and until when, make the token, and show its secret this once."""
    actor = request.actor
    actor.must(MANAGE_TOKENS)
    if request.method == "GET":
        people = auditing.colleagues(actor=actor, now=request.now)
        return page(request, "new_token", "tokens", people=people, days=DAYS,
                    resources=opening.labels(), reaches=opening.reaches())  # fmt: skip
    form = request.POST
    days = form.get("days", "")
    name = form.get("name", "").strip()[:120] or _("Token")
    _made, secret = accounts.create_token(
        user_id=key_in(form, "user"),
        name=name,
        scopes=opening.scopes_in(form) if form.get("rights") == "some" else (),
        expires_at=request.now + timedelta(days=int(days)) if days in map(str, DAYS) else None,
        actor=actor,
        now=request.now,
        rng=dice(),
    )
    return page(request, "token_made", "tokens", secret=secret, name=name)


@signed_in
@require_POST
def end_token(request: Any, uid: UUID) -> HttpResponse:
    """End a token at once."""
    request.actor.must(MANAGE_TOKENS)
    accounts.end_token(token_uid=uid, actor=request.actor, now=request.now)
    return toast(go(TOKENS), _("Token ended. Its program is let in no more."))
