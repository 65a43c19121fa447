"""Every address of the house, out of Django's URL map, and how to ask for it as somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import URLPattern, get_resolver

from rapport.front.api.description import describe
from rapport.front.api.web.assembled import API
from rapport.kernel.access.models import User

PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ROOTS = ("/api/v1", "/administration")
OTHER_WORDS = {"users": "colleagues"}  # administration's word for an entity's key


@dataclass(frozen=True)
class Address:
    """One pattern of the URL map; `path` has places such as <uid>."""

    name: str
    path: str
    key: str = ""  # the entity that the pattern itself names

    @property
    def places(self) -> list[str]:
        return PLACE.findall(self.path)

    @property
    def resource(self) -> str:
        """Return the first word of the path behind the root: customers, orders, imports."""
        path = self.path
        for root in ROOTS:
            path = path.removeprefix(root)
        word = path.strip("/").partition("/")[0]
        return OTHER_WORDS.get(word, word)

    def at(self, **values: Any) -> str:
        """Return the path with its places filled."""
        return PLACE.sub(lambda found: str(values[found[1]]), self.path)


def addresses() -> list[Address]:
    """Return all addresses, each once, as the first that matches decides."""
    found: dict[str, Address] = {}
    for path, name, arguments in _walk(get_resolver().url_patterns, "/", ""):
        plain = PLACE.sub(r"<\1>", path)
        plain = re.sub(r"\^|\$|\(\?P<(\w+)>[^)]*\)", lambda m: f"<{m[1]}>" if m[1] else "", plain)
        found.setdefault(plain, Address(name, plain, arguments.get("key", "")))
    return list(found.values())


def described() -> dict[str, set[str]]:
    """Return the verbs of each path of the programming interface, as OpenAPI names it."""
    paths = describe(API)["paths"]
    return {
        re.sub(r"{(\w+)}", r"<\1>", path): {verb.upper() for verb in operations}
        for path, operations in paths.items()
    }


def signed_in(user_id: int) -> Client:
    """Return a browser in which this colleague is signed in."""
    client = Client(raise_request_exception=False)
    session = SessionStore()
    session[SESSION_KEY] = str(user_id)
    session["epoch"] = User.objects.get(pk=user_id).session_epoch
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    client.cookies["language"] = "en"
    return client


def _walk(patterns: Any, path: str, space: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for each in patterns:
        here = path + str(each.pattern)
        if isinstance(each, URLPattern):
            yield here, f"{space}{each.name}", each.default_args
        else:
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from _walk(each.url_patterns, here, inner)
