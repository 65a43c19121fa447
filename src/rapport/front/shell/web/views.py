"""Sign-in, habits of the screen, the palette, the manifest."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from rapport.front.shell.palette import groups
from rapport.kernel.access import queries as access
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.errors import Refusal
from rapport.kernel.web.doors import signed_in
from rapport.kernel.web.problems import explain, status_of

YEAR = 365 * 24 * 3600
HABITS = {
    "theme": ("auto", "light", "dark"),
    "density": ("compact", "normal", "roomy"),
    "language": tuple(code for code, _name in settings.LANGUAGES),
    "single_keys": ("on", "off"),
}


def sign_in(request: Any) -> HttpResponse:
    """Show the door, and let in who knows the password."""
    target = _safe(request, request.POST.get("next") or request.GET.get("next") or "/")
    refused = _let_in(request) if request.method == "POST" else None
    if request.reader is not None or (request.method == "POST" and refused is None):
        return redirect(target)
    firm = access.firm()
    context = {
        "next": target,
        "username": request.POST.get("username", "").strip(),
        "problem": explain(refused) if refused else "",
        "firm": firm.name if firm else "",
    }
    return render(
        request, "shell/sign_in.html", context, status=status_of(refused) if refused else 200
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    request.session.flush()
    return redirect("shell:sign_in")


@require_POST
def preferences(request: Any) -> HttpResponse:
    """Keep the habits of the screen: the reader's, and this browser's for before sign-in."""
    chosen = {
        name: value
        for name, allowed in HABITS.items()
        if (value := request.POST.get(name)) in allowed
    }
    if request.reader is not None:
        kept = {name: value == "on" if name == "single_keys" else value
                for name, value in chosen.items()}  # fmt: skip
        accounts.change_preferences(preferences=kept, actor=request.actor, now=request.now)
    if request.headers.get("Accept") == "application/json":
        response: HttpResponse = HttpResponse(status=204)
    else:
        response = redirect(_safe(request, request.POST.get("next") or _came_from(request)))
    for name, value in chosen.items():
        response.set_cookie(name, str(value), max_age=YEAR, samesite="Lax")
    return response


@signed_in
@require_GET
def palette(request: Any) -> HttpResponse:
    """Answer the palette with grouped results."""
    query = request.GET.get("q", "").strip()[:200]
    found = groups(query, actor=request.actor, now=request.now)
    return render(request, "shell/palette_results.html", {"groups": found, "query": query})


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """Tell a telephone how to keep Rapport on its first screen."""
    body = {
        "name": "Rapport",
        "short_name": "Rapport",
        "start_url": "/",
        "display": "standalone",
        "background_color": "#f4f5f6",
        "theme_color": "#17658c",
        "icons": [
            {"src": static("shell/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": static("shell/icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {
                "src": static("shell/icon-512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "any maskable",
            },
        ],
    }
    return JsonResponse(body, content_type="application/manifest+json")


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no connection, what was kept and what to do."""
    return render(request, "shell/offline.html")


def _let_in(request: Any) -> Refusal | None:
    """Begin a session for who gives the right password; return why not otherwise."""
    try:
        entered = accounts.sign_in(
            username=request.POST.get("username", "").strip(),
            password=request.POST.get("password", ""),
            address=request.META.get("REMOTE_ADDR", ""),
            actor=request.actor,
            now=request.now,
        )
    except (accounts.SignInRefused, accounts.TooManySignIns) as refusal:
        return refusal
    request.session.flush()  # nothing of before the sign-in may live on
    request.session["_auth_user_id"] = str(entered.user_id)
    request.session["epoch"] = entered.session_epoch
    rotate_token(request)
    return None


def _safe(request: HttpRequest, target: str) -> str:
    allowed = {request.get_host()}
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=allowed) else "/"


def _came_from(request: HttpRequest) -> str:
    return unquote(request.headers.get("Referer", "")) or "/"
