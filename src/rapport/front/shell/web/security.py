"""One's own sign-in: password, codes, recovery codes, where one is signed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.front.shell import commands as shell
from rapport.front.shell import sessions_shown
from rapport.front.shell.doorkeeper import factors, providers
from rapport.front.shell.toasts import toast
from rapport.kernel.access.sealed import seal, unseal
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.queries import sign_in as queries
from rapport.kernel.errors import Refusal
from rapport.kernel.web.problems import explain, status_of

from .letting_in import in_person, note_proof, proved, safe, stay, visitor_of

SETTING_UP = "setting_up"
ASK_OR_DO = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
@in_person
def page(request: Any) -> HttpResponse:
    """Show how one signs in and where one is signed in."""
    return _page(request)


@sensitive_post_parameters("password")
@ASK_OR_DO
@in_person
def proof(request: Any) -> HttpResponse:
    """Ask for the password again before something grave is done."""
    target = safe(request, request.POST.get("next") or request.GET.get("next") or "/security")
    context = {"next": target, "person": queries.person(request.actor.user_id)}
    if request.method != "POST":
        return render(request, "shell/security/proof.html", context)
    try:
        accounts.prove_password(
            password=request.POST.get("password", ""),
            visitor=visitor_of(request, request.reader.username),
            actor=request.actor,
            now=request.now,
        )
    except (accounts.PasswordWrong, accounts.TooManySignIns) as refusal:
        context["problem"] = explain(refusal)
        return render(request, "shell/security/proof.html", context, status=status_of(refusal))
    note_proof(request)
    return redirect(target)


@sensitive_post_parameters("old", "new")
@require_POST
@in_person
def change_password(request: Any) -> HttpResponse:
    """Change one's password; all other sessions end."""
    try:
        accounts.change_password(
            old=request.POST.get("old", ""),
            new=request.POST.get("new", ""),
            visitor=visitor_of(request, request.reader.username),
            session_uid=queries.session_uid(request.session.session_key),
            actor=request.actor,
            now=request.now,
        )
    except (
        accounts.PasswordWrong,
        accounts.TooManySignIns,
        accounts.WeakPassword,
    ) as refusal:
        return _page(request, refusal)
    stay(request)
    return toast(redirect("shell:security"), _("The password is changed. Elsewhere you are out."))


@sensitive_post_parameters("code")
@ASK_OR_DO
@proved
def codes(request: Any) -> HttpResponse:
    """Set up an authenticator application: show its QR code, then take a first code."""
    sealed = request.session.get(SETTING_UP)
    if sealed is None or request.method != "POST":
        sealed = request.session[SETTING_UP] = seal(factors.new_secret(), use=SETTING_UP)
    secret, refused = unseal(sealed, use=SETTING_UP), None
    if request.method == "POST":
        try:
            made = shell.switch_on_codes(
                secret=secret,
                code=request.POST.get("code", ""),
                actor=request.actor,
                now=request.now,
            )
            del request.session[SETTING_UP]
            return show_codes(request, made, _("From now on you are asked for a code."))
        except shell.CodeWrong as refusal:
            refused = refusal
    context = {
        "drawing": factors.drawing_of(factors.address_of(request.actor.user_id, secret)),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "problem": explain(refused) if refused else "",
    }
    status = status_of(refused) if refused else 200
    return render(request, "shell/security/codes.html", context, status=status)


@require_POST
@proved
def switch_off_codes(request: Any) -> HttpResponse:
    """Be asked for no codes any more."""
    shell.switch_off_codes(actor=request.actor, now=request.now)
    return toast(redirect("shell:security"), _("You are asked for no codes any more."))


@require_POST
@proved
def recovery_codes(request: Any) -> HttpResponse:
    """Make new recovery codes and show them this once."""
    made = shell.renew_recovery_codes(actor=request.actor, now=request.now)
    return show_codes(request, made, "")


@require_POST
@in_person
def end_one(request: Any, session_uid: UUID) -> HttpResponse:
    """End one session, at once."""
    is_here = queries.session_uid(request.session.session_key) == session_uid
    accounts.end_session(session_uid=session_uid, actor=request.actor, now=request.now)
    if is_here:
        request.session.flush()
        return redirect("shell:sign_in")
    return toast(redirect("shell:security"), _("That session has ended."))


@require_POST
@in_person
def end_others(request: Any) -> HttpResponse:
    """Sign out everywhere else."""
    here = queries.session_uid(request.session.session_key)
    accounts.end_sessions(
        user_id=request.actor.user_id, but=here, actor=request.actor, now=request.now
    )
    stay(request)
    return toast(redirect("shell:security"), _("Everywhere else you are out."))


def show_codes(request: Any, made: list[str], said: str) -> HttpResponse:
    """Show recovery codes once; they are in no session and in no address."""
    if not made:
        return toast(redirect("shell:security"), said)
    return render(request, "shell/security/recovery_codes.html", {"made": made, "said": said})


def _page(request: Any, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "person": queries.person(request.actor.user_id),
        "factors": factors.factors_of(request.actor.user_id),
        "provider": providers.name(),
        "connection": providers.connection_of(request.actor.user_id),
        "sessions": sessions_shown.sessions(
            request.actor.user_id, here=request.session.session_key
        ),
        "problem": explain(refusal) if refusal else "",
    }
    status = status_of(refusal) if refusal else 200
    return render(request, "shell/security/page.html", context, status=status)
