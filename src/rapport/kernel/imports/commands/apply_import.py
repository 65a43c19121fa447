"""Write what was judged: window by window, each for good with its changes and its audit row."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, Conflict
from rapport.kernel.imports import changes, loaders
from rapport.kernel.imports.events import ImportApplied
from rapport.kernel.imports.loaders import Loader
from rapport.kernel.imports.models import Import
from rapport.kernel.imports.progress import Progress, Tell
from rapport.kernel.imports.stages import Stage, Window
from rapport.kernel.imports.words import State

from .judge_import import Run, count, drop_tables, judge, stage
from .steps import import_locked, moved, must_become, stage_of

WRITERS = 2
MOST_TRIES = 3
GROWN = """
select relname from pg_class
where oid = any(%s::regclass[]) and greatest(reltuples, 0) < 10 * %s"""


class ImportRunsAlready(Conflict):
    sentence = N_("Another import of the same kind is being written. Wait until it has ended.")


class ImportMetOthers(Conflict):
    sentence = N_("Others changed the same records again and again. Apply the import once more.")


@dataclass(frozen=True, slots=True)
class _Writing:
    """An import being written: judged afresh whenever others wrote in between."""

    run: Run
    takes: Loader
    stage: Stage


def apply_import(
    *, import_uid: UUID, tell: Tell | None = None, actor: Actor, now: datetime
) -> ImportApplied:
    """
    Write the lines of an import that was judged.

    Safe to run again after any end: it judges again, and what was written is unchanged then. The
    stage is made anew when the server lost it. The counts stay those of the first beginning.
    Refuses   NotFound, NotAllowed, ImportStandsElsewhere, ImportRunsAlready, ImportMetOthers.
    Tells     ImportApplied, at the end.
    """
    started = time.perf_counter()
    with transaction.atomic():
        row = import_locked(import_uid, actor=actor)
        must_become(row, State.APPLYING)
        takes = loaders.loader(row.loader)
        actor.must(takes.permission)
    run = Run(row, actor, now, tell)
    with one_at_a_time(takes.key):
        _begin(run)
        writing = _Writing(run, takes, stage_of(row))
        _write(writing)
        return _finish(writing, time.perf_counter() - started)


@contextmanager
def one_at_a_time(key: str) -> Iterator[None]:
    """Hold the right to write rows of this kind. Refuses ImportRunsAlready."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtext(%s))", [f"import:{key}"])
        if not cursor.fetchone()[0]:
            raise ImportRunsAlready()
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(hashtext(%s))", [f"import:{key}"])


def _begin(run: Run) -> None:
    """Bring the verdicts to what is true now; from here on the counts are those of the import."""
    row = run.row
    begins = row.state != State.APPLYING
    has_stage = _has_stage(row)
    if not has_stage:
        stage(run)
    # Since the dry run others may have written; since a kill, this import itself has.
    if not (has_stage and begins and run.now == row.updated_at):
        judge(run)
    if begins:
        count(run)
    row.state = State.APPLYING
    Import.objects.filter(pk=row.pk).update(
        state=row.state, counts=row.counts, entities=row.entities, amounts=row.amounts
    )


def _has_stage(row: Import) -> bool:
    """Whether the staging table is there and whole; a crash of the server empties it."""
    if row.staged_rows is None:
        return False
    table = stage_of(row).table
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s) is not null", [table])
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(f"select count(*) from {table}")
        return bool(cursor.fetchone()[0] == row.staged_rows)


def _write(writing: _Writing) -> None:
    windows = writing.takes.windows(writing.stage)
    progress = Progress(writing.run.row, "writing", len(windows), writing.run.tell)
    # In a transaction of the caller's (a test) another session would not see what it needs.
    alone = connection.in_atomic_block
    done = 0
    for overlap, group in groupby(windows, key=writing.takes.may_overlap):
        written = _write_together if overlap and not alone else _write_in_turn
        for _ in written(writing, list(group)):
            done += 1
            progress.at(done)
    progress.end()


def _write_in_turn(writing: _Writing, windows: Sequence[Window]) -> Iterator[Window]:
    """Write windows one by one; where another wrote the same key meanwhile, judge and try again."""
    for window in windows:
        for _ in range(MOST_TRIES):
            try:
                _write_window(writing, window)
                break
            except IntegrityError:
                judge(writing.run)
        else:
            raise ImportMetOthers()
        yield window


def _write_together(writing: _Writing, windows: Sequence[Window]) -> Iterator[Window]:
    """Write windows in two sessions at once: most of the time goes into keys checked one by one."""
    failed: list[Window] = []
    with ThreadPoolExecutor(WRITERS) as writers:
        waiting = {writers.submit(_write_in_session, writing, w): w for w in windows}
        try:
            for written in as_completed(waiting):
                if isinstance(written.exception(), IntegrityError):
                    failed.append(waiting[written])
                else:
                    written.result()
                    yield waiting[written]
        finally:
            writers.shutdown(cancel_futures=True)
    yield from _write_in_turn(writing, failed)


def _write_in_session(writing: _Writing, window: Window) -> None:
    try:
        _write_window(writing, window)
    finally:
        # The thread's session ends with its last window; to open one costs 5 ms.
        connection.close()


@transaction.atomic
def _write_window(writing: _Writing, window: Window) -> None:
    run = writing.run
    with connection.cursor() as cursor:
        cursor.execute("set local idle_in_transaction_session_timeout = 0")
        cursor.execute("set local jit = off")
    writing.takes.apply(writing.stage, window, actor=run.actor, now=run.now)
    changes.chunk_done(run.row, (window.first, window.last), actor=run.actor, now=run.now)
    with connection.cursor() as cursor:
        # Foreign keys are checked at the end, by plans that a session keeps for ever: one made when
        # a table held three rows reads the whole table for each key.
        cursor.execute("discard plans")


@transaction.atomic
def _finish(writing: _Writing, seconds: float) -> ImportApplied:
    run = writing.run
    writing.takes.finish(writing.stage, actor=run.actor, now=run.now)
    _look_anew(writing)
    row = import_locked(run.row.uid, actor=run.actor)
    drop_tables(row)
    row.set(
        state=State.APPLIED,
        staged_rows=None,
        share_done=1.0,
        seconds=round(seconds, 2),
        applied_at=run.now,
    )
    applied = ImportApplied(
        import_id=row.pk,
        loader=row.loader,
        created=row.counts.get("created", 0),
        updated=row.counts.get("updated", 0),
        occurred_at=run.now,
    )
    return moved(row, applied, actor=run.actor, now=run.now)


def _look_anew(writing: _Writing) -> None:
    """
    Let the planner know the tables of which this import is a large part.

    The database looks by itself within a minute. Until then it takes a table for as small as it was
    and reads all of it for each line of the next import.
    """
    counts = writing.run.row.counts
    lines = counts.get("created", 0) + counts.get("updated", 0)
    with connection.cursor() as cursor:
        cursor.execute(GROWN, [[written.table for written in writing.takes.written], lines])
        for (table,) in cursor.fetchall():
            cursor.execute(f"analyze {table}")
