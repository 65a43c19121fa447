"""Keep when a session was last used, for the list of one's sessions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse

from rapport.kernel.accounts import commands as accounts

EVERY = timedelta(minutes=5)
SEEN = "seen"


def seen(respond: Callable[[Any], HttpResponse]) -> Callable[[Any], HttpResponse]:
    """Note every five minutes that the session is alive, which also lets it live on."""

    def middleware(request: Any) -> HttpResponse:
        if request.reader is not None and request.actor.kind == "user":
            last = request.session.get(SEEN)
            if last is not None and request.now.timestamp() - last >= EVERY.total_seconds():
                request.session[SEEN] = request.now.timestamp()
                accounts.note_session_seen(key=request.session.session_key, now=request.now)
        return respond(request)

    return middleware
