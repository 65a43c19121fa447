"""Assemble /api/v1: rooms' routers for changes, reading routes for all, one way to refuse."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.parser import Parser

from rapport.kernel.accounts import commands as accounts
from rapport.kernel.entities.registry import entities
from rapport.kernel.errors import Refusal, fill
from rapport.kernel.web import problems
from rapport.kernel.web.doors import etag

from .auth import Door
from .inventory import Known, inventory
from .pure.faults import sentence_of
from .reading import add_reading_routes
from .refusals import MethodUnknown, NotUnderstood
from .resources import ROUTERS
from .usage import Allowance, allowance_of, refusal_of

MOST_FAULTS = 50
MOUNTED = "api/v1/"
DESCRIPTION = """
Every record has an `id` (a UUID) that never changes. Lists are paged: send the `next` of a page as
`after` to read on, until `next` is null. A parameter that is not known is refused. A change names
the version it changes by `If-Match`; a creation may be repeated safely with an `Idempotency-Key`.
Refusals are problem documents (RFC 9457) with a stable `code`.

Amounts are decimal texts with their currency, instants RFC 3339, days plain. What you may not see
is not there: a record answers 404, a field is absent and unknown.

A token may be narrowed by scopes: `customers:read`, `orders:write:team`, `*:read`. Every answer
says by `RateLimit` how many requests are left in this minute; one too many is 429 and waits for
`Retry-After`.
"""


class Json(Parser):
    """A reader of bodies that takes no half characters, no infinities and no endless nesting."""

    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


class Api(NinjaAPI):
    """The programming interface; operations are named by their functions."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


def build() -> Api:
    """Return the whole programming interface."""
    api = Api(
        title="Rapport",
        version="1",
        description=DESCRIPTION.strip(),
        auth=Door(),
        parser=Json(),
        openapi_url=None,
        docs_url=None,
        urls_namespace="api-1",
    )
    _refuse_in_one_way(api)
    for key, routers in sorted(_all_routers().items()):
        for router in routers:
            api.add_router(f"/{key}", router, tags=[key])
    return api


def addresses(api: Api) -> list[URLPattern]:
    """Return the addresses of the interface, each answering in our way."""
    patterns = [each for each in api.urls[0] if isinstance(each, URLPattern)]
    patterns = [each for each in patterns if each.name != "api-root"]
    known = inventory(api)
    for pattern in patterns:
        pattern.callback = in_our_way(pattern.callback, known)
    return patterns


def in_our_way(
    view: Callable[..., HttpResponse], known: Mapping[str, Known]
) -> Callable[..., HttpResponse]:
    """Count the request, note that a token was used, and answer what no operation does."""

    @wraps(view)
    def answering(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if (token_id := getattr(request, "token_id", None)) is not None:
            last = request.token_last_used_at
            accounts.note_token_use(token_id=token_id, last_used_at=last, now=request.now)
        route = request.resolver_match.route.removeprefix(MOUNTED)
        operation = known.get(f"{request.method} {route}".rstrip("/"))
        allowance = allowance_of(request)
        try:
            _check(request, operation, allowance)
        except Refusal as refusal:
            response = problems.refused(request, refusal)
        else:
            response = _answered(request, view(request, *args, **kwargs))
        allowance.put_on(response)
        if allowance.is_over:
            response["Retry-After"] = str(allowance.seconds)
        if operation and operation.ending:
            operation.ending.put_on(response)
        return response

    return answering


def _check(request: Any, operation: Known | None, allowance: Allowance) -> None:
    """Refuse what no operation needs to see: one request too many, a parameter nobody knows."""
    if allowance.is_over:
        raise refusal_of(allowance)
    if operation and request.actor.kind != "nobody":
        operation.check(request.GET)


def _answered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Name the scheme to who is not known, and refuse a method in our own words."""
    if response.status_code == 405:
        return _wrong_method(request, response["Allow"])
    if response.status_code == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Rapport"'
    return response


def _wrong_method(request: HttpRequest, known: str) -> HttpResponse:
    refusal = MethodUnknown(known=known, method=request.method)
    response = problems.document(405, refusal.code, problems.explain(refusal))
    response["Allow"] = known
    return response


def _all_routers() -> dict[str, list[Router]]:
    """Return the routers of every resource; one of them carries the reading routes too."""
    found: dict[str, list[Router]] = {}
    for room in settings.ROOMS:
        if not room.startswith("rapport.front") and find_spec(f"{room}.api"):
            for key, router in import_module(f"{room}.api").routers.items():
                found.setdefault(key, []).append(router)
    for key, router in ROUTERS.items():
        found.setdefault(key, []).append(router)
    for whole in entities():
        routers = found.setdefault(whole.base.key, [Router()])
        add_reading_routes(_main_of(routers), whole.name)
    return found


def _main_of(routers: list[Router]) -> Router:
    """Return the router that changes the records themselves: one path is one router's."""
    own = [router for router in routers if {"", "/{uuid:uid}"} & set(router.path_operations)]
    if len(own) > 1:
        raise RuntimeError("two rooms change the same records")
    return (own or routers)[0]


def _refuse_in_one_way(api: NinjaAPI) -> None:
    api.add_exception_handler(Refusal, _refused)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _unreadable)
    api.add_exception_handler(Exception, _unexpected)


def _refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    response = problems.refused(request, refusal)
    if isinstance(refusal, problems.Stale):
        response["ETag"] = etag(refusal.details.get("version", 0))
    return response


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    faults = [
        {"where": _where(fault["loc"]), "what": _what(fault)}
        for fault in error.errors[:MOST_FAULTS]
    ]
    where = str(faults[0]["where"][-1]) if faults else ""
    sentence = problems.explain(NotUnderstood(where=where[:80]))
    return problems.document(422, NotUnderstood.code, sentence, details={"faults": faults})


def _where(loc: Sequence[str | int]) -> list[str]:
    """Return the place without the name that our own code has for the body."""
    place, *inside = map(str, loc)
    return [place, *(inside[1:] if place == "body" else inside)]


def _what(fault: Mapping[str, Any]) -> str:
    details = fault.get("ctx", {})
    return fill(_(sentence_of(fault["type"], details)), details)


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    sentence = problems.explain(NotUnderstood(where="body"))
    return problems.document(error.status_code, NotUnderstood.code, sentence)


def _unexpected(request: HttpRequest, error: Any) -> HttpResponse:
    """Leave what is no refusal to the door, which notes it; also while developing."""
    raise error
