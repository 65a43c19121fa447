"""Which views somebody can open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
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


# Every list page asks this: Django took four times as long to build it as PostgreSQL to answer.
VIEWS_OF = """
select uid, name, entity, audience, owner_id, is_pinned, columns, "where", sort, version
from views_savedview
where entity = %(entity)s and (%(sees_all)s or owner_id = %(user)s or audience = 'everybody'
  or audience = 'team' and team_id = any(%(teams)s))
order by is_pinned desc, name, id"""


def views_of(entity_name: str, *, actor: Actor) -> list[ViewCard]:
    """Return the views of an entity that the actor can open: pinned first, then by name."""
    given: dict[str, Any] = {
        "entity": entity_name,
        "sees_all": actor.sees_all,
        "user": actor.user_id,
        "teams": sorted(actor.team_ids),
    }
    with connection.cursor() as cursor:
        cursor.execute(VIEWS_OF, given)
        return [
            ViewCard(
                id=uid,
                name=name,
                entity=of,
                audience=audience,
                is_mine=owner_id == actor.user_id,
                is_pinned=is_pinned,
                columns=tuple(orjson.loads(columns)),
                where=orjson.loads(where) if where else None,
                sort=sort,
                version=version,
            )
            for (uid, name, of, audience, owner_id, is_pinned, columns, where, sort, version)
            in cursor.fetchall()
        ]  # fmt: skip


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
