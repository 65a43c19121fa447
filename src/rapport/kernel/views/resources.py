"""What rooms' `api.py` answer with: one record, what a command left of it, a page of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse

from rapport.kernel.entities.registry import entity
from rapport.kernel.errors import NotAllowed, NotFound
from rapport.kernel.filters.tree import All, Node, Test
from rapport.kernel.web.doors import etag

from . import engine
from .keys import uid_of
from .listing import Listing
from .wire import wire

ROOT = "/api/v1"


def one(request: Any, entity_name: str, uid: UUID, *, status: int = 200) -> HttpResponse:
    """Answer with one record and its ETag. Refuses NotFound, NotAllowed."""
    row = engine.row(entity_name, uid, actor=request.actor, now=request.now)
    return _told(entity_name, row, status)


def _told(entity_name: str, row: engine.Row, status: int) -> HttpResponse:
    whole = entity(entity_name)
    shown = [whole.field(name) for name in row if name in whole.fields and name != "id"]
    response = as_json(wire(row, shown), status=status)
    if isinstance(row.get("version"), int):
        response["ETag"] = etag(row["version"])
    return response


def left(request: Any, entity_name: str, key: int, *, status: int = 200) -> HttpResponse:
    """
    Answer with the record that a command has written.

    Who may write but not see it gets its id alone: the deed is done, so nothing is refused.
    """
    return _seen(request, entity_name, key, status)[1]


def made(request: Any, entity_name: str, key: int, *, under: str = "") -> HttpResponse:
    """Answer 201 with the new record and its address; `under` is where a part belongs."""
    uid, response = _seen(request, entity_name, key, 201)
    response["Location"] = f"{under or f'{ROOT}/{entity(entity_name).base.key}'}/{uid}"
    return response


def parts(
    request: Any, entity_name: str, where: Node, *, limit: int, after: str, sort: str = ""
) -> HttpResponse:
    """Answer with a page of the rows that fulfil the condition, as the entity's own list does."""
    whole = entity(entity_name)
    listing = Listing(
        whole, request.actor, where=where, sort=sort, limit=limit, after=after or None,
        columns=tuple(field.name for field in engine.seen_fields(whole, request.actor)),
    )  # fmt: skip
    return page_of(request, listing)


def page_of(request: Any, listing: Listing) -> HttpResponse:
    """Answer with one page of the listing. Refuses what `engine.page` refuses."""
    found = engine.page(listing, now=request.now)
    return as_json({"items": [wire(row, found.fields) for row in found.rows], "next": found.next})


def belonging(field: str, uid: UUID, *more: Test) -> Node:
    """Return the condition that a reference names this record."""
    return All((Test(field, "is", str(uid)), *more))


def as_json(body: Any, *, status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/json")


def nothing() -> HttpResponse:
    """Answer that it is done and there is nothing to show."""
    return HttpResponse(status=204)


def request_key(request: HttpRequest) -> str | None:
    """Return the Idempotency-Key, by which a repeated request is known; None without one."""
    return request.headers.get("Idempotency-Key")


def values_of(body: Any, *, without: Sequence[str] = ()) -> Any:
    """Return the fields that the sender named, with their values, as a command takes them."""
    named = body.model_fields_set - set(without)
    return {name: getattr(body, name) for name in type(body).model_fields if name in named}


def _seen(request: Any, entity_name: str, key: int, status: int) -> tuple[UUID, HttpResponse]:
    try:
        row = engine.row(entity_name, key, actor=request.actor, now=request.now)
    except (NotFound, NotAllowed):
        uid = uid_of(entity_name, key)
        return uid, as_json({"id": str(uid)}, status=status)
    return row["id"], _told(entity_name, row, status)
