"""The files of imports and exports among the stored files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from rapport.kernel.access.actor import SYSTEM, Actor
from rapport.kernel.errors import N_, Conflict
from rapport.kernel.files.commands import purge_file, store_file
from rapport.kernel.files.declare import file_kind
from rapport.kernel.files.queries import open_file
from rapport.kernel.files.words import FileCard
from rapport.kernel.views.permissions import EXPORT

from .models import Import
from .permissions import IMPORT, SEE_ALL


class ImportPurged(Conflict):
    sentence = N_("The file of this import was removed after 30 days. Upload it again.")


def may_see(card: FileCard, actor: Actor) -> bool:
    """Let a file be opened by who brought or made it, and by who sees the imports of all."""
    own = actor.user_id is not None and card.stored_by_id == actor.user_id
    return own or actor.may(SEE_ALL)


SOURCE = file_kind("imports.source", store=IMPORT, may_open=may_see)
EXPORTED = file_kind("imports.exported", store=EXPORT)


def keep_source(path: Path, name: str, uid: UUID, *, actor: Actor, now: datetime) -> None:
    """Store the file of an import under the import's own uid."""
    with path.open("rb") as source:
        store_file(source=source, name=name, kind=SOURCE, file_uid=uid, actor=actor, now=now)


@contextmanager
def source_of(row: Import) -> Iterator[Path]:
    """Give the place of the import's file for reading. Refuses ImportPurged."""
    if row.purged_at is not None:
        raise ImportPurged()
    opened = open_file(row.uid, actor=SYSTEM)
    with opened.content as content:
        yield Path(content.name)


def discard_source(row: Import, *, actor: Actor, now: datetime) -> None:
    purge_file(file_uid=row.uid, actor=actor, now=now)
