"""The few things that happen around every request: time, actor, refusals, security headers."""

from __future__ import annotations

import logging
import time
import zoneinfo
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone, translation

from rapport.kernel import clock
from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import NOBODY
from rapport.kernel.access.queries import Reader
from rapport.kernel.errors import Refusal

from . import problems, viewing

log = logging.getLogger("rapport.web")
Respond = Callable[[HttpRequest], HttpResponse]
# What Django answers by itself, with 404, 403 or 400, through the handlers in `config.urls`.
DJANGOS_OWN = (Http404, PermissionDenied, SuspiciousOperation, BadRequest, MultiPartParserError)
READS = ("GET", "HEAD", "OPTIONS")
BODY_LIMIT = f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20} MB"
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src-elem 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self' ws: wss:; media-src 'self' blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


def request_facts(respond: Respond) -> Respond:
    """Give the request its moment and its number, and tell how long the answer took."""

    def middleware(request: Any) -> HttpResponse:
        request.now = clock.now()
        request.request_id = request.META.get("rapport.request_id") or uuid4().hex
        started = time.perf_counter()
        response = respond(request)
        response["X-Request-Id"] = request.request_id
        response["Server-Timing"] = f"app;dur={(time.perf_counter() - started) * 1000:.1f}"
        return response

    return middleware


def actor(respond: Respond) -> Respond:
    """Find out who asks, and speak his language in his zone."""

    def middleware(request: Any) -> HttpResponse:
        request.reader, request.actor, request.viewer = None, NOBODY, None
        reader = _reader_of(request)
        if reader is not None and (other := viewing.eyes(request, reader)) is not None:
            request.viewer, reader = reader.actor, other
        if reader is not None:
            request.reader, request.actor = reader, reader.actor
        _speak(request)
        try:
            return viewing.only_look(request, respond) if request.viewer else respond(request)
        finally:
            timezone.deactivate()

    return middleware


class refusals:  # noqa: N801 - reads like its neighbours in the settings
    """Put what a room refuses into words for whoever asked."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refusal):
            return problems.refused(request, error)
        if viewing.is_refused_write(error):
            return problems.refused(request, viewing.OnlyLooking())
        if isinstance(error, RequestDataTooBig):
            return problems.refused(request, problems.TooLarge(limit=BODY_LIMIT))
        if isinstance(error, DJANGOS_OWN):
            return None
        log.error(
            "unexpected", exc_info=error, extra={"request_id": getattr(request, "request_id", "")}
        )
        return problems.broken(request)


def policy(respond: Respond) -> Respond:
    """Say what a browser may load and do on our pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        response.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.setdefault("X-Frame-Options", "DENY")
        if not request.path.startswith(settings.STATIC_URL):
            response.setdefault("Cache-Control", "no-store, private")
        return response

    return middleware


def _reader_of(request: Any) -> Reader | None:
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        request._dont_enforce_csrf_checks = True  # a browser never sends this header by itself
        found = access.reader_of_token(header[7:].strip(), now=request.now)
        if found is None:
            return None
        reader, request.token_id, request.token_last_used_at = found
        if reader.scopes and not request.path.startswith("/api/") and request.method not in READS:
            return None  # scopes name what the programming interface does; pages ask for none
        return reader
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user_id, epoch = request.session.get("_auth_user_id"), request.session.get("epoch")
    if user_id is None:
        return None
    signed_in = access.reader_of(int(user_id))
    return signed_in if signed_in is not None and signed_in.session_epoch == epoch else None


def _speak(request: Any) -> None:
    if request.reader is not None:
        language, zone = request.actor.language, request.actor.zone
        timezone.activate(zoneinfo.ZoneInfo(zone))
    else:
        language = request.COOKIES.get("language") or translation.get_language_from_request(request)
    if request.path.startswith("/api/") and "Accept-Language" in request.headers:
        language = translation.get_language_from_request(request)
    if not translation.check_for_language(language):
        language = settings.LANGUAGE_CODE
    translation.activate(language)
    request.LANGUAGE_CODE = language
