"""Work on the timeline that takes longer than a reaction may."""

from __future__ import annotations

from datetime import datetime

from rapport.customers.interactions import commands
from rapport.kernel.access.actor import SYSTEM, Actor
from rapport.kernel.entities.sql import Sql
from rapport.kernel.jobs.declare import job

CHUNK = 10_000
REASSIGNED = """
select row_id, %s::timestamptz, 'change', 'inside', 'system', 'parties.party', row_id, null::uuid,
  'assigned-' || %s::text, '{}'::jsonb
from jobs_batchchange where batch_id = %s and after <> before and row_id > %s
order by row_id limit %s"""


@job("interactions.tell_reassigned")
def tell_reassigned(*, batch_id: int, at: str, by_id: int | None, now: datetime) -> None:
    """Enter into each customer's timeline that a batch gave him to another owner."""
    actor = SYSTEM if by_id is None else Actor(kind="user", name="", user_id=by_id)
    last: int | None = 0
    while last is not None:
        select = Sql(REASSIGNED, (at, f"batch-{batch_id}", batch_id, last, CHUNK))
        last = commands.record_chunk(select=select, actor=actor, now=now)
