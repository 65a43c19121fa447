"""Which views somebody can open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, NotFound

from .models import Audience, SavedView


@dataclass(frozen=True, slots=True)
class ViewCard:
    """A saved view as lists, exports and the API show it."""

    id: UUID
    name: str
    entity: str
    audience: str
    is_mine: bool
    is_pinned: bool
    columns: tuple[str, ...]
    where: dict[str, Any] | None
    sort: str
    version: int


def views_of(entity_name: str, *, actor: Actor) -> list[ViewCard]:
    """Return the views of an entity that the actor can open: pinned first, then by name."""
    rows = SavedView.objects.filter(_open_to(actor), entity=entity_name)
    return [_card(view, actor) for view in rows.order_by("-is_pinned", "name", "id")]


def view_card(view_uid: UUID, *, actor: Actor) -> ViewCard:
    """Return one view. Refuses NotFound."""
    view = SavedView.objects.filter(_open_to(actor), uid=view_uid).first()
    if view is None:
        raise NotFound(entity=N_("View"), id=str(view_uid))
    return _card(view, actor)


def view_named(entity_name: str, name: str, *, actor: Actor) -> ViewCard:
    """Return the actor's view of that name, else a shared one. Refuses NotFound."""
    found = [view for view in views_of(entity_name, actor=actor) if view.name == name]
    if not found:
        raise NotFound(entity=N_("View"), id=name)
    return min(found, key=lambda view: not view.is_mine)


def _open_to(actor: Actor) -> Q:
    if actor.sees_all:
        return Q()
    shared = Q(audience=Audience.EVERYBODY)
    of_team = Q(audience=Audience.TEAM, team_id__in=actor.team_ids)
    return Q(owner_id=actor.user_id) | shared | of_team


def _card(view: SavedView, actor: Actor) -> ViewCard:
    return ViewCard(
        id=view.uid,
        name=view.name,
        entity=view.entity,
        audience=view.audience,
        is_mine=view.owner_id == actor.user_id,
        is_pinned=view.is_pinned,
        columns=tuple(view.columns),
        where=view.where,
        sort=view.sort,
        version=view.version,
    )
