"""A look through a colleague's eyes: begun on his page, ended from every page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from rapport.kernel.accounts import commands as accounts
from rapport.kernel.web import viewing
from rapport.kernel.web.doors import signed_in


@signed_in
@require_POST
def begin_view_as(request: Any, uid: UUID) -> HttpResponse:
    """Let the session see what the colleague sees, from its next page on."""
    look = accounts.begin_view_as(user_uid=uid, actor=request.actor, now=request.now)
    viewing.begin(request.session, look.user_id, now=request.now)
    return redirect("/")


@signed_in
@require_POST
def end_view_as(request: Any) -> HttpResponse:
    """Let the session see with its own eyes again."""
    user_id = viewing.end(request.session)
    if user_id is not None:
        accounts.end_view_as(user_id=user_id, actor=request.actor, now=request.now)
    return redirect("/administration/users")
