"""Read stored files, each by the check that its kind brought."""

from __future__ import annotations

from uuid import UUID

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import NotFound
from rapport.kernel.files import contents
from rapport.kernel.files.declare import kind_named
from rapport.kernel.files.models import StoredFile
from rapport.kernel.files.words import FileCard, OpenFile


def file_card(file_uid: UUID, *, actor: Actor) -> FileCard:
    """
    Return a file's name, type and size.

    Refuses   NotFound: no such file, purged, or not for this actor.
    """
    return _readable(file_uid, actor).card()


def open_file(file_uid: UUID, *, actor: Actor) -> OpenFile:
    """
    Open a file for reading; the caller closes it.

    Refuses   NotFound: no such file, purged, or not for this actor. ContentMissing.
    """
    stored = _readable(file_uid, actor)
    return OpenFile(stored.card(), contents.open_content(stored.digest))


def _readable(file_uid: UUID, actor: Actor) -> StoredFile:
    stored: StoredFile | None = StoredFile.objects.filter(uid=file_uid, purged_at=None).first()
    if stored is None or not kind_named(stored.kind).may_open(stored.card(), actor):
        raise NotFound()
    return stored
