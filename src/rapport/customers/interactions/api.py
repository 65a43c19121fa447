"""A customer's timeline, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from rapport.customers.interactions import queries
from rapport.customers.interactions.queries import TimelineEntry
from rapport.customers.interactions.words import EntryKind
from rapport.kernel.entities.registry import UnknownEntity, entity
from rapport.kernel.views.resources import as_json
from rapport.kernel.views.schemas import Referred, reads
from rapport.kernel.views.wire import plain
from rapport.kernel.web.bodies import Plain, text

router = Router()
routers = {"customers": router}


class WhichTouches(Plain):
    """Which touches, how many, from where on."""

    kinds: list[EntryKind] = Field([], max_length=20)
    limit: int = Field(30, ge=1, le=100)
    after: str = text(2000, description="`next` of the page before.")


class About(Referred):
    """What the touch was about: a record of that resource."""

    resource: str


class Card(Schema):
    """What the room of the record says of it."""

    title: str
    text: str
    amount: str
    marks: list[str]


class Touch(Schema):
    """One touch between the customer and the firm."""

    id: UUID
    at: datetime
    kind: str
    direction: str
    channel: str
    code: str
    figures: dict[str, Any]
    text: str
    by: str
    about: About | None = None
    card: Card | None = None


class Timeline(Schema):
    """Touches, newest first; `missing` names rooms that did not answer in time."""

    items: list[Touch]
    next: str | None = None
    missing: list[str]


@router.get("/{uuid:uid}/timeline", **reads(Timeline, "Timeline of a customer"))
def read_timeline(request: Any, uid: UUID, asked: Query[WhichTouches]) -> HttpResponse:
    """Give the customer's touches, newest first, as far as you may see what they are about."""
    found = queries.timeline(
        uid,
        after=asked.after or None,
        limit=asked.limit,
        kinds=[kind.value for kind in asked.kinds],
        actor=request.actor,
        now=request.now,
    )
    items = [_touch(entry) for entry in found.entries]
    return as_json({"items": items, "next": found.next, "missing": list(found.missing)})


def _touch(entry: TimelineEntry) -> dict[str, Any]:
    return {
        "id": str(entry.id),
        "at": plain(entry.at),
        "kind": entry.kind,
        "direction": entry.direction,
        "channel": entry.channel,
        "code": entry.code,
        "figures": dict(entry.figures),
        "text": entry.text,
        "by": entry.actor,
        "about": _about(entry),
        "card": _card(entry),
    }


def _about(entry: TimelineEntry) -> dict[str, Any] | None:
    if entry.row_uid is None:
        return None
    try:
        resource = entity(entry.entity).base.key
    except UnknownEntity:
        return None
    title = entry.card.title if entry.card else None
    return {"resource": resource, "id": str(entry.row_uid), "title": title}


def _card(entry: TimelineEntry) -> dict[str, Any] | None:
    card = entry.card
    if card is None:
        return None
    marks = [words for words, _ in card.marks]
    return {"title": card.title, "text": card.text, "amount": card.amount, "marks": marks}
