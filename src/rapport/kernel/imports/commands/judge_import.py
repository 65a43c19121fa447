"""The dry run: read the whole file into its stage, judge every line, count; write nothing live."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.imports import filing, loaders
from rapport.kernel.imports.changes import tables_of
from rapport.kernel.imports.engines import open_file
from rapport.kernel.imports.events import ImportJudged
from rapport.kernel.imports.left_out import keep_faults
from rapport.kernel.imports.models import Import
from rapport.kernel.imports.progress import Progress, Tell
from rapport.kernel.imports.pure.mappings import read_mapping
from rapport.kernel.imports.reading import habits_in
from rapport.kernel.imports.staging import fill_stage, make_stage
from rapport.kernel.imports.words import State, read_of

from .steps import import_locked, moved, must_become, stage_of

JUDGE_MEMORY = "64MB"
# A stage may be judged again: what could not be read stays as it is.
FORGET = """
update {stage} set fate = null, fault = null, field = null, row_id = null, before = null,
  after = null where not unread and fate is not null"""
BEFORE_JUDGING = "create index if not exists {stage}_line on {stage} (line); analyze {stage}"
# Whatever the planner believes of a live table that just grew, or of verdicts that were all null a
# moment ago, an update finds its line and a window its part. The index on keys is a whole one: a
# partial one is empty until rows are made, and is then read from end to end for each of them.
AFTER_JUDGING = """
create index if not exists {stage}_row on {stage} (row_id);
create index if not exists {stage}_part on {stage} (part);
analyze {stage}"""


@dataclass(frozen=True, slots=True)
class Run:
    """An import being judged."""

    row: Import
    actor: Actor
    now: datetime
    tell: Tell | None


def judge_import(
    *, import_uid: UUID, tell: Tell | None = None, actor: Actor, now: datetime
) -> ImportJudged:
    """
    Stage the file and say what would become of each line.

    Safe to run again at any point: the stage is made anew.
    Refuses   NotFound, NotAllowed (also what is written), ImportStandsElsewhere, ImportPurged.
    Tells     ImportJudged.
    """
    started = time.perf_counter()
    with transaction.atomic():
        row = import_locked(import_uid, actor=actor)
        must_become(row, State.STAGING)
        actor.must(loaders.loader(row.loader).permission)
        Import.objects.filter(pk=row.pk).update(state=State.STAGING, share_done=0)
        row.state = State.STAGING
    run = Run(row, actor, now, tell)
    stage(run)
    judge(run)
    count(run)
    return _judged(run, time.perf_counter() - started)


def stage(run: Run) -> int:
    """Read the file into a new staging table; return how many lines it has."""
    row = run.row
    takes = loaders.loader(row.loader)
    mapping = read_mapping(row.mapping, row.mapping_name)
    habits = habits_in(row.mapping, row.mapping_name, run.actor)
    progress = Progress(row, "reading", row.about_rows, run.tell)
    table = stage_of(row).table
    with filing.source_of(row) as place:
        file = open_file(place, mapping.file, name=row.file_name)
        make_stage(table, takes.columns)
        rows = fill_stage(table, file, takes.columns, row.places, habits, progress.at)
    Import.objects.filter(pk=row.pk).update(staged_rows=rows)
    row.staged_rows = rows
    progress.end()
    return rows


def judge(run: Run) -> None:
    """Let the loader give every line its fate, in one transaction that writes nothing live."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"set local work_mem = '{JUDGE_MEMORY}'")
        cursor.execute("set local jit = off")
        takes, seen = loaders.loader(run.row.loader), stage_of(run.row)
        seen.run(FORGET)
        in_stage = takes.verdicts == "{stage}"
        if in_stage:
            seen.run(BEFORE_JUDGING)
        takes.judge(seen, actor=run.actor, now=run.now)
        if in_stage:
            seen.run(AFTER_JUDGING)


def count(run: Run) -> None:
    """Set on the import what was judged, and keep which lines are left out."""
    row = run.row
    takes, seen = loaders.loader(row.loader), stage_of(row)
    counts = takes.line_counts(seen)
    if read_of(counts) != row.staged_rows:
        raise RuntimeError(f"{takes.key} judged {read_of(counts)} of {row.staged_rows} lines")
    keep_faults(row, seen)
    row.counts, row.entities = counts, takes.entity_counts(seen)
    row.amounts = takes.amounts(seen) or {}


@transaction.atomic
def _judged(run: Run, seconds: float) -> ImportJudged:
    row = import_locked(run.row.uid, actor=run.actor)
    row.set(
        state=State.DRY_RUN,
        counts=run.row.counts,
        entities=run.row.entities,
        amounts=run.row.amounts,
        staged_rows=run.row.staged_rows,
        seconds=round(seconds, 2),
        share_done=1.0,
    )
    read = read_of(row.counts)
    judged = ImportJudged(import_id=row.pk, read=read, occurred_at=run.now)
    return moved(row, judged, actor=run.actor, now=run.now)


@transaction.atomic
def drop_stage(*, import_uid: UUID, actor: Actor) -> None:
    """Drop the staging tables of an import that will not be applied soon; it can be judged anew."""
    row = import_locked(import_uid, actor=actor)
    drop_tables(row)
    Import.objects.filter(pk=row.pk).update(staged_rows=None)


def drop_tables(row: Import) -> None:
    with connection.cursor() as cursor:
        for table in tables_of(row):
            cursor.execute(f"drop table if exists {table}")
