"""Say of an import that a step of it was refused."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import Refusal
from rapport.kernel.imports.events import ImportFailed
from rapport.kernel.imports.words import State

from .steps import import_locked, moved


@transaction.atomic
def fail_import(*, import_uid: UUID, refusal: Refusal, actor: Actor, now: datetime) -> ImportFailed:
    """
    Keep why a step ended early, for who looks at the import; what was written stays and can be
    taken back.

    Tells     ImportFailed.
    """
    row = import_locked(import_uid, actor=actor)
    details = {name: str(value)[:300] for name, value in refusal.details.items()}
    row.set(
        state=State.FAILED,
        fault={"code": refusal.code, "sentence": refusal.sentence, "details": details},
    )
    failed = ImportFailed(import_id=row.pk, code=refusal.code, occurred_at=now)
    return moved(row, failed, actor=actor, now=now)
