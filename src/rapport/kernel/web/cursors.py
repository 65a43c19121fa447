"""Opaque places in an ordered list: signed, so that nobody can write one himself."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from hashlib import sha256
from hmac import compare_digest, digest
from typing import Any

import orjson
from django.conf import settings

from rapport.kernel.errors import N_, Invalid

_SEAL = 8


class CursorNotUnderstood(Invalid):
    sentence = N_("This place in the list is not known. Start again at the first page.")


def write_cursor(place: Any) -> str:
    """Return the place as text for a URL."""
    body = orjson.dumps(place, default=str)
    return urlsafe_b64encode(_seal(body) + body).decode().rstrip("=")


def read_cursor(text: str) -> Any:
    """Return the place that `write_cursor` wrote. Refuses CursorNotUnderstood."""
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (BadBase64, ValueError):
        raise CursorNotUnderstood() from None
    seal, body = raw[:_SEAL], raw[_SEAL:]
    if not compare_digest(seal, _seal(body)):
        raise CursorNotUnderstood()
    return orjson.loads(body)


def _seal(body: bytes) -> bytes:
    key = sha256(b"cursor" + settings.SECRET_KEY.encode()).digest()
    return digest(key, body, "sha256")[:_SEAL]
