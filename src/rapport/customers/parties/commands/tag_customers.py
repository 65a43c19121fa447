"""Give many customers a tag, and take that back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from rapport.customers.parties import permissions
from rapport.customers.parties.events import CustomersTagged, TaggingUndone
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope
from rapport.kernel.entities.registry import entity
from rapport.kernel.entities.sql import Sql, all_of
from rapport.kernel.jobs.batches import BatchCard, BatchPlan, go_on, run_batch, undo_batch
from rapport.kernel.jobs.continuing import continues
from rapport.kernel.values import Chance

from .tagging import MOST_TAGS, fit_tags, remember_tags

NAME = "parties.customers_tagged"
WITH_TAG = """case when t.tags @> array[%s::text] or cardinality(t.tags) >= %s then t.tags
  else t.tags || %s::text end"""


def tag_customers(
    *, selection: Sql, tag: str, actor: Actor, now: datetime, rng: Chance
) -> CustomersTagged:
    """
    Give the selected customers one tag more; who has it already, or has too many, stays.

    Customers that the actor may not change are left and counted. Commits by chunks of 10,000.
    Shapes    selection: a statement that selects keys of customers.
    Refuses   NotAllowed, TagUnfit.
    Tells     CustomersTagged, at the end.
    """
    actor.must(permissions.CHANGE)
    kept = fit_tags([tag])
    allowed = _allowed(selection, actor)
    plan = BatchPlan(
        name=NAME,
        entity="parties.party",
        rows=allowed,
        to=_columns(kept[0]),
        arguments={"tag": kept[0]},
        refused=_count(selection) - _count(allowed),
    )
    remember_tags(kept, now=now)
    return run_batch(plan, _tagged(actor, now), actor=actor, now=now, rng=rng)


@continues(NAME)
def go_on_tagging(
    *, batch_id: int, arguments: Mapping[str, Any], actor: Actor, now: datetime
) -> CustomersTagged:
    """
    Write the rest of a tagging whose process was killed.

    Refuses   BatchRuns.
    Tells     CustomersTagged.
    """
    to = _columns(str(arguments["tag"]))
    return go_on(batch_id, to, _tagged(actor, now), actor=actor, now=now)


def undo_tag_customers(*, batch_id: int, actor: Actor, now: datetime) -> TaggingUndone:
    """
    Take the tag from every customer of the batch whose tags nobody changed since.

    Refuses   NotFound, NotAllowed, BatchNotDone.
    Tells     TaggingUndone.
    """
    actor.must(permissions.CHANGE)
    return undo_batch(
        batch_id,
        NAME,
        lambda batch, undone: TaggingUndone(
            batch_id=batch.batch_id,
            count=undone.taken_back,
            kept=undone.kept,
            occurred_at=now,
        ),
        actor=actor,
        now=now,
    )


def _columns(tag: str) -> dict[str, Sql]:
    return {"tags": Sql(WITH_TAG, (tag, MOST_TAGS, tag))}


def _tagged(actor: Actor, now: datetime) -> Callable[[BatchCard], CustomersTagged]:
    return lambda batch: CustomersTagged(
        batch_id=batch.batch_id,
        count=batch.count,
        refused=batch.refused,
        occurred_at=now,
        by_id=actor.user_id,
    )


def _allowed(selection: Sql, actor: Actor) -> Sql:
    scope = live_scope(entity("parties.party"), actor, permission=permissions.CHANGE)
    within = Sql("t.id in (") + selection + ")"
    return Sql("select t.id from parties_party t where ") + all_of([within, scope])


def _count(statement: Sql) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({statement.text}) s", statement.params)
        return int(cursor.fetchone()[0])
