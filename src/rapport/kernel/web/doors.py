"""Small words that views share: who may come in, what a page carries, which version is changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from .problems import SignInNeeded, Stale, VersionNeeded

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Let only signed-in people and good tokens through to the view."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.kind == "nobody":
            raise SignInNeeded()
        return view(request, *args, **kwargs)

    guarded.needs_sign_in = True  # type: ignore[attr-defined]
    return guarded


def etag(version: int) -> str:
    return f'"{version}"'


def version_named(request: HttpRequest) -> int:
    """Return the version that If-Match names. Refuses VersionNeeded."""
    given = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not given.isdigit():
        raise VersionNeeded()
    return int(given)


def must_match(current: int, named: int, difference: Callable[[], Any] | None = None) -> None:
    """Refuse Stale, with what changed since, when the row is no longer at the named version."""
    if current != named:
        raise Stale(version=current, changes=difference() if difference else [])
