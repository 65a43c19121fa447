"""What all commands on imports begin and end with: whose it is, where it stands, that it moved."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, Conflict, NotFound
from rapport.kernel.events.tell import tell
from rapport.kernel.imports import loaders
from rapport.kernel.imports.models import Import
from rapport.kernel.imports.permissions import IMPORT, SEE_ALL
from rapport.kernel.imports.stages import Stage
from rapport.kernel.imports.words import NEXT, STATE_LABELS, State

E = TypeVar("E")


class ImportStandsElsewhere(Conflict):
    sentence = N_("This import is in another state: {state}.")


def import_locked(uid: UUID | str, *, actor: Actor) -> Import:
    """Return the import, locked. Refuses NotAllowed, NotFound (also when it is somebody else's)."""
    actor.must(IMPORT)
    try:
        wanted = uid if isinstance(uid, UUID) else UUID(str(uid))
    except ValueError:
        raise NotFound(entity=N_("Import"), id=str(uid)[:40]) from None
    found: Import | None = Import.objects.locked().filter(uid=wanted).first()
    if found is None or not (actor.may(SEE_ALL) or found.user_id == actor.user_id):
        raise NotFound(entity=N_("Import"), id=str(uid))
    return found


class ImportTakenBack(Conflict):
    sentence = N_("This import is taken back already. Nothing of it is left to take back.")


def must_become(row: Import, state: State) -> None:
    """Refuse ImportStandsElsewhere, ImportTakenBack unless the import may go on to that state."""
    if state is State.UNDOING and row.state == State.UNDONE and not row.undone.get("kept"):
        raise ImportTakenBack()
    if state not in NEXT[State(row.state)]:
        raise ImportStandsElsewhere(state=STATE_LABELS[State(row.state)])


def must_be_ready(import_uid: UUID | str, state: State, *, actor: Actor) -> None:
    """
    Refuse what the step that leads to the state would refuse at once, before a worker is asked.

    Refuses   NotFound, NotAllowed (also what is written), ImportStandsElsewhere.
    """
    with transaction.atomic():
        row = import_locked(import_uid, actor=actor)
        must_become(row, state)
        actor.must(loaders.loader(row.loader).permission)


def moved(row: Import, event: E, *, actor: Actor, now: datetime) -> E:
    """Save what was set on the import and tell the event of it."""
    changes = row.save_changes(now=now)
    quiet = [change for change in changes if change.field not in ("mapping", "header", "places")]
    return tell(event, about=row, changes=quiet, actor=actor, now=now)


def stage_of(row: Import) -> Stage:
    """Return the staging table of the import as its loader sees it."""
    return Stage(
        import_id=row.pk,
        uid=row.uid,
        table=f"imports_stage_{row.pk}",
        columns=tuple(row.places),
        options={**row.mapping.get("habits", {}), **row.mapping.get("options", {})},
    )
