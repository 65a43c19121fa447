"""Store files and purge them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.rows import Change
from rapport.kernel.errors import N_, Conflict, NotFound
from rapport.kernel.events.tell import tell
from rapport.kernel.files import contents
from rapport.kernel.files.declare import kind_named
from rapport.kernel.files.events import FilePurged, FileStored
from rapport.kernel.files.models import StoredFile
from rapport.kernel.files.pure import clean_name, content_type_of

LEFT_OVER_AFTER = timedelta(days=1)


class FileAlreadyPurged(Conflict):
    sentence = N_("This file was removed for good already.")


@transaction.atomic
def store_file(
    *, source: BinaryIO, name: str, kind: str, file_uid: UUID, actor: Actor, now: datetime
) -> FileStored:
    """
    Keep a file under a harmless name; `source` is read to its end, before any lock is taken.

    Refuses   FileKindUnknown, NotAllowed, NoRoomForFiles.
    Tells     FileStored.
    """
    actor.must(kind_named(kind).store)
    cleaned = clean_name(name)
    with contents.arriving(source) as arrived:
        contents.put(arrived)
        stored = StoredFile(
            uid=file_uid,
            kind=kind,
            name=cleaned,
            content_type=content_type_of(arrived.head, cleaned),
            size=arrived.size,
            sha256=arrived.digest,
            stored_by_id=actor.user_id,
        )
        stored.save_changes(now=now)
    told = FileStored(
        file_id=stored.pk,
        kind=kind,
        size=stored.size,
        content_type=stored.content_type,
        occurred_at=now,
    )
    named = [Change("name", None, cleaned), Change("sha256", None, stored.sha256)]
    return tell(told, about=stored, changes=named, actor=actor, now=now)


@transaction.atomic
def purge_file(*, file_uid: UUID, actor: Actor, now: datetime) -> FilePurged:
    """
    Remove a file for good; its content goes when no other file has the same.

    Refuses   NotFound, NotAllowed, FileAlreadyPurged.
    Tells     FilePurged.
    """
    stored = StoredFile.objects.locked().filter(uid=file_uid).first()
    if stored is None:
        raise NotFound()
    actor.must(kind_named(stored.kind).store)
    if stored.purged_at is not None:
        raise FileAlreadyPurged()
    digest = stored.digest
    stored.set(name="", sha256=None, purged_at=now)
    stored.save_changes(now=now)
    transaction.on_commit(partial(_drop_unused, digest))
    told = FilePurged(file_id=stored.pk, kind=stored.kind, occurred_at=now)
    # The audit must not keep what the purge is to remove.
    return tell(told, about=stored, changes=[], actor=actor, now=now)


def sweep_contents(*, now: datetime) -> int:
    """Remove contents that no file has: left by a rollback or a crash; return how many."""
    return sum(map(_drop_unused, contents.left_over(before=now - LEFT_OVER_AFTER)))


@transaction.atomic
def _drop_unused(digest: str) -> bool:
    contents.lock(digest)
    return not StoredFile.objects.filter(sha256=digest).exists() and contents.drop(digest)
