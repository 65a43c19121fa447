"""
Write a change of many rows as one: in chunks, kept once before and after, and taken back whole.

A room's command opens a batch on the rows it selects, runs it and tells one event that names it.
Nothing here knows what the columns mean; the room's command has asked whether the actor may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.audit import commands as audit
from rapport.kernel.entities.registry import entity as entity_named
from rapport.kernel.entities.sql import Sql
from rapport.kernel.errors import N_, Conflict, NotFound
from rapport.kernel.events.tell import tell_batch
from rapport.kernel.values import Chance, new_id

from .models import Batch, State

CHUNK = 10_000
HOLD = "hashtextextended(%s, 7304)"
E = TypeVar("E")
Finish = Callable[[int], object]


class BatchNotDone(Conflict):
    sentence = N_("This change of many rows is {state}, so it cannot be taken back.")


class BatchRuns(Conflict):
    sentence = N_("This change of many rows is being written at this moment.")


class BatchPurged(Conflict):
    sentence = N_(
        "This change of many rows is older than 30 days: what stood there before was removed,"
        " so it can no longer be taken back."
    )


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """
    What a command on many rows will do.

    Shapes    rows: a statement that selects keys; to: column -> SQL of its new value, in which the
              row is called `t`. Columns and table come from the code, values are parameters.
    """

    name: str
    entity: str
    rows: Sql
    to: Mapping[str, Sql]
    arguments: Mapping[str, Any]
    refused: int = 0


@dataclass(frozen=True, slots=True)
class BatchCard:
    """A finished batch: its key, how many rows it was about, how many the actor may not change."""

    batch_id: int
    uid: UUID
    count: int
    refused: int


@dataclass(frozen=True, slots=True)
class Undone:
    taken_back: int
    kept: int  # changed since by somebody: they stay


def run_batch(
    plan: BatchPlan,
    told: Callable[[BatchCard], E],
    *,
    finish: Finish | None = None,
    actor: Actor,
    now: datetime,
    rng: Chance,
) -> E:
    """
    Do the plan and return its event: each chunk of 10,000 rows commits with its audit row.

    The event that `told` makes of the finished batch is told with its end. Outside a transaction
    a killed batch keeps what it wrote, and `go_on` does the rest; inside one it is all or nothing.
    """
    batch = _open(plan, actor=actor, now=now, rng=rng)
    return go_on(batch.pk, plan.to, told, finish=finish, actor=actor, now=now)


def go_on(
    batch_id: int,
    to: Mapping[str, Sql],
    told: Callable[[BatchCard], E],
    *,
    finish: Finish | None = None,
    actor: Actor,
    now: datetime,
) -> E:
    """
    Write the chunks of an open batch that are not written yet, and tell its event.

    `finish` is given the batch when all is written and before its end is told; safe to run twice.
    Refuses   BatchRuns: another process is at it.
    """
    with _held(batch_id):
        while _write_chunk(batch_id, to, actor=actor, now=now):
            continue
        if finish is not None:
            finish(batch_id)
        return _close(batch_id, State.DONE, told, actor=actor, now=now)


def undo_batch(
    batch_id: int,
    name: str,
    told: Callable[[BatchCard, Undone], E],
    *,
    finish: Finish | None = None,
    actor: Actor,
    now: datetime,
) -> E:
    """
    Take back every row that nobody changed since; the others stay. May be repeated.

    Refuses   NotFound: no batch of that name, or another's. BatchNotDone, BatchPurged.
    """
    batch = Batch.objects.filter(pk=batch_id, name=name).first()
    if batch is None or not (actor.sees_all or batch.user_id == actor.user_id):
        raise NotFound(entity=N_("Change of many rows"), id=batch_id)
    if batch.state == State.OPEN:
        raise BatchNotDone(state=batch.state)
    if batch.purged_at is not None:
        raise BatchPurged()
    taken_back, last = 0, 0
    while True:
        count, last = _undo_chunk(batch, last, actor=actor, now=now)
        if last == 0:
            break
        taken_back += count
    if finish is not None:
        finish(batch_id)
    undone = Undone(taken_back, _kept(batch_id))
    return _close(batch_id, State.UNDONE, lambda card: told(card, undone), actor=actor, now=now)


@transaction.atomic
def _open(plan: BatchPlan, *, actor: Actor, now: datetime, rng: Chance) -> Batch:
    batch = Batch(uid=new_id(now, rng), user_id=actor.user_id, actor_kind=actor.kind)
    batch.set(
        name=plan.name,
        entity=plan.entity,
        arguments=dict(plan.arguments),
        columns=sorted(plan.to),
        refused=plan.refused,
    )
    batch.save_changes(now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""insert into jobs_batchchange (batch_id, row_id, is_undone)
            select %s, s.id, false from ({plan.rows.text}) s(id) order by s.id""",
            [batch.pk, *plan.rows.params],
        )
        batch.set(total=cursor.rowcount)
    batch.save_changes(now=now)
    return batch


