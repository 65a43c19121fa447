"""What the server itself refuses, before or beside Django, in the words of whoever asked."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from http.cookies import CookieError, SimpleCookie
from types import SimpleNamespace
from typing import Any

import orjson
from django.utils import translation

from rapport.kernel.errors import N_, Invalid, NotFound, Refusal, Unavailable
from rapport.kernel.web.problems import explain

Headers = list[tuple[bytes, bytes]]


class UploadStalled(Unavailable):
    """The body stopped coming, or came for too long; 408."""

    sentence = N_("The upload stopped arriving, so it was not taken. Send it once more.")


class UploadTooLarge(Invalid):
    """The body passes the limit; 413."""

    sentence = N_("The upload is larger than {limit} MB. Split it and send the parts.")


class HeadTooLarge(Invalid):
    """The address and headers pass the limit; 431."""

    sentence = N_("The address or the cookies of this request are too long.")


class Busy(Unavailable):
    """No thread, or no room for what waits; 503."""

    sentence = N_("Rapport is busy just now. Nothing was done; try again in a few seconds.")


class NotReady(Unavailable):
    """The database does not answer; 503."""

    sentence = N_("The database does not answer just now. Try again in a few seconds.")


class Broken(Refusal):
    """A fault of ours; 500."""

    code = "unexpected"
    sentence = N_("Something here is broken. The fault was noted.")


STATUS: dict[type[Refusal], int] = {
    UploadStalled: 408,
    UploadTooLarge: 413,
    HeadTooLarge: 431,
    Busy: 503,
    NotReady: 503,
    NotFound: 404,
    Broken: 500,
}


def reply_to(
    refusal: Refusal, scope: Mapping[str, Any], request_id: str
) -> tuple[int, Headers, bytes]:
    """Return status, headers and body of the answer to a refused request."""
    status = STATUS.get(type(refusal), 500)
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    with translation.override(language_of(scope["path"], headers)):
        sentence = explain(refusal)
        language = translation.get_language() or "en"
    if scope["path"].startswith("/api/") or "application/json" in headers.get(b"accept", ""):
        kind, body = "application/problem+json", _document(refusal, status, sentence, request_id)
    else:
        kind, body = "text/html; charset=utf-8", _page(sentence, language, request_id)
    answer = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"content-language", language.encode()),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
    ]
    if status == 503:
        answer.append((b"retry-after", b"5"))
    return status, answer, body


def language_of(path: str, headers: Mapping[bytes, str]) -> str:
    """Return the language that the reader's cookie or browser asks for."""
    try:
        cookies = SimpleCookie(headers.get(b"cookie", ""))
    except CookieError:
        cookies = SimpleCookie()
    chosen = cookies["language"].value if "language" in cookies else ""
    if chosen and translation.check_for_language(chosen):
        return chosen
    asked = {"HTTP_ACCEPT_LANGUAGE": headers.get(b"accept-language", "")}
    asker: Any = SimpleNamespace(COOKIES={}, META=asked, path_info=path)
    return translation.get_language_from_request(asker)


def _document(refusal: Refusal, status: int, sentence: str, request_id: str) -> bytes:
    return orjson.dumps(
        {
            "type": f"/problems/{refusal.code}",
            "title": sentence,
            "status": status,
            "code": refusal.code,
            "details": refusal.details,
            "request_id": request_id,
        }
    )


def _page(sentence: str, language: str, request_id: str) -> bytes:
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>Rapport</title>\n'
        f"<p>{escape(sentence)}</p>\n<p><small>{escape(request_id)}</small></p>\n</html>\n"
    ).encode()
