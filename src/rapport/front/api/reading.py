"""The reading routes that every entity has: a page, a count, one record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from rapport.kernel.entities.registry import Whole, entity
from rapport.kernel.filters import tree
from rapport.kernel.filters.tree import FilterNotUnderstood, Node
from rapport.kernel.views import figures
from rapport.kernel.views.listing import Listing
from rapport.kernel.views.resources import as_json, one, page_of
from rapport.kernel.views.schemas import Counted, item_schema, page_schema, reads
from rapport.kernel.web.bodies import Place, Plain, text


class Which(Plain):
    """Which rows of a list."""

    q: str = text(200, description="Words to find, as in the search box.")
    filter: str = text(
        20000,
        description="A filter tree as JSON, such as "
        '`{"field": "city", "op": "is", "value": "台北市"}`; see `all`, `any`, `not`, `some`.',
    )


class Asked(Which, Place):
    """Which rows, in which order, how many, from where on."""

    sort: str = text(80, description="A field, with - for downward.")
    columns: str = text(2000, description="Fields to give, by comma.")


def add_reading_routes(router: Router, entity_name: str) -> None:
    """Give the router the routes GET "", GET "/count" and GET "/{uid}" of the entity."""
    base = entity(entity_name).base
    several, single = base.label_plural, base.label
    item, page = item_schema(entity_name), page_schema(entity_name)

    @_named("list", base.key)
    def read_page(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
        return _page(request, entity(entity_name), asked)

    @_named("count", base.key)
    def read_count(request: HttpRequest, which: Query[Which], exact: bool = False) -> HttpResponse:
        return _count(request, entity(entity_name), which, exact)

    @_named("read", base.key)
    def read_one(request: HttpRequest, uid: UUID) -> HttpResponse:
        return one(request, entity_name, uid)

    router.get("", **reads(page, several))(read_page)
    router.get("/count", **reads(Counted, f"{several}: how many"))(read_count)
    router.get("/{uuid:uid}", **reads(item, single))(read_one)


def _named(verb: str, key: str) -> Any:
    """Call the view after its verb and resource, as its operation is called."""

    def name(view: Any) -> Any:
        view.__name__ = f"{verb}_{key.replace('-', '_')}"
        return view

    return name


def _page(request: Any, whole: Whole, asked: Asked) -> HttpResponse:
    listing = Listing(
        whole,
        request.actor,
        tuple(name for name in asked.columns.split(",") if name),
        _filter(asked.filter),
        asked.sort,
        asked.q,
        asked.limit,
        asked.after or None,
    )
    return page_of(request, listing)


def _count(request: Any, whole: Whole, which: Which, exact: bool) -> HttpResponse:
    listing = Listing(whole, request.actor, where=_filter(which.filter), search=which.q)
    counted = figures.count(listing, now=request.now, exact=exact)
    return as_json({"count": counted.rows, "exact": counted.is_exact})


def _filter(given: str) -> Node | None:
    if not given:
        return None
    try:
        return tree.read(orjson.loads(given))
    except orjson.JSONDecodeError:
        raise FilterNotUnderstood(near=given[:80]) from None
