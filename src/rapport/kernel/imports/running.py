"""
One import from file to tables, for the command line, the API and tests alike; and back again.

Screens take the same steps one by one, through the same commands.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from rapport.kernel.access.actor import Actor
from rapport.kernel.clock import dice
from rapport.kernel.files.given import must_be_there

from . import commands
from .left_out import write_left_out
from .models import Import
from .progress import Tell
from .queries import ImportCard, import_card
from .words import State, in_order, read_of


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What came of a file."""

    card: ImportCard
    is_dry: bool
    seconds: float
    peak_mb: int

    def as_json(self) -> dict[str, Any]:
        """Return the counts of lines, the same by kind of record, and the money."""
        card = self.card
        return {
            "import": str(card.id),
            "read": read_of(card.counts),
            **in_order(card.counts),
            "seconds": round(self.seconds, 2),
            "peak_mb": self.peak_mb,
            "entities": {name: in_order(counts) for name, counts in card.entities.items()},
            **({"amounts": card.amounts} if card.amounts else {}),
        }

    def as_text(self) -> str:
        """Return the counts as a person reads them."""
        counts = ", ".join(
            f"{count:,} {word}" for word, count in in_order(self.card.counts).items()
        )
        head = "Dry run, nothing written" if self.is_dry else "Imported"
        read = read_of(self.card.counts)
        lines = [f"{head}: {read:,} line{'s'[: read != 1]} read; {counts}."]
        for name, of_kind in self.card.entities.items():
            some = ", ".join(
                f"{count:,} {word}" for word, count in in_order(of_kind).items() if count
            )
            lines.append(f"  {name.replace('_', ' ')}: {some or 'none'}")
        if self.card.amounts:
            money = ", ".join(f"{name} {amount}" for name, amount in self.card.amounts.items())
            lines.append(f"  amounts: {money}")
        lines.append(f"  {self.seconds:.1f} s, {self.peak_mb} MB at most; import {self.card.id}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What came of taking an import back."""

    import_id: UUID
    taken_back: int
    kept: int

    def as_json(self) -> dict[str, Any]:
        return {
            "import": str(self.import_id),
            "taken_back": self.taken_back,
            "kept": self.kept,
        }

    def as_text(self) -> str:
        kept = f"; {self.kept:,} were changed since and stay" if self.kept else ""
        return f"{self.taken_back:,} records taken back{kept}."


def run_import(
    path: Path,
    mapping: str,
    *,
    options: Mapping[str, str] | None = None,
    dry_run: bool = False,
    errors_to: Path | None = None,
    actor: Actor,
    now: datetime,
    progress: Tell | None = None,
) -> ImportResult:
    """
    Take a file in, or only count what would become of it.

    Shapes    options: those of the mapping that shall be others this time, such as {"mode":
              "create"}.
    Refuses   FileMissing, IsFolder, UnknownMapping, ColumnsMissing, and what the steps refuse.
    """
    started = time.perf_counter()
    must_be_there(path)
    uploaded = commands.upload_import(path=path, mapping=mapping, actor=actor, now=now, rng=dice())
    row = Import.objects.get(pk=uploaded.import_id)
    if options or row.state != State.MAPPED:  # says which columns are missing
        body = {**row.mapping, "options": {**row.mapping.get("options", {}), **(options or {})}}
        commands.map_import(import_uid=row.uid, body=body, actor=actor, now=now, rng=dice())
    commands.judge_import(import_uid=row.uid, tell=progress, actor=actor, now=now)
    if not dry_run:
        commands.apply_import(import_uid=row.uid, tell=progress, actor=actor, now=now)
    else:
        commands.drop_stage(import_uid=row.uid, actor=actor)
    if errors_to is not None:
        write_left_out(str(row.uid), errors_to, actor=actor)
    card = import_card(row.uid, actor=actor)
    return ImportResult(card, dry_run, time.perf_counter() - started, peak_megabytes())


def undo(uid: str, *, actor: Actor, now: datetime, progress: Tell | None = None) -> UndoResult:
    """
    Take a whole import back; tried again, tell what this time was taken back.

    Refuses   NotFound, ImportTakenBack, ImportStandsElsewhere, ImportRunsAlready.
    """
    card = import_card(uid, actor=actor)
    before = card.undone.get("taken_back", 0)
    undone = commands.undo_import(import_uid=card.id, tell=progress, actor=actor, now=now)
    return UndoResult(card.id, undone.taken_back - before, undone.kept)


def peak_megabytes() -> int:
    """Return the most memory that this process, or one it started, has had."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(own, others) // 1024
