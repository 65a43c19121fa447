"""The application that the server serves: sockets to the hub, the rest to Django."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - settings first
from django.urls import get_resolver  # noqa: E402
from django.utils import translation  # noqa: E402

from rapport.kernel.live.socket import LiveDoor  # noqa: E402
from rapport.kernel.web import logs  # noqa: E402
from rapport.kernel.web.server.bridge import Bridge  # noqa: E402
from rapport.kernel.web.server.limits import Limits  # noqa: E402
from rapport.kernel.web.server.pages import Pages  # noqa: E402
from rapport.kernel.web.server.ready import database_answers  # noqa: E402
from rapport.kernel.web.server.statics import StaticFiles  # noqa: E402


def warm() -> None:
    """Load what the first request would wait for: addresses, words."""
    get_resolver().url_patterns  # noqa: B018 - building it imports every view
    for code, _ in settings.LANGUAGES:
        with translation.override(code):
            translation.gettext("")


def compose() -> Bridge:
    """Put the house behind one port."""
    logs.keep(settings.HOME / "logs", process=os.environ.get("RAPPORT_PROCESS", "web"))
    warm()
    spools = settings.HOME / "spool"
    spools.mkdir(mode=0o700, parents=True, exist_ok=True)
    root = settings.STATIC_ROOT
    statics = None
    if root and root.is_dir() and not settings.DEBUG:
        statics = StaticFiles(root, settings.STATIC_URL)
    return Bridge(
        Pages(),
        LiveDoor,
        limits=Limits.of(os.environ, folder=str(spools)),
        statics=statics,
        ready=database_answers,
    )


application = compose()
