"""The feed of changes, for programs that keep a copy of what their user sees."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scopes import opens
from rapport.kernel.entities.registry import Whole
from rapport.kernel.views.changes import RowChange, changes_since, cursor_of_now
from rapport.kernel.views.resources import as_json
from rapport.kernel.views.schemas import reads, refusals
from rapport.kernel.views.wire import plain
from rapport.kernel.web.bodies import Plain, text

router = Router()


class WhichChanges(Plain):
    """From where on, of what, and how many."""

    after: str = text(2000, description="`next` of the answer before; left out: from now on.")
    resources: str = text(500, description="Names by comma, such as customers,orders; else all.")
    limit: int = Field(200, ge=1, le=1000)


class Changed(Schema):
    """A record that changed, or is gone for you; or a resource to be read anew."""

    resource: str = Field(examples=["customers"])
    id: UUID | None = Field(None, description="Null with `resync`.")
    change: Literal["changed", "gone", "resync"]
    at: datetime | None = None


class Changes(Schema):
    """Changes in order; call again with `next` at once while `more`, later otherwise."""

    items: list[Changed]
    next: str
    more: bool


@router.get("", **{**reads(Changes, "What changed"), "response": {200: Changes, **refusals(409)}})
def list_changes(request: Any, which: Query[WhichChanges]) -> HttpResponse:
    """
    Give what changed since `after` of what you may see now, missing nothing.

    A record may come more than once. `gone`: deleted, in the bin, or out of your reach; what
    belongs to it goes along. `resync`: records of the resource changed that are not told one by
    one: read it anew. 409 `changes_lost`: read everything anew and begin without `after`.
    """
    if not which.after:
        return as_json({"items": [], "next": cursor_of_now(), "more": False})
    page = changes_since(
        which.after,
        resources=[key for key in which.resources.split(",") if key],
        limit=which.limit,
        actor_on=lambda whole: _actor_on(request, whole),
    )
    items = [_shown(change) for change in page.changes]
    return as_json({"items": items, "next": page.next, "more": page.has_more})


def _actor_on(request: Any, whole: Whole) -> Actor | None:
    """Return the actor as his token goes on this resource: the feed opens nothing else."""
    reader = request.reader
    if not reader.scopes:
        actor: Actor = request.actor
        return actor
    key = whole.base.key
    return reader.on(key) if opens(reader.scopes, key, writes=False) else None


def _shown(change: RowChange) -> dict[str, Any]:
    return {
        "resource": change.resource,
        "id": change.id,
        "change": change.change,
        "at": plain(change.at) if change.at else None,
    }
