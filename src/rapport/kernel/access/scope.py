"""
Record scope, compiled once into SQL and used by every door.

A row is visible when the reach of the entity's permission covers it: own (its owner is the actor),
team (its owner or its team is the actor's), unit (its unit is the actor's or below), all.
"""

from __future__ import annotations

from rapport.kernel.entities.registry import Whole, entity
from rapport.kernel.entities.sql import FALSE, TRUE, Sql, all_of, any_of
from rapport.kernel.errors import NotAllowed, NotFound
from rapport.kernel.prepared import row_of

from .actor import Actor
from .words import Reach


def scope(whole: Whole, actor: Actor, *, alias: str = "t", permission: str = "") -> Sql:
    """Return the condition that is true of the rows the actor reaches by the permission."""
    needed = permission or whole.base.view
    reach = actor.reach_of(needed)
    return FALSE if reach is Reach.NONE else _within(whole, actor, alias, reach)


def live_scope(whole: Whole, actor: Actor, *, alias: str = "t", permission: str = "") -> Sql:
    """Return the scope without what lies in the recycle bin."""
    live = Sql(whole.base.live.format(t=alias)) if whole.base.live else TRUE
    return all_of([live, scope(whole, actor, alias=alias, permission=permission)])


def must_reach(
    entity_name: str, row_id: int, *, actor: Actor, permission: str = "", seen: bool = False
) -> None:
    """
    Refuse unless the actor reaches the row by the permission.

    Refuses   NotAllowed: the permission is missing, or the row is seen but not reached by it.
              NotFound: the row does not exist or is outside what the actor sees.
    """
    whole = entity(entity_name)
    needed = permission or whole.base.view
    if not seen and not _holds(whole, row_id, live_scope(whole, actor)):
        raise NotFound(entity=whole.base.label, id=row_id)
    actor.must(needed)
    if not reaches(entity_name, row_id, actor=actor, permission=needed):
        raise NotAllowed(permission=needed)


def reaches(entity_name: str, row_id: int, *, actor: Actor, permission: str) -> bool:
    """Whether the actor reaches a row that he sees by this permission too."""
    whole = entity(entity_name)
    if not permission or actor.reach_of(permission) >= actor.reach_of(whole.base.view):
        return True  # a wider reach includes the narrower ones
    return _holds(whole, row_id, scope(whole, actor, permission=permission))


def _holds(whole: Whole, row_id: int, condition: Sql) -> bool:
    if condition == FALSE:
        return False
    text = f"select 1 from {whole.base.table} t where t.id = %s and {condition.text}"
    return row_of(text, [row_id, *condition.params]) is not None


def _within(whole: Whole, actor: Actor, alias: str, reach: Reach) -> Sql:
    if whole.base.owner.through:
        return _through(whole, actor, alias, reach)
    if reach is Reach.ALL or whole.base.owner.public:
        return TRUE
    return _reached(whole, actor, reach, alias)


def _reached(whole: Whole, actor: Actor, reach: Reach, alias: str) -> Sql:
    owner = whole.base.owner
    ways: list[Sql] = []
    if owner.user and actor.user_id is not None:
        ways.append(Sql(f"{owner.user.format(t=alias)} = %s", (actor.user_id,)))
    if reach >= Reach.TEAM and owner.team and actor.team_ids:
        ways.append(_one_of(owner.team.format(t=alias), actor.team_ids))
    if reach >= Reach.UNIT and owner.unit and actor.unit_ids:
        ways.append(_one_of(owner.unit.format(t=alias), actor.unit_ids))
    return any_of(ways)


def _one_of(column: str, ids: tuple[int, ...]) -> Sql:
    if len(ids) == 1:  # a plain comparison lets the planner walk an ordered index
        return Sql(f"{column} = %s", ids)
    return Sql(f"{column} = any(%s)", (list(ids),))


def _through(whole: Whole, actor: Actor, alias: str, reach: Reach) -> Sql:
    """Rows that belong to another row are reached no farther than it is seen, nor than `reach`."""
    upper = entity(whole.base.owner.through)
    inner_alias = f"{alias}_o"
    seen = scope(upper, actor, alias=inner_alias)
    within = _within(upper, actor, inner_alias, reach)
    if seen == within == TRUE:
        return TRUE
    live = Sql(upper.base.live.format(t=inner_alias)) if upper.base.live else TRUE
    inner = all_of([live, seen] if within == seen else [live, seen, within])
    if inner == FALSE:
        return FALSE
    owner = whole.base.owner
    rows = f"{upper.base.table} {inner_alias} {owner.join}"
    head = f"exists (select 1 from {rows} where {inner_alias}.id = {owner.path.format(t=alias)}"
    return (head + " and ") + inner + ")"
