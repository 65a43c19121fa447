"""Exports: a list as a file that a worker writes, with the rights of who asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.clock import dice
from rapport.kernel.entities.registry import Whole, entity, entity_by_key
from rapport.kernel.errors import N_, NotAllowed, NotFound, fill
from rapport.kernel.filters import tree
from rapport.kernel.imports import commands, queries
from rapport.kernel.imports.queries import ExportCard
from rapport.kernel.views.listing import Listing, seen_fields, source
from rapport.kernel.views.queries import view_card
from rapport.kernel.views.resources import ROOT, as_json
from rapport.kernel.views.schemas import does, reads
from rapport.kernel.views.wire import plain
from rapport.kernel.web.bodies import Body, text

router = Router()
MOST_SHOWN = 200
Column = Annotated[str, text(80, ..., shortest=1)]


class TokenTooNarrow(NotAllowed):
    sentence = N_(
        "A worker writes exports with your own rights, and this token has fewer. "
        "Read pages instead."
    )


class NewExport(Body):
    """Which list, as what kind of file; of a view its columns and rows."""

    resource: str = text(40, ..., shortest=1, examples=["customers"])
    format: Literal["csv", "xlsx", "ndjson"] = "csv"
    view: UUID | None = None
    columns: list[Column] = Field([], max_length=60, description="Empty: all that you may see.")
    filter: dict[str, Any] | None = None
    q: str = text(200, description="Words to find, as in the search box.")


class ExportFault(Schema):
    """Why an export ended early."""

    code: str
    title: str


class ExportShown(Schema):
    """An export; its file can be fetched with the same token once it is ready."""

    id: UUID
    resource: str
    name: str
    state: Literal["waiting", "ready", "failed"]
    rows: int | None = None
    file: str | None = Field(None, examples=["/files/0199e0b0-0000-7000-8000-000000000001"])
    failure: ExportFault | None = None
    created_at: datetime


class ExportsShown(Schema):
    items: list[ExportShown]


@router.get("", **reads(ExportsShown, "Exports"))
def list_exports(request: Any) -> HttpResponse:
    """Give your own exports, the newest first."""
    cards = queries.newest_exports(actor=request.actor, limit=MOST_SHOWN)
    return as_json({"items": [_shown(card) for card in cards]})


@router.post("", **does(ExportShown, "Ask for an export", status=202))
def create_export(request: Any, body: NewExport) -> HttpResponse:
    """Ask for a list as a file. A worker writes it: look at the export for whether it is ready."""
    whole = entity_by_key(body.resource)
    actor = request.reader.on(whole.base.key) if request.reader.scopes else request.actor
    if any(far < request.reader.users_reach[code] for code, far in _narrow(request, actor)):
        raise TokenTooNarrow()
    listing = _listing(whole, body, actor)
    source(listing, now=request.now)  # refuses a filter over what the token does not see
    asked = commands.ask_export(
        listing=listing,
        file_name=f"{whole.base.key}.{body.format}",
        actor=request.actor,
        now=request.now,
        rng=dice(),
    )
    uid, _by = queries.export_asked(asked.export_id)
    response = as_json(_shown(queries.export_card(uid, actor=request.actor)), status=202)
    response["Location"] = f"{ROOT}/exports/{uid}"
    return response


@router.get("/{uuid:uid}", **reads(ExportShown, "Export"))
def read_export(request: Any, uid: UUID) -> HttpResponse:
    """Give one of your exports: whether it is ready, and where its file is."""
    return as_json(_shown(queries.export_card(uid, actor=request.actor)))


def _narrow(request: Any, actor: Actor) -> Iterable[tuple[str, Reach]]:
    """Return how far a narrowed token's rights go; what it lacks altogether is left out anyway."""
    return actor.reach.items() if request.reader.scopes else ()


def _listing(whole: Whole, body: NewExport, actor: Actor) -> Listing:
    columns = tuple(body.columns)
    where = tree.read(body.filter) if body.filter else None
    if body.view is not None:
        card = view_card(body.view, actor=actor)
        if card.entity != whole.name:
            raise NotFound(entity=N_("View"), id=str(body.view))
        columns = columns or card.columns
        where = where or (tree.read(card.where) if card.where else None)
    columns = columns or tuple(field.name for field in seen_fields(whole, actor))
    return Listing(whole, actor, columns, where, search=body.q)


def _shown(card: ExportCard) -> dict[str, Any]:
    state = "failed" if card.fault else "ready" if card.is_ready else "waiting"
    return {
        "id": str(card.id),
        "resource": entity(card.entity).base.key,
        "name": card.file_name,
        "state": state,
        "rows": card.rows,
        "file": f"/files/{card.id}" if state == "ready" else None,
        "failure": _failure(card),
        "created_at": plain(card.created_at),
    }


def _failure(card: ExportCard) -> dict[str, Any] | None:
    if card.fault is None:
        return None
    sentence = fill(_(str(card.fault["sentence"])), card.fault.get("details", {}))
    return {"code": card.fault["code"], "title": sentence}
