"""Assemble /api/v1: rooms' routers for changes, reading routes for all, one way to refuse."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError

from rapport.kernel.entities.registry import entities
from rapport.kernel.errors import N_, Invalid, Refusal
from rapport.kernel.web import problems

from .auth import Door
from .reading import add_reading_routes

DESCRIPTION = """
Every record has an `id` (a UUID) that never changes. Lists are paged by `next`. A change names the
version it changes by `If-Match`; a creation may be repeated safely with an `Idempotency-Key`.
Refusals are problem documents (RFC 9457) with a stable `code`.
"""


class NotUnderstood(Invalid):
    sentence = N_("{where} cannot be read as it was sent. Nothing was written.")


def build() -> NinjaAPI:
    """Return the whole programming interface."""
    api = NinjaAPI(
        title="Rapport",
        version="1",
        description=DESCRIPTION,
        auth=Door(),
        urls_namespace="api-1",
        openapi_url="/openapi.json",
        docs_url="/docs",
    )
    _refuse_in_one_way(api)
    routers = _routers_of_rooms()
    for whole in entities():
        router = routers.setdefault(whole.base.key, Router(tags=[whole.base.key]))
        add_reading_routes(router, whole.name)
    for key, router in sorted(routers.items()):
        api.add_router(f"/{key}", router)
    return api


def _routers_of_rooms() -> dict[str, Router]:
    """Return the routers that rooms' `api.py` name in `routers`, by resource."""
    found: dict[str, Router] = {}
    for room in settings.ROOMS:
        if not room.startswith("rapport.front") and find_spec(f"{room}.api"):
            found |= import_module(f"{room}.api").routers
    return found


def _refuse_in_one_way(api: NinjaAPI) -> None:
    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, refusal: Any) -> HttpResponse:
        return problems.refused(request, refusal)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: Any) -> HttpResponse:
        faults = [
            {"where": [str(part) for part in fault["loc"]], "what": fault["msg"]}
            for fault in error.errors
        ]
        sentence = problems.explain(NotUnderstood(where=faults[0]["where"][-1] if faults else ""))
        return problems.document(422, "not_understood", sentence, details={"faults": faults})

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: Any) -> HttpResponse:
        sentence = problems.explain(NotUnderstood(where="body"))
        return problems.document(error.status_code, "not_understood", sentence)
