"""
What of a field a reader gets, row by row: the same for showing, filtering, sorting and summing.

A reference names another row; to who does not see that row it names nothing. A field with a
permission of its own is seen as far as that permission goes, which may be less far than the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope, scope
from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.registry import Whole, entity
from rapport.kernel.entities.sql import TRUE, Sql, all_of


@dataclass(frozen=True, slots=True)
class Shown:
    """
    The SQL of a field over one row: its value, a reference's title and key, a currency.

    condition   on which the actor sees it; None for always.
    """

    field: Field
    alias: str
    condition: Sql | None

    @property
    def value(self) -> Sql:
        return self._guarded(self.field.sql)

    @property
    def title(self) -> Sql:
        return self._guarded(self.field.shows or "null::text")

    @property
    def key(self) -> Sql:
        return self._guarded(self.field.key or "null::text")

    @property
    def currency(self) -> Sql:
        return self._guarded(self.field.currency or "null::text")

    @property
    def sort(self) -> Sql:
        return self._guarded(self.field.sort_sql)

    @property
    def nullable(self) -> bool:
        return self.field.nullable or self.condition is not None

    def _guarded(self, text: str) -> Sql:
        piece = Sql(text.format(t=self.alias))
        if self.condition is None:
            return piece
        return "case when " + self.condition + " then " + piece + " end"


def shown(whole: Whole, field: Field, actor: Actor, *, alias: str = "t") -> Shown:
    """Return the field as the actor sees it over the entity's row `alias`."""
    condition = _condition(whole, field, actor, alias)
    return Shown(field, alias, None if condition == TRUE else condition)


def _condition(whole: Whole, field: Field, actor: Actor, alias: str) -> Sql:
    conditions = []
    if field.permission and actor.reach_of(field.permission) < actor.reach_of(whole.base.view):
        conditions.append(scope(whole, actor, alias=alias, permission=field.permission))
    if field.kind is Kind.REFERENCE and field.refers_to and not _is_owner(whole, field):
        conditions.append(_seen(field, actor, alias))
    return all_of(conditions)


def _is_owner(whole: Whole, field: Field) -> bool:
    """Whether the reference is the very row through which this one is reached."""
    owner = whole.base.owner
    columns = {f"{{t}}.{name.removesuffix('_id')}_id" for name in field.declares}
    return owner.through == field.refers_to and owner.path in columns


def _seen(field: Field, actor: Actor, alias: str) -> Sql:
    target, other = entity(field.refers_to), f"{alias}_s"
    if scope(target, actor, alias=other) == TRUE:
        return TRUE
    seen = live_scope(target, actor, alias=other)
    named = Sql(f"{other}.uid = {field.sql.format(t=alias)}")
    return all_of([named, seen]).within(f"exists (select 1 from {target.base.table} {other} where ")
