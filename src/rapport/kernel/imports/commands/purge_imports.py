"""Remove what imports keep of people's data once it is 30 days old."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.files.commands import purge_file
from rapport.kernel.imports import filing
from rapport.kernel.imports.models import Export, Fault, Import, ImportChange

from .judge_import import drop_tables

KEPT_FOR = timedelta(days=30)
IMPORTS_A_RUN = 200


def purge_imports(*, actor: Actor, now: datetime) -> int:
    """
    Remove file, staging tables, left-out lines and remembered changes of old imports, and the files
    of old exports; return of how many. What an import wrote stays; it can no longer be taken back.
    """
    old = Import.objects.filter(created_at__lt=now - KEPT_FOR, purged_at=None).order_by("pk")
    keys = list(old.values_list("pk", flat=True)[:IMPORTS_A_RUN])
    for key in keys:
        _purge(key, actor, now)
    return len(keys) + _purge_exports(actor, now)


def forget_rows(entity: str, row_ids: Sequence[int]) -> int:
    """Remove what imports replaced in these rows, who are erased; return how many changes."""
    replaced = ImportChange.objects.filter(entity=entity, row_id__in=row_ids, before__isnull=False)
    return replaced.delete()[0]


@transaction.atomic
def _purge_exports(actor: Actor, now: datetime) -> int:
    old = Export.objects.locked().filter(created_at__lt=now - KEPT_FOR, purged_at=None)
    rows = list(old[:IMPORTS_A_RUN])
    for row in rows:
        if row.rows is not None:
            purge_file(file_uid=row.uid, actor=actor, now=now)
    Export.objects.filter(pk__in=[row.pk for row in rows]).update(purged_at=now)
    return len(rows)


@transaction.atomic
def _purge(key: int, actor: Actor, now: datetime) -> None:
    row = Import.objects.locked().get(pk=key)
    if row.purged_at is not None:
        return
    drop_tables(row)
    Fault.objects.filter(import_of_id=key).delete()
    ImportChange.objects.filter(import_of_id=key).delete()
    filing.discard_source(row, actor=actor, now=now)
    Import.objects.filter(pk=key).update(purged_at=now, staged_rows=None)
