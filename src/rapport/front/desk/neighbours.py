"""The list a record was opened from: its address is carried along, its rows are a key away."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.http import QueryDict

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.registry import UnknownField, entity_by_key
from rapport.kernel.errors import NotFound
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing, columns_of
from rapport.kernel.views.neighbours import Neighbours, neighbours

from .asked import asked_of, list_state, listing_of

LONGEST = 4000


def came_from(request: Any, key: str) -> str | None:
    """Return the query of the list from which the record was opened; None for another way here."""
    if "from" in request.GET:
        return _tidy(request.GET["from"])
    address = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    page = urlsplit(address)
    if page.path != f"/{key}":
        return None
    return _tidy(page.query)


def place_in_list(request: Any, key: str, uid: UUID) -> dict[str, Any]:
    """Return what a record page says of the list behind it."""
    came = came_from(request, key)
    return {"key": key, "uid": uid, "came": came, "came_on": urlencode({"from": came or ""})}


def next_to(key: str, uid: UUID, query: str, *, actor: Actor, now: datetime) -> Neighbours:
    """
    Return the rows before and after a record in the list of that query; none when it is not there.

    Refuses   NotFound (the record), NotAllowed, FilterNotUnderstood.
    """
    whole = entity_by_key(key)
    seen = columns_of(Listing(whole, actor))[0].name
    engine.row(whole.name, uid, columns=(seen,), actor=actor, now=now)
    asked = list_state(asked_of(key, QueryDict(query).dict()), actor=actor)
    try:
        return neighbours(listing_of(asked, actor), uid, now=now)
    except (NotFound, UnknownField):  # the list may name a field that was hidden since
        return Neighbours(None, None)


def _tidy(query: str) -> str:
    kept = QueryDict(query[:LONGEST], mutable=True)
    kept.pop("after", None)
    return kept.urlencode()
