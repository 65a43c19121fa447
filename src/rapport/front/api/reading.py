"""The reading routes that every entity has: a page, a count, one record."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field as Described

from rapport.kernel.entities.registry import Whole, entity
from rapport.kernel.filters import tree
from rapport.kernel.filters.tree import FilterNotUnderstood, Node
from rapport.kernel.views import engine, figures
from rapport.kernel.views.listing import Listing
from rapport.kernel.views.wire import wire
from rapport.kernel.web.doors import etag

from .schemas import PROBLEMS, Counted, item_schema, page_schema


class Which(Schema):
    """Which rows of a list."""

    q: str = Described("", max_length=200, description="Words to find, as in the search box.")
    filter: str = Described(
        "", max_length=20000, description="A filter tree as JSON; see the guide to filters."
    )


class Asked(Which):
    """Which rows, in which order, how many, from where on."""

    limit: int = Described(50, ge=1, le=200)
    after: str = Described("", max_length=2000, description="`next` of the page before.")
    sort: str = Described("", max_length=80, description="A field, with - for downward.")
    columns: str = Described("", max_length=2000, description="Fields to give, by comma.")


def add_reading_routes(router: Router, entity_name: str) -> None:
    """Give the router the routes GET "", GET "/count" and GET "/{uid}" of the entity."""
    whole = entity(entity_name)
    item = item_schema(whole)
    names = {"summary": whole.base.label_plural, "tags": [whole.base.key]}

    @router.get("", response={200: page_schema(whole, item), **PROBLEMS}, **names)
    def read_page(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
        return _page(request, entity(entity_name), asked)

    @router.get("/count", response={200: Counted, **PROBLEMS}, **names)
    def read_count(request: HttpRequest, which: Query[Which], exact: bool = False) -> HttpResponse:
        listing = _listing(request, entity(entity_name), which)
        counted = figures.count(listing, now=_now(request), exact=exact)
        return as_json({"count": counted.rows, "exact": counted.is_exact})

    @router.get("/{uid}", response={200: item, **PROBLEMS}, **names)
    def read_one(request: HttpRequest, uid: Path[str]) -> HttpResponse:
        return one(request, entity_name, uid)

    for view in (read_page, read_count, read_one):
        view.__name__ = f"{view.__name__}_{whole.base.key.replace('-', '_')}"


def one(request: HttpRequest, entity_name: str, uid: Any, *, status: int = 200) -> HttpResponse:
    """Answer with one record and its ETag."""
    whole, actor = entity(entity_name), request.actor  # type: ignore[attr-defined]
    row = engine.row(entity_name, uid, actor=actor, now=_now(request))
    shown = {name: whole.field(name) for name in row if name in whole.fields and name != "id"}
    response = as_json(wire(row, list(shown.values())), status=status)
    if isinstance(row.get("version"), int):
        response["ETag"] = etag(row["version"])
    return response


def as_json(body: Any, *, status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/json")


def _page(request: HttpRequest, whole: Whole, asked: Asked) -> HttpResponse:
    columns = tuple(name for name in asked.columns.split(",") if name)
    listing = _listing(request, whole, asked)
    wanted = Listing(
        whole,
        listing.actor,
        columns,
        listing.where,
        asked.sort,
        asked.q,
        asked.limit,
        asked.after or None,
    )
    found = engine.page(wanted, now=_now(request))
    return as_json({"items": [wire(row, found.fields) for row in found.rows], "next": found.next})


def _listing(request: HttpRequest, whole: Whole, which: Which) -> Listing:
    actor = request.actor  # type: ignore[attr-defined]
    return Listing(whole, actor, where=_filter(which.filter), search=which.q)


def _filter(text: str) -> Node | None:
    if not text:
        return None
    try:
        return tree.read(orjson.loads(text))
    except orjson.JSONDecodeError:
        raise FilterNotUnderstood(near=text[:80]) from None


def _now(request: HttpRequest) -> Any:
    return request.now  # type: ignore[attr-defined]
