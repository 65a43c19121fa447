"""Passkeys: come in by one, add one, remove one."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rapport.front.shell import commands as shell
from rapport.front.shell.doorkeeper import passkeys
from rapport.front.shell.pure import machine_of
from rapport.front.shell.toasts import toast
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.words import Method
from rapport.kernel.errors import Refusal
from rapport.kernel.web.problems import explain, status_of

from .letting_in import let_in, proved, safe, visitor_of
from .security import show_codes
from .sign_in import door

CHALLENGE_FOR = 600  # seconds


@require_POST
def challenge(request: Any) -> HttpResponse:
    """Give the browser what it must answer; the session remembers it."""
    if request.reader is None:
        request.session.set_expiry(CHALLENGE_FOR)  # who only asks leaves nothing behind for long
    return JsonResponse(passkeys.challenge())


@require_POST
def sign_in(request: Any) -> HttpResponse:
    """Let in whose passkey answers the challenge: it stands for name, password and code."""
    target = safe(request, request.POST.get("next") or "/")
    if request.reader is not None:
        return redirect(target)
    try:
        user_id = shell.recognise_by_passkey(
            answer=request.POST.get("answer", ""),
            visitor=visitor_of(request),
            actor=request.actor,
            now=request.now,
        )
    except (shell.PasskeyRefused, accounts.TooManySignIns) as refusal:
        return door(request, target, refusal)
    return let_in(request, user_id, Method.PASSKEY, target)


@require_http_methods(["GET", "HEAD", "POST"])
@proved
def add(request: Any) -> HttpResponse:
    """Make a passkey on this device and keep it."""
    refused: Refusal | None = None
    name = request.POST.get("name", "").strip()
    name = name or machine_of(request.headers.get("User-Agent", ""))[0] or _("Passkey")
    if request.method == "POST":
        try:
            made = shell.add_passkey(
                name=name,
                answer=request.POST.get("answer", ""),
                actor=request.actor,
                now=request.now,
            )
            return show_codes(request, made, _("The passkey is added."))
        except (shell.PasskeyRefused, shell.TooManyPasskeys) as refusal:
            refused = refusal
    context = {
        "options": json.dumps(passkeys.challenge_for_a_new_one(request.actor.user_id)),
        "name": name,
        "problem": explain(refused) if refused else "",
    }
    status = status_of(refused) if refused else 200
    return render(request, "shell/security/passkey.html", context, status=status)


@require_POST
@proved
def remove(request: Any, passkey: int) -> HttpResponse:
    """Remove a passkey."""
    shell.remove_passkey(key=passkey, actor=request.actor, now=request.now)
    return toast(redirect("shell:security"), _("The passkey is removed."))
