"""Who may call: a signed-in person (with the CSRF token for changes) or a good token."""

from __future__ import annotations

from typing import Any

from ninja.utils import check_csrf

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.queries import Reader
from rapport.kernel.access.scopes import opens, resources
from rapport.kernel.errors import N_, NotAllowed
from rapport.kernel.web.problems import SignInNeeded

SAFE = {"GET", "HEAD", "OPTIONS"}
OWN = {"me"}  # what a token may always ask: what it is


class CsrfTokenNeeded(NotAllowed):
    sentence = N_("A change from a browser session needs its CSRF token.")


class ScopeMissing(NotAllowed):
    sentence = N_("This token has no scope {scope}. Use one that has.")


class Door:
    """The middleware has already found the actor; this lets nobody else through."""

    def __call__(self, request: Any) -> Any:
        if request.actor.kind == "nobody":
            raise SignInNeeded()
        if request.actor.kind == "token":
            request.actor = _by_its_scopes(request)
        elif request.method not in SAFE and check_csrf(request):
            raise CsrfTokenNeeded()
        return request.actor


def resource_of(route: str) -> str:
    """
    Return the resource that a route of the interface is about: the last that its path names.

    The words are the route's own; what stands in a place of the path names nothing.
    """
    words = [word for word in route.removeprefix("api/v1/").split("/") if "<" not in word]
    known = resources()
    return next((word for word in reversed(words) if word in known), words[0])


def _by_its_scopes(request: Any) -> Actor:
    """Return the actor as far as his token goes here. Refuses ScopeMissing."""
    reader: Reader = request.reader
    resource = resource_of(request.resolver_match.route)
    writes = request.method not in SAFE
    if resource not in OWN and not opens(reader.scopes, resource, writes=writes):
        raise ScopeMissing(scope=f"{resource}:{'write' if writes else 'read'}")
    return reader.on(resource)
