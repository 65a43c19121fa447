"""The steps of an import that take long, run by a worker while the page shows how far they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from rapport.kernel.access import queries as access
from rapport.kernel.errors import NotAllowed, Refusal
from rapport.kernel.imports import commands as imports
from rapport.kernel.jobs.declare import job

STEPS: Mapping[str, Callable[..., Any]] = {
    "judge": imports.judge_import,
    "apply": imports.apply_import,
    "undo": imports.undo_import,
}


@job("desk.run_import_step", tries=2)
def run_import_step(*, import_uid: UUID, step: str, user_id: int, now: datetime) -> None:
    """Run one step for the person who asked for it; a refusal is kept on the import."""
    reader = access.reader_of(user_id)
    if reader is None:
        raise NotAllowed()
    actor = reader.actor
    try:
        STEPS[step](import_uid=import_uid, actor=actor, now=now)
    except Refusal as refusal:
        imports.fail_import(import_uid=import_uid, refusal=refusal, actor=actor, now=now)
