"""Sign-in, habits of the screen, the palette, the manifest."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.front.shell.palette import groups
from rapport.kernel.access import queries as access
from rapport.kernel.web.doors import signed_in

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
    if request.reader is not None:
        return redirect(target)
    username = request.POST.get("username", "").strip()
    problem = ""
    if request.method == "POST":
        user = authenticate(request, username=username, password=request.POST.get("password", ""))
        if user is not None:
            login(request, user)
            request.session["epoch"] = user.session_epoch
            return redirect(target)
        problem = _("Name and password do not match. The name is kept; type the password again.")
    firm = access.firm()
    context = {
        "next": target,
        "username": username,
        "problem": problem,
        "firm": firm.name if firm else "",
    }
    return render(request, "shell/sign_in.html", context, status=422 if problem else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("shell:sign_in")


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the habits of the screen: the reader's, and this browser's for before sign-in."""
    chosen = {
        name: value
        for name, allowed in HABITS.items()
        if (value := request.POST.get(name)) in allowed
    }
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


def _safe(request: HttpRequest, target: str) -> str:
    allowed = {request.get_host()}
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=allowed) else "/"


def _came_from(request: HttpRequest) -> str:
    return unquote(request.headers.get("Referer", "")) or "/"
