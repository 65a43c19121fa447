"""The door: password, code, and out again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from rapport.front.shell import commands as shell
from rapport.front.shell.doorkeeper import providers
from rapport.front.shell.doorkeeper.factors import factors_of
from rapport.kernel.access import queries as access
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.queries.sign_in import nobody_can_sign_in
from rapport.kernel.accounts.words import Method
from rapport.kernel.errors import Refusal
from rapport.kernel.web.problems import explain, status_of

from .letting_in import hold, let_in, pending, safe, visitor_of

SECOND_STEP = "shell:second_step"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Any) -> HttpResponse:
    """Show the door, and let in who knows the password and is asked for no more."""
    target = safe(request, request.POST.get("next") or request.GET.get("next") or "/")
    if request.reader is not None:
        return redirect(target)
    if request.method != "POST":
        return door(request, target)
    username = request.POST.get("username", "").strip()
    try:
        known = accounts.recognise(
            username=username,
            password=request.POST.get("password", ""),
            visitor=visitor_of(request, username),
            actor=request.actor,
            now=request.now,
        )
    except (accounts.SignInRefused, accounts.TooManySignIns) as refusal:
        return door(request, target, refusal)
    if factors_of(known.user_id).asks_twice:
        hold(request, known.user_id, target)
        return redirect(SECOND_STEP)
    return let_in(request, known.user_id, Method.PASSWORD, target)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: Any) -> HttpResponse:
    """Ask who has shown his password for a code, a recovery code or his passkey."""
    held = pending(request)
    if held is None:
        return redirect("shell:sign_in")
    user_id, refused = held.reader.actor.user_id or 0, None
    if request.method == "POST":
        try:
            method = shell.prove_second_factor(
                user_id=user_id,
                code=request.POST.get("code", ""),
                visitor=visitor_of(request, held.reader.username),
                actor=held.reader.actor,
                now=request.now,
            )
            return let_in(request, user_id, method, held.target)
        except (shell.CodeWrong, accounts.TooManySignIns) as refusal:
            refused = refusal
    context = {
        "name": held.reader.actor.name,
        "factors": factors_of(user_id),
        "target": held.target,
        "problem": explain(refused) if refused else "",
    }
    status = status_of(refused) if refused else 200
    return render(request, "shell/second_step.html", context, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.session.session_key:
        accounts.note_sign_out(
            key=request.session.session_key,
            actor=request.actor,  # type: ignore[attr-defined]
            now=request.now,  # type: ignore[attr-defined]
        )
    request.session.flush()
    return redirect("shell:sign_in")


def door(request: Any, target: str, refusal: Refusal | None = None) -> HttpResponse:
    firm = access.firm()
    context = {
        "next": target,
        "username": request.POST.get("username", "").strip(),
        "problem": explain(refusal) if refusal else "",
        "said": _("Your password is set. Sign in with it.") if "set" in request.GET else "",
        "provider": providers.name(),
        "firm": firm.name if firm else "",
        "is_new_home": not providers.name() and nobody_can_sign_in(),
    }
    status = status_of(refusal) if refusal else 200
    return render(request, "shell/sign_in.html", context, status=status)
