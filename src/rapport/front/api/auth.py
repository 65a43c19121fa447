"""Who may call: a signed-in person (with the CSRF token for changes) or a good token."""

from __future__ import annotations

from typing import Any

from ninja.utils import check_csrf

from rapport.kernel.errors import N_, NotAllowed
from rapport.kernel.web.problems import SignInNeeded

SAFE = {"GET", "HEAD", "OPTIONS"}


class CsrfTokenNeeded(NotAllowed):
    sentence = N_("A change from a browser session needs its CSRF token.")


class Door:
    """The middleware has already found the actor; this lets nobody else through."""

    def __call__(self, request: Any) -> Any:
        actor = request.actor
        if actor.kind == "nobody":
            raise SignInNeeded()
        if actor.kind == "user" and request.method not in SAFE and check_csrf(request):
            raise CsrfTokenNeeded()
        return actor
