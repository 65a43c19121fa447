"""Take a whole import back: made rows go, changed ones get their old values again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.imports import changes, loaders
from rapport.kernel.imports.events import ImportUndone
from rapport.kernel.imports.filing import ImportPurged
from rapport.kernel.imports.loaders import Loader
from rapport.kernel.imports.models import Import, ImportChange
from rapport.kernel.imports.progress import Progress, Tell
from rapport.kernel.imports.undoing import take_back
from rapport.kernel.imports.words import State

from .apply_import import one_at_a_time
from .judge_import import Run
from .steps import import_locked, moved, must_become

CHANGES_A_CHUNK = 2_000


def undo_import(
    *, import_uid: UUID, tell: Tell | None = None, actor: Actor, now: datetime
) -> ImportUndone:
    """
    Take back every row that nobody changed since, the last first; the others are counted.

    Safe to run again: after a kill it goes on, and later it takes back what meanwhile can be.
    Refuses   NotFound, NotAllowed, ImportTakenBack, ImportStandsElsewhere, ImportRunsAlready,
              ImportPurged.
    Tells     ImportUndone.
    """
    with transaction.atomic():
        row = import_locked(import_uid, actor=actor)
        must_become(row, State.UNDOING)
        if row.purged_at is not None:
            raise ImportPurged()
        takes = loaders.loader(row.loader)
        actor.must(takes.permission)
        Import.objects.filter(pk=row.pk).update(state=State.UNDOING, share_done=0)
        row.state = State.UNDOING
    with one_at_a_time(takes.key):
        _take_all_back(Run(row, actor, now, tell), takes)
        return _finish(row, takes, actor=actor, now=now)


def _take_all_back(run: Run, takes: Loader) -> None:
    left = ImportChange.objects.filter(import_of_id=run.row.pk, undone_at=None)
    progress = Progress(run.row, "undoing", left.count(), run.tell)
    below, done = None, 0
    while found := _newest(run.row.pk, below):
        _take_chunk_back(run, takes, found)
        below, done = found[-1][0], done + len(found)
        progress.at(done)
    progress.end()


def _newest(import_id: int, below: int | None) -> list[tuple[int, str]]:
    changes_left = ImportChange.objects.filter(import_of_id=import_id, undone_at=None)
    if below is not None:
        changes_left = changes_left.filter(pk__lt=below)
    return list(changes_left.order_by("-pk").values_list("pk", "entity")[:CHANGES_A_CHUNK])


@transaction.atomic
def _take_chunk_back(run: Run, takes: Loader, found: Sequence[tuple[int, str]]) -> None:
    """Take back some changes, children before their parents; what stays keeps its row."""
    done: list[int] = []
    for written in reversed(takes.written):
        ids = [key for key, entity in found if entity == written.entity]
        if ids:
            done += take_back(takes, written, ids, actor=run.actor, now=run.now).done
    ImportChange.objects.filter(pk__in=done).update(undone_at=run.now)
    bounds = (found[-1][0], found[0][0])
    changes.chunk_done(run.row, bounds, act="window_undone", actor=run.actor, now=run.now)


@transaction.atomic
def _finish(row: Import, takes: Loader, *, actor: Actor, now: datetime) -> ImportUndone:
    takes.finish_undo(row.pk, actor=actor, now=now)
    row = import_locked(row.uid, actor=actor)
    all_changes = ImportChange.objects.filter(import_of_id=row.pk)
    kept = all_changes.filter(undone_at=None).count()
    taken_back = all_changes.count() - kept
    row.set(state=State.UNDONE, undone={"taken_back": taken_back, "kept": kept}, share_done=1.0)
    undone = ImportUndone(
        import_id=row.pk, loader=row.loader, taken_back=taken_back, kept=kept, occurred_at=now
    )
    return moved(row, undone, actor=actor, now=now)
