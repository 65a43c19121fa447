"""Which views somebody can open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, NotFound


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
OPEN_TO = """
select uid, name, entity, audience, owner_id = %(user)s, is_pinned, columns, "where", sort, version
from views_savedview
where {which} = %(which)s and (%(sees_all)s or owner_id = %(user)s or audience = 'everybody'
  or audience = 'team' and team_id = any(%(teams)s))
order by is_pinned desc, name, id"""


def views_of(entity_name: str, *, actor: Actor) -> list[ViewCard]:
    """Return the views of an entity that the actor can open: pinned first, then by name."""
    return _open_to(actor, "entity", entity_name)


def view_card(view_uid: UUID, *, actor: Actor) -> ViewCard:
    """Return one view. Refuses NotFound."""
    found = _open_to(actor, "uid", view_uid)
    if not found:
        raise NotFound(entity=N_("View"), id=str(view_uid))
    return found[0]


def view_named(entity_name: str, name: str, *, actor: Actor) -> ViewCard:
    """Return the actor's view of that name, else a shared one. Refuses NotFound."""
    found = [view for view in views_of(entity_name, actor=actor) if view.name == name]
    if not found:
        raise NotFound(entity=N_("View"), id=name)
    return min(found, key=lambda view: not view.is_mine)


def _open_to(actor: Actor, column: str, which: str | UUID) -> list[ViewCard]:
    given: dict[str, Any] = {
        "which": which,
        "sees_all": actor.sees_all,
        "user": actor.user_id,
        "teams": sorted(actor.team_ids),
    }
    with connection.cursor() as cursor:
        cursor.execute(OPEN_TO.replace("{which}", column), given)
        return [_card(*row) for row in cursor.fetchall()]


def _card(uid: UUID, name: str, entity: str, audience: str, *more: Any) -> ViewCard:
    is_mine, is_pinned, columns, where, sort, version = more
    return ViewCard(
        id=uid,
        name=name,
        entity=entity,
        audience=audience,
        is_mine=bool(is_mine),
        is_pinned=is_pinned,
        columns=tuple(orjson.loads(columns)),
        where=orjson.loads(where) if where else None,
        sort=sort,
        version=version,
    )
