"""Find out who opens a socket: by the browser's session, or by a token for programs."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import Actor
from rapport.kernel.clock import now


def actor_of(scope: Mapping[str, Any]) -> Actor | None:
    """Return who is signed in at the other end; None when nobody is, or a foreign page asks."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    if not _is_our_host(headers.get(b"host", "")):
        return None
    word = headers.get(b"authorization", "")
    if word.startswith("Bearer "):
        found = access.reader_of_token(word[7:].strip(), now=now())
        return found.reader.actor if found else None
    return _of_session(headers) if _comes_from_us(headers) else None


def _is_our_host(host: str) -> bool:
    return validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


def _comes_from_us(headers: Mapping[bytes, str]) -> bool:
    # A browser sends our cookie with a socket that any page in the world opens.
    return urlsplit(headers.get(b"origin", "")).netloc == headers.get(b"host", "-")


def _of_session(headers: Mapping[bytes, str]) -> Actor | None:
    try:
        cookies = SimpleCookie(headers.get(b"cookie", ""))
    except CookieError:
        return None
    if settings.SESSION_COOKIE_NAME not in cookies:
        return None
    sessions = import_module(settings.SESSION_ENGINE)
    session = sessions.SessionStore(cookies[settings.SESSION_COOKIE_NAME].value)
    user_id = session.get("_auth_user_id")
    reader = access.reader_of(int(user_id)) if user_id is not None else None
    if reader is None or reader.session_epoch != session.get("epoch"):
        return None
    return reader.actor
