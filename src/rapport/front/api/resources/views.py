"""Saved views: columns, rows and order of a list under a name."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from rapport.kernel.clock import dice
from rapport.kernel.entities.registry import entity, entity_by_key
from rapport.kernel.views import commands, queries
from rapport.kernel.views.commands import Look
from rapport.kernel.views.queries import ViewCard
from rapport.kernel.views.resources import ROOT, as_json, nothing
from rapport.kernel.views.schemas import changes, does, reads
from rapport.kernel.web.bodies import Body, Flag, Plain, text
from rapport.kernel.web.doors import etag, must_match, version_named

router = Router()
Column = Annotated[str, text(80, ..., shortest=1)]


class ViewBody(Body):
    """What a view keeps. It opens a list and never widens rights."""

    name: str = text(120, ..., shortest=1, examples=["VIP in Taipei"])
    columns: list[Column] = Field([], max_length=60, examples=[["name", "city"]])
    filter: dict[str, Any] | None = Field(
        None, examples=[{"field": "city", "op": "is", "value": "台北市"}]
    )
    sort: str = text(80, examples=["-last_touch_at"])
    audience: Literal["mine", "team", "everybody"] = "mine"
    is_pinned: Flag = False

    @property
    def look(self) -> Look:
        return Look(tuple(self.columns), self.filter, self.sort, self.audience, self.is_pinned)


class NewView(ViewBody):
    """A view, and of which list."""

    resource: str = text(40, ..., shortest=1, examples=["customers"])


class ViewShown(Schema):
    """A saved view that you can open."""

    id: UUID
    resource: str
    name: str
    columns: list[str]
    filter: dict[str, Any] | None = None
    sort: str
    audience: str
    is_mine: bool
    is_pinned: bool
    version: int


class ViewsShown(Schema):
    items: list[ViewShown]


class OfResource(Plain):
    """Views of which list."""

    resource: str = text(40, ..., shortest=1, description="Such as customers.")


@router.get("", **reads(ViewsShown, "Views of a list"))
def list_views(request: Any, of: Query[OfResource]) -> HttpResponse:
    """Give the views of a list that you can open: the pinned first, then by name."""
    whole = entity_by_key(of.resource)
    request.actor.must(whole.base.view)
    cards = queries.views_of(whole.name, actor=request.actor)
    return as_json({"items": [_shown(card) for card in cards]})


@router.post("", **does(ViewShown, "Save a view", status=201))
def create_view(request: Any, body: NewView) -> HttpResponse:
    """Save a view of a list; to share it with everybody needs the right to."""
    whole = entity_by_key(body.resource)
    commands.save_view(
        entity_name=whole.name,
        name=body.name,
        look=body.look,
        actor=request.actor,
        now=request.now,
        rng=dice(),
    )
    card = queries.view_named(whole.name, body.name.strip(), actor=request.actor)
    response = _answer(card, status=201)
    response["Location"] = f"{ROOT}/views/{card.id}"
    return response


@router.get("/{uuid:uid}", **reads(ViewShown, "View"))
def read_view(request: Any, uid: UUID) -> HttpResponse:
    """Give one view."""
    return _answer(queries.view_card(uid, actor=request.actor))


@router.put("/{uuid:uid}", **changes(ViewShown, "Change a view"))
def change_view(request: Any, uid: UUID, body: ViewBody) -> HttpResponse:
    """Let a view of yours be as it is said here."""
    must_match(queries.view_card(uid, actor=request.actor).version, version_named(request))
    commands.change_view(
        view_uid=uid, name=body.name, look=body.look, actor=request.actor, now=request.now
    )
    return _answer(queries.view_card(uid, actor=request.actor))


@router.delete("/{uuid:uid}", **changes(None, "Delete a view", status=204))
def delete_view(request: Any, uid: UUID) -> HttpResponse:
    """Delete a view of yours."""
    must_match(queries.view_card(uid, actor=request.actor).version, version_named(request))
    commands.delete_view(view_uid=uid, actor=request.actor, now=request.now)
    return nothing()


def _answer(card: ViewCard, *, status: int = 200) -> HttpResponse:
    response = as_json(_shown(card), status=status)
    response["ETag"] = etag(card.version)
    return response


def _shown(card: ViewCard) -> dict[str, Any]:
    return {
        "id": str(card.id),
        "resource": entity(card.entity).base.key,
        "name": card.name,
        "columns": list(card.columns),
        "filter": card.where,
        "sort": card.sort,
        "audience": card.audience,
        "is_mine": card.is_mine,
        "is_pinned": card.is_pinned,
        "version": card.version,
    }
