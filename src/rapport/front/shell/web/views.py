"""Habits of the screen, the palette, the manifest."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_GET, require_POST

from rapport.front.shell.palette import groups
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.web.doors import signed_in

from .letting_in import safe

YEAR = 365 * 24 * 3600
HABITS = {
    "theme": ("auto", "light", "dark"),
    "density": ("compact", "normal", "roomy"),
    "language": tuple(code for code, _name in settings.LANGUAGES),
    "single_keys": ("on", "off"),
}


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
        response = redirect(safe(request, request.POST.get("next") or _came_from(request)))
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


def _came_from(request: HttpRequest) -> str:
    return unquote(request.headers.get("Referer", "")) or "/"
