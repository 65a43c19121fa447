"""Refusals and failures as a person or a program reads them (RFC 9457 for programs)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from rapport.kernel.errors import (
    N_,
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    Refusal,
    Unavailable,
    fill,
)

STATUS: dict[type[Refusal], int] = {
    Invalid: 422,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Unavailable: 503,
}


class SignInNeeded(Refusal):
    """Nobody is signed in; 401."""

    sentence = N_("Sign in first, or send a token that is good.")


class Stale(Conflict):
    """The row is newer than the caller's copy; 412 with the difference."""

    sentence = N_("Somebody changed this meanwhile. Both versions are kept; choose one.")


class VersionNeeded(Invalid):
    """A change came without saying which version it changes; 428."""

    sentence = N_("Say which version you change: send If-Match with the ETag you read.")


class TooLarge(Invalid):
    """The input passes a limit; 413."""

    sentence = N_("This is larger than {limit} allows. Split it and send the parts.")


class TooMany(Unavailable):
    """Too many requests in too short a time; 429."""

    sentence = N_("Too many attempts. Wait {seconds} seconds and try again.")


OWN_STATUS = {SignInNeeded: 401, Stale: 412, VersionNeeded: 428, TooLarge: 413, TooMany: 429}


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status a refusal answers with."""
    for kind in type(refusal).__mro__:
        if kind in OWN_STATUS:
            return OWN_STATUS[kind]
        if kind in STATUS:
            return STATUS[kind]
    return 400


def explain(refusal: Refusal) -> str:
    """Return the sentence of the refusal in the reader's language."""
    details = {key: _translated(value) for key, value in refusal.details.items()}
    return fill(_(refusal.sentence), details)


def _translated(value: Any) -> Any:
    """Labels that stand in a row are translated each."""
    if isinstance(value, list | tuple):
        return _(", ").join(str(_translated(part)) for part in value)
    return _(value) if isinstance(value, str) and value else value


def document(status: int, code: str, sentence: str, **more: Any) -> HttpResponse:
    """Return a problem document."""
    body = {"type": f"/problems/{code}", "title": sentence, "status": status, "code": code, **more}
    return HttpResponse(
        orjson.dumps(body, default=str), status=status, content_type="application/problem+json"
    )


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal: a problem document, a fragment or a page, as the asker needs it."""
    status, sentence = status_of(refusal), explain(refusal)
    if wants_json(request):
        return document(status, refusal.code, sentence, details=refusal.details)
    if status == 401:
        return _to_sign_in(request)
    return page(request, status, sentence, code=refusal.code, place=place_of(refusal))


def place_of(refusal: Refusal) -> dict[str, str]:
    """Return by what a form finds the field that is at fault: names it may have, what it holds."""
    said = {key: value for key, value in refusal.details.items() if isinstance(value, str)}
    names = [refusal.at, said.get("name", ""), said.get("field", "")]
    given = said.get("text", "") or said.get("value", "")
    return {"at": " ".join(name for name in names if name.isidentifier()), "given": given}


def page(
    request: HttpRequest,
    status: int,
    sentence: str,
    *,
    code: str = "",
    place: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Answer with a page, or for htmx with the sentence alone and the field it belongs to."""
    template = "shell/problem_fragment.html" if is_fragment(request) else "shell/problem.html"
    context = {"status": status, "sentence": sentence, "code": code, "place": place}
    response = render(request, template, context, status=status)
    response["X-Refusal"] = code
    return response


def wants_json(request: HttpRequest) -> bool:
    accepts = request.headers.get("Accept", "")
    return request.path.startswith("/api/") or "application/json" in accepts


def is_fragment(request: HttpRequest) -> bool:
    boosted = request.headers.get("HX-Boosted") == "true"
    return request.headers.get("HX-Request") == "true" and not boosted


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refused(request, NotFound())


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refused(request, NotAllowed())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refused(request, Invalid())


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    sentence = _("This page was open for too long. Load it again; what you typed is kept.")
    if wants_json(request):
        return document(403, "csrf_failed", sentence)
    return page(request, 403, sentence, code="csrf_failed")


def broken(request: HttpRequest) -> HttpResponse:
    number = getattr(request, "request_id", "")
    sentence = _("Something here is broken. Nothing was written. The fault was noted.")
    if wants_json(request):
        return document(500, "unexpected", sentence, request_id=number)
    return page(request, 500, sentence, code="unexpected")


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    target = f"/sign-in?next={quote(request.get_full_path())}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponse(status=302, headers={"Location": target})
