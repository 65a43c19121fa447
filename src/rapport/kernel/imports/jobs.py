"""
The steps of an import that take long, run by a worker while whoever asked looks on; the purge.

The kinds of their files, their live topic and their part in the history of fields are entered here,
at start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import SYSTEM, Actor, operator
from rapport.kernel.access.words import Reach
from rapport.kernel.audit.sources import forgets_rows, history_source
from rapport.kernel.errors import NotAllowed, Refusal
from rapport.kernel.jobs.declare import every, job

from . import commands, filing, queries, topics
from .words import State

ENTERED = (filing.SOURCE, filing.EXPORTED, topics.import_channel)
history_source(queries.changes_of_row)
forgets_rows(commands.forget_rows)

STEPS: Mapping[str, tuple[Callable[..., Any], ...]] = {
    "judge": (commands.judge_import,),
    "apply": (commands.apply_import,),
    "undo": (commands.undo_import,),
    "whole": (commands.judge_import, commands.apply_import),
}
# A killed worker may leave its job after a step was done: begun again, it goes on from there.
DONE = {
    commands.judge_import: (State.APPLYING, State.APPLIED),
    commands.apply_import: (State.APPLIED,),
}


# Of the tries, a worker that dies and a database that goes away take one each.
@job("imports.run_step", tries=4)
def run_import_step(
    *,
    import_uid: UUID,
    step: str,
    user_id: int,
    permissions: tuple[str, ...] = (),
    now: datetime,
) -> None:
    """
    Run one step for the person who asked for it; a refusal is kept on the import.

    Shapes    permissions: "code:reach" of the token that asked, perhaps less than the person's.
    """
    actor = _who(user_id, permissions)
    try:
        for act in STEPS[step]:
            if queries.import_card(import_uid, actor=actor).state not in DONE.get(act, ()):
                act(import_uid=import_uid, actor=actor, now=now)
    except commands.ImportTakenBack:
        return  # by a worker that was killed behind its last line
    except Refusal as refusal:
        commands.fail_import(import_uid=import_uid, refusal=refusal, actor=actor, now=now)


def begin_step(import_uid: UUID, import_step: str, *, actor: Actor) -> None:
    """Give a step to a worker, as far as the actor's rights go now."""
    narrowed: tuple[str, ...] = ()
    if actor.kind == "token":
        narrowed = tuple(f"{code}:{int(far)}" for code, far in sorted(actor.reach.items()))
    run_import_step.defer(
        import_uid=import_uid,
        step=import_step,
        user_id=actor.user_id,
        permissions=narrowed,
        only_once=f"import:{import_uid}",
    )


@job("imports.write_export")
def write_export(*, export_id: int, now: datetime) -> None:
    """Write a list to a file with the rights of who asked for it."""
    uid, user_id = queries.export_asked(export_id)
    actor = operator("operator") if user_id is None else _who(user_id, ())
    commands.write_export(export_uid=uid, actor=actor, now=now)


@every(6 * 3600, "imports.purge")
def purge_imports(now: datetime) -> None:
    """Remove files, staging rows and left-out lines that are older than 30 days."""
    commands.purge_imports(actor=SYSTEM, now=now)


def _who(user_id: int, permissions: tuple[str, ...]) -> Actor:
    reader = access.reader_of(user_id)
    if reader is None:
        raise NotAllowed()
    if not permissions:
        return reader.actor
    given = dict(text.rpartition(":")[::2] for text in permissions)
    kept = {
        code: min(reach, Reach(int(given[code])))
        for code, reach in reader.actor.reach.items()
        if code in given
    }
    return replace(reader.actor, reach=kept)
