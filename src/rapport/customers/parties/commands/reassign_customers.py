"""Give many customers to another colleague, team or unit, and take that back."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from rapport.customers.parties import permissions
from rapport.customers.parties.events import CustomersReassigned, ReassignmentUndone
from rapport.customers.parties.words import Holder
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope
from rapport.kernel.entities.registry import entity
from rapport.kernel.entities.sql import Sql, all_of
from rapport.kernel.jobs.batches import BatchPlan, run_batch, undo_batch
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
    plan = BatchPlan(
        name=NAME,
        entity="parties.party",
        rows=allowed,
        to={
            "owner_id": Sql("%s::int8", (chosen.owner_id,)),
            "team_id": Sql("%s::int8", (chosen.team_id,)),
            "unit_id": Sql("%s::int8", (chosen.unit_id,)),
        },
        arguments={"owner": chosen.owner_id, "team": chosen.team_id, "unit": chosen.unit_id},
        refused=_count(selection) - _count(allowed),
    )
    reassigned = run_batch(
        plan,
        lambda batch: CustomersReassigned(
            batch_id=batch.batch_id,
            count=batch.count,
            refused=batch.refused,
            owner_id=chosen.owner_id,
            team_id=chosen.team_id,
            occurred_at=now,
            by_id=actor.user_id,
        ),
        actor=actor,
        now=now,
        rng=rng,
    )
    _mark_holders(reassigned.batch_id)
    return reassigned


def undo_reassign_customers(*, batch_id: int, actor: Actor, now: datetime) -> ReassignmentUndone:
    """
    Give every customer of the batch back whom nobody changed since. May be repeated.

    Refuses   NotFound, NotAllowed, BatchNotDone.
    Tells     ReassignmentUndone.
    """
    actor.must(permissions.ASSIGN)
    undone = undo_batch(
        batch_id,
        NAME,
        lambda batch, undone: ReassignmentUndone(
            batch_id=batch.batch_id,
            undone_batch_id=batch.batch_id,
            count=undone.taken_back,
            kept=undone.kept,
            occurred_at=now,
        ),
        actor=actor,
        now=now,
    )
    _mark_holders(batch_id)
    return undone


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
