"""Every address of the house: each room brings its own, the fronts come last."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from rapport.config.rooms import has

FRONT = ("rapport.front.shell", "rapport.front.desk", "rapport.front.api", "rapport.front.portal")


def _room_addresses() -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = []
    for room in settings.ROOMS:
        if room not in FRONT and has(room, "web"):
            urls = import_module(f"{room}.web.urls")
            prefix = getattr(urls, "PREFIX", room.rpartition(".")[2] + "/")
            found.append(path(prefix, include((urls.urlpatterns, room.rpartition(".")[2]))))
    for room in FRONT:
        if has(room, "web"):
            urls = import_module(f"{room}.web.urls")
            found.append(path("", include((urls.urlpatterns, room.rpartition(".")[2]))))
    return found


urlpatterns = _room_addresses()
handler404 = "rapport.kernel.web.problems.not_found"
handler500 = "rapport.kernel.web.problems.broken"
handler400 = "rapport.kernel.web.problems.bad_request"
handler403 = "rapport.kernel.web.problems.forbidden"
