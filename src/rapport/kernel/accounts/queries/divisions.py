"""Teams and business units with what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.errors import N_, NotFound

_TEAMS = """
select t.uid, t.version, t.name, u.uid, u.name,
  array(select p.name from access_user_team ut join access_user p on p.id = ut.user_id
    where ut.team_id = t.id order by p.is_active desc, lower(p.name))
from access_team t join access_businessunit u on u.id = t.unit_id
order by lower(u.name), lower(t.name), t.id"""
# In the order in which the tree is read, from the highest down.
_UNITS = """
with recursive tree as (
  select id, uid, version, name, parent_id, null::uuid as parent_uid, 0 as depth,
    array[lower(name), id::text] as place from access_businessunit where parent_id is null
  union all
  select b.id, b.uid, b.version, b.name, b.parent_id, tree.uid, tree.depth + 1,
    tree.place || lower(b.name) || b.id::text
  from access_businessunit b join tree on b.parent_id = tree.id)
select uid, version, name, parent_uid, depth,
  (select count(*) from access_team t where t.unit_id = tree.id),
  (select count(*) from access_businessunit b where b.parent_id = tree.id),
  (select count(distinct ut.user_id) from access_team t
    join access_user_team ut on ut.team_id = t.id where t.unit_id = tree.id)
from tree order by place"""


@dataclass(frozen=True, slots=True)
class TeamRow:
    uid: UUID
    version: int
    name: str
    unit_uid: UUID | None  # None: a rule hides it
    unit: str
    people: Sequence[str]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit of the tree; `depth` 0 are the highest, `people` those of its own teams."""

    uid: UUID
    version: int
    name: str
    parent_uid: UUID | None
    depth: int
    teams: int
    units: int
    people: int


def teams(*, actor: Actor) -> list[TeamRow]:
    """Return all teams, by unit and name. Refuses NotAllowed."""
    actor.must(MANAGE_USERS)
    with connection.cursor() as cursor:
        cursor.execute(_TEAMS)
        found = [TeamRow(*row) for row in cursor.fetchall()]
    if actor.sees_field("access.team", "unit"):
        return found
    return [replace(row, unit_uid=None, unit="") for row in found]


def team(uid: UUID, *, actor: Actor) -> TeamRow:
    """Return one team. Refuses NotAllowed, NotFound."""
    for row in teams(actor=actor):
        if row.uid == uid:
            return row
    raise NotFound(entity=N_("Team"), id=str(uid))


def units(*, actor: Actor) -> list[UnitRow]:
    """Return all units, each followed by those below it. Refuses NotAllowed."""
    actor.must(MANAGE_USERS)
    with connection.cursor() as cursor:
        cursor.execute(_UNITS)
        return [UnitRow(*row) for row in cursor.fetchall()]


def unit(uid: UUID, *, actor: Actor) -> UnitRow:
    """Return one unit. Refuses NotAllowed, NotFound."""
    for row in units(actor=actor):
        if row.uid == uid:
            return row
    raise NotFound(entity=N_("Business unit"), id=str(uid))
