"""Saving, changing and deleting views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.registry import entity
from rapport.kernel.errors import N_, Conflict, Invalid, NotAllowed, NotFound
from rapport.kernel.events.tell import tell
from rapport.kernel.filters import tree
from rapport.kernel.filters.compile import condition, usable_field
from rapport.kernel.values import Chance, new_id

from .events import ViewDeleted, ViewSaved
from .models import Audience, SavedView
from .permissions import SHARE_VIEWS


class ViewNeedsName(Invalid):
    sentence = N_("Give the view a name of at most 120 characters.")


class ViewNameTaken(Conflict):
    sentence = N_("You already have a view called {name}. Choose another name.")


class NotYourView(NotAllowed):
    sentence = N_("Only {owner} can change this view. Save your own copy.")


@dataclass(frozen=True, slots=True)
class Look:
    """What a view keeps: which columns, which rows, in which order, for whom."""

    columns: tuple[str, ...]
    where: Mapping[str, Any] | None = None
    sort: str = ""
    audience: str = Audience.MINE
    is_pinned: bool = False


@transaction.atomic
def save_view(
    *, entity_name: str, name: str, look: Look, actor: Actor, now: datetime, rng: Chance
) -> ViewSaved:
    """
    Save a new view.

    Refuses   ViewNeedsName, ViewNameTaken, NotAllowed (sharing), UnknownField, FilterNotUnderstood.
    Tells     ViewSaved.
    """
    _check(entity_name, name, look, actor, now)
    if SavedView.objects.filter(owner_id=actor.user_id, entity=entity_name, name=name).exists():
        raise ViewNameTaken(name=name)
    view = SavedView(uid=new_id(now, rng), owner_id=actor.user_id or 0, entity=entity_name)
    return _write(view, name, look, actor=actor, now=now)


@transaction.atomic
def change_view(*, view_uid: UUID, name: str, look: Look, actor: Actor, now: datetime) -> ViewSaved:
    """Change a view of one's own. Refuses NotYourView and what `save_view` refuses."""
    view = _own_view(view_uid, actor)
    _check(view.entity, name, look, actor, now)
    return _write(view, name, look, actor=actor, now=now)


@transaction.atomic
def delete_view(*, view_uid: UUID, actor: Actor, now: datetime) -> ViewDeleted:
    """Delete a view of one's own. Refuses NotYourView, NotFound."""
    view = _own_view(view_uid, actor)
    view.raise_version(now=now)
    gone = ViewDeleted(view_id=view.pk, entity=view.entity, occurred_at=now)
    tell(gone, about=view, changes=(), actor=actor, now=now)
    view.delete()
    return gone


def _check(entity_name: str, name: str, look: Look, actor: Actor, now: datetime) -> None:
    if not 1 <= len(name.strip()) <= 120:
        raise ViewNeedsName()
    whole = entity(entity_name)
    actor.must(whole.base.view)
    if look.audience not in Audience.values:
        raise Invalid(audience=look.audience)
    if look.audience == Audience.EVERYBODY:
        actor.must(SHARE_VIEWS)
    for column in look.columns:
        usable_field(whole, column, actor)
    if look.sort:
        usable_field(whole, look.sort.lstrip("-"), actor)
    if look.where is not None:
        condition(whole, tree.read(look.where), actor=actor, now=now)


def _own_view(view_uid: UUID, actor: Actor) -> SavedView:
    view: SavedView | None = SavedView.objects.locked().filter(uid=view_uid).first()
    if view is None:
        raise NotFound(entity=N_("View"), id=str(view_uid))
    if view.owner_id != actor.user_id:
        if view.audience == Audience.MINE:
            raise NotFound(entity=N_("View"), id=str(view_uid))
        raise NotYourView(owner=view.owner.name)
    return view


def _write(view: SavedView, name: str, look: Look, *, actor: Actor, now: datetime) -> ViewSaved:
    team = actor.team_ids[0] if look.audience == Audience.TEAM and actor.team_ids else None
    view.set(
        name=name.strip(),
        columns=list(look.columns),
        where=dict(look.where) if look.where is not None else None,
        sort=look.sort,
        audience=look.audience,
        is_pinned=look.is_pinned,
        team_id=team,
    )
    view.save_changes(now=now)
    saved = ViewSaved(view_id=view.pk, entity=view.entity, audience=view.audience, occurred_at=now)
    tell(saved, about=view, changes=view.changes(), actor=actor, now=now)
    return saved
