"""The list a record was opened from: its address is carried along, its rows are a key away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.http import QueryDict

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.registry import UnknownField, entity_by_key
from rapport.kernel.errors import NotFound
from rapport.kernel.views import engine, figures
from rapport.kernel.views.listing import Listing, columns_of
from rapport.kernel.views.neighbours import neighbours

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


@dataclass(frozen=True, slots=True)
class InList:
    """
    What stands next to a record in a list, and where in it the record stands.

    Shapes    place, total: None where counting would cost more than it tells.
    """

    before: UUID | None = None
    after: UUID | None = None
    place: int | None = None
    total: int | None = None


def next_to(key: str, uid: UUID, query: str, *, actor: Actor, now: datetime) -> InList:
    """
    Return the rows before and after a record in the list of that query; none when it is not there.

    Refuses   NotFound (the record), NotAllowed, FilterNotUnderstood.
    """
    whole = entity_by_key(key)
    seen = columns_of(Listing(whole, actor))[0].name
    engine.row(whole.name, uid, columns=(seen,), actor=actor, now=now)
    asked = list_state(asked_of(key, QueryDict(query).dict()), actor=actor)
    listing = listing_of(asked, actor)
    try:
        found = neighbours(listing, uid, now=now)
    except (NotFound, UnknownField):  # the list may name a field that was hidden since
        return InList()
    total = figures.count(listing, now=now) if found.place else None
    return InList(
        found.before, found.after, found.place, total.rows if total and total.is_exact else None
    )


def _tidy(query: str) -> str:
    kept = QueryDict(query[:LONGEST], mutable=True)
    kept.pop("after", None)
    return kept.urlencode()
