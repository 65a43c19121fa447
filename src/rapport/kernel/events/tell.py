"""Say what happened, in the transaction that made it so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from rapport.kernel.access.actor import Actor
from rapport.kernel.audit import row as audit
from rapport.kernel.audit.pure import Fact
from rapport.kernel.entities.rows import Change, TrackedRow
from rapport.kernel.prepared import prepared

from .bell import ring
from .declare import kind_of

E = TypeVar("E")
# One statement: two cost the command a sixth of its rate, and a trigger would hide it.
TELL = f"""
with audited as ({audit.INSERT}),
told as (
  insert into outbox (aggregate, aggregate_seq, name, body, occurred_at)
  values (%s, %s, %s, %s, %s) returning id)
insert into outbox_waiting select id from told"""


class ToldOutsideTransaction(RuntimeError):
    """An event must stand or fall with the change it tells of."""


def tell(
    event: E,
    *,
    about: TrackedRow,
    changes: Sequence[Change] = (),
    details: Mapping[str, Any] | None = None,
    actor: Actor,
    now: datetime,
) -> E:
    """
    Store the event, its place in the waiting list and its audit row, and return the event.

    `about` is locked by this transaction and its version was raised for this event: the version is
    the event's place among those of the row, and the same place cannot be taken twice.
    `details` go to the audit only: what a person may need to know and no reaction does.
    """
    if not connection.in_atomic_block:
        raise ToldOutsideTransaction(type(event).__qualname__)
    entity = about._meta.label_lower
    fact = audit.fact_of(
        kind_of(type(event)).wire_name,
        entity=entity,
        row_id=about.pk,
        changes=changes,
        details=details,
        actor=actor,
        now=now,
    )
    _write(event, fact, f"{entity}:{about.pk}", about.version)
    transaction.on_commit(ring)
    return event


def tell_batch(
    event: E,
    *,
    batch: TrackedRow,
    details: Mapping[str, Any] | None = None,
    actor: Actor,
    now: datetime,
) -> E:
    """
    Store the one event of a command on many rows; the batch's chunks are in the audit already.

    The event names the batch and its count: who needs single rows reads the batch by keyset.
    """
    if getattr(event, "batch_id", None) != batch.pk:
        raise TypeError(f"{type(event).__qualname__} does not name its batch")
    return tell(event, about=batch, details=details, actor=actor, now=now)


def _write(event: object, fact: Fact, aggregate: str, seq: int) -> None:
    kind = kind_of(type(event))
    body = kind.codec.encode(event)
    values = (aggregate, seq, kind.wire_name, Jsonb(body), body["occurred_at"])
    prepared(TELL, (*audit.values_of(fact), *values)).close()
