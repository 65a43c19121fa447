"""Enter into timelines what a batch did to many customers."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.sql import Sql

from .record_entries import selected_entries

CHUNK = 10_000
REASSIGNED = f"""
select row_id, %s::timestamptz, 'change', 'inside', 'system', 'parties.party', row_id, null::uuid,
  'assigned-batch-' || batch_id, '{{}}'::jsonb
from jobs_batchchange where batch_id = %s and after <> before and row_id > %s
order by row_id limit {CHUNK}"""
SHAPE = "party_id, at, kind, direction, channel, entity, row_id, row_uid, code, figures"


def enter_reassigned(*, batch_id: int, at: datetime, actor: Actor, now: datetime) -> int:
    """
    Tell each customer of the batch that he was given to another owner; return of how many.

    Commits by chunks of 10,000; running it again enters nothing twice.
    """
    told, last = 0, 0
    while True:
        count, last = _enter_chunk(batch_id, at, last, actor, now)
        if not count:
            return told
        told += count


@transaction.atomic
def _enter_chunk(
    batch_id: int, at: datetime, last: int, actor: Actor, now: datetime
) -> tuple[int, int]:
    select = Sql(REASSIGNED, (at, batch_id, last))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""with entered as ({selected_entries(select)})
            select count(*), coalesce(max(row_id), 0) from ({select.text}) chunk({SHAPE})""",
            (actor.kind, actor.user_id, now, *select.params, *select.params),
        )
        count, highest = cursor.fetchone()
    return int(count), int(highest)
