"""From the filter tree to SQL, under the reader's field rules and record scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.registry import UnknownField, Whole, entity
from rapport.kernel.entities.sql import Sql, all_of, any_of

from .operators import Setting, compiled
from .shown import shown
from .tree import All, Either, FilterNotUnderstood, Node, Not, Some, Test


@dataclass
class Condition:
    """The compiled tree, and the joins its fields need."""

    sql: Sql
    joins: set[str] = field(default_factory=set)


def usable_field(whole: Whole, name: str, actor: Actor) -> Field:
    """
    Return a field that the actor may see, and so use in any way.

    Refuses   UnknownField: also for a field that he may not see, so that nothing can be guessed.
    """
    found = whole.field(name)
    if not sees(whole, found, actor):
        raise UnknownField(entity=whole.base.label_plural, field=name)
    return found


def sees(whole: Whole, field: Field, actor: Actor) -> bool:
    """Whether the actor may see the field; one that names others' rows only who sees all those."""
    named = field.names_all_of
    if named and actor.reach_of(entity(named).base.view) is not Reach.ALL:
        return False
    return actor.sees_field(whole.name, field.name, field.permission)


def condition(
    whole: Whole, node: Node | None, *, actor: Actor, now: datetime, alias: str = "t"
) -> Condition:
    """Return the tree as SQL over the entity's row `alias`."""
    compiler = _Compiler(whole, actor, now, alias)
    sql = compiler.compile(node) if node is not None else Sql("")
    return Condition(sql, compiler.joins)


class _Compiler:
    def __init__(self, whole: Whole, actor: Actor, now: datetime, alias: str) -> None:
        self.whole, self.actor, self.now, self.alias = whole, actor, now, alias
        self.joins: set[str] = set()

    def compile(self, node: Node) -> Sql:
        match node:
            case Test():
                return self._test(node)
            case All(nodes):
                return all_of([self.compile(inner) for inner in nodes])
            case Either(nodes):
                return any_of([self.compile(inner) for inner in nodes])
            case Not(inner):
                return Sql("not coalesce((") + self.compile(inner) + "), false)"
            case Some():
                return self._some(node)

    def _test(self, test: Test) -> Sql:
        found = usable_field(self.whole, test.field, self.actor)
        if not found.filters:
            _refuse(test.field)
        self.joins.update(found.needs)
        setting = Setting(self.actor.user_id, self.actor.zone, self.now)
        column = shown(self.whole, found, self.actor, alias=self.alias).value
        if found.kind is Kind.REFERENCE and test.op == "me":
            return column + Sql(
                " = (select uid from access_user where id = %s)", (setting.user_id,)
            )
        return compiled(found, column, test.op, test.value, setting)

    def _some(self, some: Some) -> Sql:
        if some.related not in self.whole.related:
            raise UnknownField(entity=self.whole.base.label_plural, field=some.related)
        related = self.whole.related[some.related]
        upper = entity(related.entity)
        alias = f"{self.alias}_r"
        inner = _Compiler(upper, self.actor, self.now, alias)
        wanted = inner.compile(some.where)
        joins = " ".join(upper.joins[name].sql.format(t=alias) for name in sorted(inner.joins))
        link = Sql(related.link.format(r=alias, t=self.alias))
        where = all_of([link, live_scope(upper, self.actor, alias=alias), wanted])
        rows = f"{upper.base.table} {alias} {related.join} {joins}"
        return where.within(f"exists (select 1 from {rows} where ")


def _refuse(near: str) -> NoReturn:
    raise FilterNotUnderstood(near=near)
