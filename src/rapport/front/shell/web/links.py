"""One-time links: ask for one, arrive by one, set the password."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from rapport.front.shell import commands as shell
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.queries import sign_in as queries
from rapport.kernel.clock import dice
from rapport.kernel.errors import N_, Unavailable
from rapport.kernel.web.problems import explain, status_of

from .letting_in import remember_device, visitor_of

LINK = "link"
ASK_OR_DO = require_http_methods(["GET", "HEAD", "POST"])
SAME_TIME = 0.4  # seconds; writing a letter takes a few milliseconds that would tell of an account


class HouseUnnamed(Unavailable):
    """Any host would do for this server: a link made of the asker's could lead to a thief."""

    sentence = N_("This server does not know its own address. Set RAPPORT_URL and start it again.")


def house(request: HttpRequest) -> str:
    """Return what links in mails begin with. Refuses HouseUnnamed."""
    if settings.PUBLIC_URL:
        return str(settings.PUBLIC_URL)
    if any(host.startswith(("*", ".")) for host in settings.ALLOWED_HOSTS):
        raise HouseUnnamed()
    return f"{request.scheme}://{request.get_host()}"


@ASK_OR_DO
def forgotten(request: Any) -> HttpResponse:
    """Send a link to who forgot his password; say the same whoever he says he is."""
    context: dict[str, Any] = {"login": request.POST.get("login", "").strip()}
    if request.method != "POST":
        return render(request, "shell/forgotten.html", context)
    begun = time.monotonic()
    try:
        shell.send_password_link(
            login=context["login"],
            base=house(request),
            visitor=visitor_of(request),
            actor=request.actor,
            now=request.now,
            rng=dice(),
        )
    except accounts.TooManySignIns as refusal:
        context["problem"] = explain(refusal)
        return render(request, "shell/forgotten.html", context, status=status_of(refusal))
    time.sleep(max(0.0, begun + SAME_TIME - time.monotonic()))
    return render(request, "shell/forgotten.html", context | {"is_sent": True})


@sensitive_variables("secret")
@require_GET
def arrive(request: Any, secret: str) -> HttpResponse:
    """Take the secret out of the address, where history and logs would keep it."""
    response = redirect("shell:welcome")
    # Not in the session: one that a stranger planted in this browser would tell him the secret.
    response.set_cookie(
        LINK,
        secret[:100],
        max_age=3600,
        path="/welcome",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@sensitive_post_parameters("password")
@ASK_OR_DO
def welcome(request: Any) -> HttpResponse:
    """Let the reader of a link set his password; then he signs in with it."""
    secret = request.COOKIES.get(LINK, "")
    card = queries.good_link(secret, now=request.now) if secret else None
    if card is None:
        return render(request, "shell/welcome.html", {"card": None}, status=404)
    if request.method != "POST":
        return render(request, "shell/welcome.html", {"card": card})
    try:
        _, username = accounts.set_password_by_link(
            secret=secret,
            password=request.POST.get("password", ""),
            actor=request.actor,
            now=request.now,
        )
    except accounts.WeakPassword as refusal:
        context = {"card": card, "problem": explain(refusal)}
        return render(request, "shell/welcome.html", context, status=status_of(refusal))
    except accounts.LinkDead:
        return render(request, "shell/welcome.html", {"card": None}, status=404)
    request.session.flush()
    response = redirect("/sign-in?set")
    response.delete_cookie(LINK, path="/welcome", samesite="Lax")
    # Who reads the person's mail is no stranger at this browser: the way out of a lock-out.
    remember_device(request, response, username)
    return response
