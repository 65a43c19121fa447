"""Sent mail, and the server that carries it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.kernel.clock import dice
from rapport.kernel.errors import N_, Invalid, Refusal
from rapport.kernel.mail import commands, queries
from rapport.kernel.mail.words import NewMail, Security, ServerGiven, State
from rapport.kernel.web.doors import signed_in
from rapport.kernel.web.problems import explain, status_of

from .pages import page

HERE = "mails"
STATES = {
    State.WAITING: (N_("Waiting"), "accent"),
    State.SENT: (N_("Sent"), "good"),
    State.FAILED: (N_("Failed"), "bad"),
    State.KEPT: (N_("Kept here"), "warn"),
}
SECURITY = {
    Security.STARTTLS: N_("STARTTLS (port 587)"),
    Security.TLS: N_("TLS (port 465)"),
    Security.NONE: N_("None: only on this machine"),
}


@signed_in
@require_GET
def mails(request: Any) -> HttpResponse:
    """Show the mails, the newest first."""
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 18 else None
    rows = queries.mails(before=before, actor=request.actor)
    context = {
        "mails": [(row, *_state(row.state)) for row in rows],
        "older": rows[-1].key if len(rows) == queries.PAGE else None,
        "has_server": queries.has_server(),
    }
    return page(request, "mails", HERE, **context)


@signed_in
@require_GET
def mail(request: Any, uid: UUID) -> HttpResponse:
    """Show a mail as its reader gets it."""
    found = queries.mail_page(uid, actor=request.actor)
    words, tone = _state(found.row.state)
    context = {"mail": found.row, "text": found.text, "state": words, "tone": tone}
    return page(request, "mail", HERE, **context)


@sensitive_post_parameters("password")
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def server(request: Any) -> HttpResponse:
    """Show and set the mail server."""
    card = queries.server(actor=request.actor)
    if request.method != "POST":
        return _server_page(request, card)
    given = _given(request)
    try:
        commands.set_mail_server(given=given, actor=request.actor, now=request.now, rng=dice())
    except Invalid as refusal:
        return _server_page(request, given, refusal)
    return redirect("admin:set_mail_server")


@signed_in
@require_POST
def trial(request: Any) -> HttpResponse:
    """Send a letter to see whether it arrives."""
    letter = NewMail(
        to_address=request.POST.get("to", "").strip(),
        to_name=request.actor.name,
        subject=_("Rapport: a trial"),
        text=_("If you read this, the mail server is set well."),
    )
    try:
        commands.try_mail_server(letter=letter, actor=request.actor, now=request.now, rng=dice())
    except (Invalid, commands.ServerMissing) as refusal:
        return _server_page(request, queries.server(actor=request.actor), refusal)
    return redirect("admin:mails")


def _given(request: HttpRequest) -> ServerGiven:
    port = request.POST.get("port", "")
    security = request.POST.get("security", "")
    return ServerGiven(
        host=request.POST.get("host", "").strip(),
        port=int(port) if port.isdecimal() and len(port) < 6 else 0,
        security=Security(security) if security in set(Security) else Security.STARTTLS,
        username=request.POST.get("username", "").strip(),
        password=request.POST.get("password", ""),
        from_address=request.POST.get("from_address", "").strip(),
        from_name=request.POST.get("from_name", "").strip(),
    )


def _server_page(request: HttpRequest, card: Any, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "server": card,
        "is_set": queries.has_server(),
        "security": [(key, _(words)) for key, words in SECURITY.items()],
        "problem": explain(refusal) if refusal else "",
    }
    response = page(request, "mail_server", HERE, **context)
    response.status_code = status_of(refusal) if refusal else 200
    return response


def _state(state: str) -> tuple[str, str]:
    words, tone = STATES[State(state)]
    return _(words), tone
