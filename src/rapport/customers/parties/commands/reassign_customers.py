"""Give many customers to another colleague, team or unit, and take that back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from rapport.customers.parties import permissions
from rapport.customers.parties.events import CustomersReassigned, ReassignmentUndone
from rapport.customers.parties.words import Holder
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope
from rapport.kernel.entities.registry import entity
from rapport.kernel.entities.sql import Sql, all_of
from rapport.kernel.jobs.batches import BatchCard, BatchPlan, go_on, run_batch, undo_batch
from rapport.kernel.jobs.continuing import continues
from rapport.kernel.values import Chance

from .assign_owner import must_be_there

NAME = "parties.customers_reassigned"
MARKS = """array_remove(array['@u' || p.owner_id, '@t' || p.team_id, '@b' || p.unit_id], null)"""
MARK = f"""
with part as (
  select row_id from jobs_batchchange where batch_id = %s and row_id > %s
  order by row_id limit 10000),
wrong as (
  select p.id, array(select x from unnest(p.search_tokens) x where x not like '@%%') || {MARKS} as
    right_tokens
  from parties_party p join part on part.row_id = p.id
  where not p.search_tokens @> {MARKS}
    or (select count(*) from unnest(p.search_tokens) x where x like '@%%') <> cardinality({MARKS})
  order by p.id for update of p),
marked as (
  update parties_party p set search_tokens = w.right_tokens from wrong w where w.id = p.id)
select max(row_id) from part"""


def reassign_customers(
    *, selection: Sql, holder: Holder, actor: Actor, now: datetime, rng: Chance
) -> CustomersReassigned:
    """
    Let the selected customers belong to another colleague; team and unit follow.

    Customers that the actor may not give away are left and counted. Commits by chunks of 10,000.
    Shapes    selection: a statement that selects keys of customers.
    Refuses   NotAllowed, HolderUnknown.
    Tells     CustomersReassigned, at the end.
    """
    actor.must(permissions.ASSIGN)
    chosen = must_be_there(holder)
    allowed = _allowed(selection, actor)
    to = {"owner": chosen.owner_id, "team": chosen.team_id, "unit": chosen.unit_id}
    plan = BatchPlan(
        name=NAME,
        entity="parties.party",
        rows=allowed,
        to=_columns(to),
        arguments=to,
        refused=_count(selection) - _count(allowed),
    )
    told = _reassigned(to, actor, now)
    return run_batch(plan, told, finish=_mark_holders, actor=actor, now=now, rng=rng)


@continues(NAME)
def go_on_reassigning(
    *, batch_id: int, arguments: Mapping[str, Any], actor: Actor, now: datetime
) -> CustomersReassigned:
    """
    Write the rest of a reassignment whose process was killed.

    Refuses   BatchRuns.
    Tells     CustomersReassigned.
    """
    to, told = _columns(arguments), _reassigned(arguments, actor, now)
    return go_on(batch_id, to, told, finish=_mark_holders, actor=actor, now=now)


def undo_reassign_customers(*, batch_id: int, actor: Actor, now: datetime) -> ReassignmentUndone:
    """
    Give every customer of the batch back whom nobody changed since. May be repeated.

    Refuses   NotFound, NotAllowed, BatchNotDone.
    Tells     ReassignmentUndone.
    """
    actor.must(permissions.ASSIGN)
    return undo_batch(
        batch_id,
        NAME,
        lambda batch, undone: ReassignmentUndone(
            batch_id=batch.batch_id,
            undone_batch_id=batch.batch_id,
            count=undone.taken_back,
            kept=undone.kept,
            occurred_at=now,
        ),
        finish=_mark_holders,
        actor=actor,
        now=now,
    )


def _columns(to: Mapping[str, Any]) -> dict[str, Sql]:
    return {f"{name}_id": Sql("%s::int8", (to[name],)) for name in ("owner", "team", "unit")}


def _reassigned(
    to: Mapping[str, Any], actor: Actor, now: datetime
) -> Callable[[BatchCard], CustomersReassigned]:
    return lambda batch: CustomersReassigned(
        batch_id=batch.batch_id,
        count=batch.count,
        refused=batch.refused,
        owner_id=to["owner"],
        team_id=to["team"],
        occurred_at=now,
        by_id=actor.user_id,
    )


def _mark_holders(batch_id: int) -> None:
    """
    Let the tokens of the batch's customers say whose they are now.

    Kept apart from the batch, for a name that is changed later changes tokens too and must not keep
    the owner from being taken back.
    """
    last = 0
    while last is not None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(MARK, [batch_id, last])
            (last,) = cursor.fetchone()


def _allowed(selection: Sql, actor: Actor) -> Sql:
    scope = live_scope(entity("parties.party"), actor, permission=permissions.ASSIGN)
    within = Sql("t.id in (") + selection + ")"
    return Sql("select t.id from parties_party t where ") + all_of([within, scope])


def _count(statement: Sql) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({statement.text}) s", statement.params)
        return int(cursor.fetchone()[0])
