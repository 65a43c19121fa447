"""Which entries a reader may see: those about rows that he may see."""

from __future__ import annotations

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import Whole, entities, entity
from rapport.kernel.entities.sql import TRUE, Sql, all_of, any_of

PARTY = "parties.party"


def visible(actor: Actor, alias: str = "e") -> Sql:
    """
    Return the condition on an entry of a customer whom the reader sees.

    What belongs to customers goes with the customer when it is seen as far as customers are; other
    rows are looked up under their own scope. An entry about a kind of row that no room declares is
    shown.
    """
    if actor.sees_all:
        return TRUE
    hidden: list[str] = []
    tests: list[Sql] = []
    for whole in entities():
        if not actor.may(whole.base.view):
            hidden.append(whole.name)
        elif not _goes_with_customer(whole, actor):
            tests.append(_seen(whole, actor, alias))
    allowed = Sql(f"{alias}.entity <> all(%s::text[])", (hidden,)) if hidden else TRUE
    return all_of([allowed, *tests])


def _goes_with_customer(whole: Whole, actor: Actor) -> bool:
    owner = whole.base.owner
    reach = actor.reach_of(whole.base.view)
    through_party = PARTY in (whole.name, owner.through)
    is_as_wide = reach >= actor.reach_of(entity(PARTY).base.view)
    return (through_party and is_as_wide) or owner.public or reach is Reach.ALL


def _seen(whole: Whole, actor: Actor, alias: str) -> Sql:
    scope = live_scope(whole, actor, alias="r")
    row = Sql(f"exists (select 1 from {whole.base.table} r where r.id = {alias}.row_id and ")
    return any_of([Sql(f"{alias}.entity <> %s", (whole.name,)), row + scope + ")"])
