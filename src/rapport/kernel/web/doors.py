"""Small words that views share: who may come in, what a page carries, which version is changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from .problems import SignInNeeded, Stale, VersionNeeded

View = Callable[..., HttpResponse]
TAG = re.compile(r'(?:W/)?"([0-9]{1,9})"')
NO_VERSION = 0  # versions begin with 1


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


def version_named(request: HttpRequest) -> int | None:
    """
    Return the version that If-Match names; None for *, by which the caller takes any.

    A tag that is none of ours names a version that no row has. Refuses VersionNeeded.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise VersionNeeded()
    if given == "*":
        return None
    tag = TAG.fullmatch(given)
    return int(tag[1]) if tag else NO_VERSION


def must_match(
    current: int, named: int | None, difference: Callable[[], Any] | None = None
) -> None:
    """Refuse Stale, with what changed since, when the row is no longer at the named version."""
    if named is not None and current != named:
        raise Stale(version=current, changes=difference() if difference else [])
