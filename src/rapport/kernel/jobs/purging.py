"""Remove what batches keep of people's data: after 30 days, and of a person who is erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from .models import Batch, BatchChange, State

KEPT_FOR = timedelta(days=30)
BATCHES_A_RUN = 200
# Alike before and after: no step of a history, and nothing that can be taken back.
FORGET = """
update jobs_batchchange c set before = '{}', after = '{}' from jobs_batch b
where b.id = c.batch_id and b.entity = %s and c.row_id = any(%s) and c.after is not null"""


def purge_batches(*, now: datetime) -> int:
    """Remove what ended batches replaced 30 days ago; return of how many. They stay as they are."""
    old = Batch.objects.exclude(state=State.OPEN).filter(
        ended_at__lt=now - KEPT_FOR, purged_at=None
    )
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:BATCHES_A_RUN])
    for key in keys:
        _purge(key, now)
    return len(keys)


def forget_rows(entity: str, row_ids: Sequence[int]) -> int:
    """Empty what batches remember of these rows; return how many changes that were."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [entity, list(row_ids)])
        return int(cursor.rowcount)


@transaction.atomic
def _purge(key: int, now: datetime) -> None:
    # Locked, so that a chunk that is taken back at this moment still finds what it needs.
    Batch.objects.locked().get(pk=key)
    BatchChange.objects.filter(batch_id=key).delete()
    Batch.objects.filter(pk=key).update(purged_at=now)