@contextmanager
def _held(batch_id: int) -> Iterator[None]:
    """Hold the batch for as long as this session lives, so that nobody takes it for killed."""
    with connection.cursor() as cursor:
        cursor.execute(f"select pg_try_advisory_lock({HOLD})", [str(batch_id)])
        if not cursor.fetchone()[0]:
            raise BatchRuns(id=batch_id)
    try:
        yield
    finally:
        if connection.connection is not None and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(f"select pg_advisory_unlock({HOLD})", [str(batch_id)])


@transaction.atomic
def _write_chunk(batch_id: int, to: Mapping[str, Sql], *, actor: Actor, now: datetime) -> int:
    """Write the next rows; return how many there were."""
    # Locked first: two writers of one chunk would both note their own "before".
    batch: Batch = Batch.objects.locked().get(pk=batch_id)
    table = _table(batch.entity)
    names = sorted(to)
    values = tuple(value for name in names for value in to[name].params)
    before = _object("t", names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""with waiting as (
              select row_id from jobs_batchchange where batch_id = %s and after is null
              order by row_id limit {CHUNK}),
            held as materialized (
              select t.id, {before} as before from {table} t join waiting w on w.row_id = t.id
              order by t.id for update of t),
            given as (
              select t.id, {", ".join(f"({to[name].text}) as {name}" for name in names)}
              from {table} t join held on held.id = t.id),
            written as (
              update {table} t set {", ".join(f"{name} = g.{name}" for name in names)},
                version = t.version + 1, updated_at = %s
              from given g where g.id = t.id
              and ({_row("t", names)}) is distinct from ({_row("g", names)})
              returning t.id),
            noted as (
              update jobs_batchchange c set before = coalesce(h.before, '{{}}'),
                after = case when w.id is null then coalesce(h.before, '{{}}')
                  else (select {_object("g", names)} from given g where g.id = c.row_id) end
              from waiting q left join held h on h.id = q.row_id
                left join written w on w.id = q.row_id
              where c.batch_id = %s and c.row_id = q.row_id)
            select (select count(*) from waiting), (select count(*) from written),
              (select min(row_id) from waiting), (select max(row_id) from waiting)""",
            [batch_id, *values, now, batch_id],
        )
        found, written, first, last = cursor.fetchone()
        if found:
            cursor.execute(
                "update jobs_batch set done = done + %s where id = %s", [found, batch_id]
            )
            details = {"batch": batch_id, "rows": found, "written": written}
            details |= {"first": first, "last": last}
            audit.record(batch.name, entity=batch.entity, details=details, actor=actor, now=now)
    return int(found)


@transaction.atomic
def _undo_chunk(batch: Batch, after_row: int, *, actor: Actor, now: datetime) -> tuple[int, int]:
    """Take the next rows back; return how many, and the last key looked at (0: no more)."""
    table, names = _table(batch.entity), batch.columns
    columns = ", ".join(f"{name} = p.{name}" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""with chosen as (
              select row_id, before, after from jobs_batchchange
              where batch_id = %s and row_id > %s and not is_undone and after <> before
              order by row_id limit {CHUNK}),
            held as materialized (
              select t.id from {table} t join chosen c on c.row_id = t.id
              where {_object("t", names)} = c.after order by t.id for update of t),
            back as (
              update {table} t set {columns}, version = t.version + 1, updated_at = %s
              from chosen c cross join lateral jsonb_populate_record(null::{table}, c.before) p
              where c.row_id = t.id and t.id in (select id from held) returning t.id),
            noted as (
              update jobs_batchchange c set is_undone = true
              where c.batch_id = %s and c.row_id in (select id from back))
            select (select count(*) from back), coalesce((select max(row_id) from chosen), 0)""",
            [batch.pk, after_row, now, batch.pk],
        )
        count, last = cursor.fetchone()
    if count:
        details = {"batch": batch.pk, "rows": count, "first": after_row + 1, "last": last}
        name = f"{batch.name}.undone"
        audit.record(name, entity=batch.entity, details=details, actor=actor, now=now)
    return int(count), int(last)


@transaction.atomic
def _close(
    batch_id: int, state: State, told: Callable[[BatchCard], E], *, actor: Actor, now: datetime
) -> E:
    batch: Batch = Batch.objects.locked().get(pk=batch_id)
    batch.set(state=state, ended_at=now)
    if not batch.save_changes(now=now):  # taken back once more at the same instant
        batch.raise_version(now=now)
    event = told(BatchCard(batch.pk, batch.uid, batch.total, batch.refused))
    return tell_batch(event, batch=batch, actor=actor, now=now)


def _kept(batch_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """select count(*) from jobs_batchchange where batch_id = %s and not is_undone
            and after is not null and after <> before""",
            [batch_id],
        )
        return int(cursor.fetchone()[0])


def _table(entity: str) -> str:
    model = entity_named(entity).base.model
    return str(apps.get_model(model)._meta.db_table)


def _object(alias: str, names: list[str]) -> str:
    return "jsonb_build_object(" + ", ".join(f"'{n}', {alias}.{n}" for n in names) + ")"


def _row(alias: str, names: list[str]) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)
