"""
The contents on disk: RAPPORT_HOME/files/ab/cd/<sha256>, each there once and whole.

A content is written beside its place, flushed, and renamed into it, so whatever interrupts leaves
either nothing or all of it. Two commands that store and purge the same content at once would race:
whoever puts or drops one holds its advisory lock until the transaction ends.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection

from rapport.kernel.errors import N_, Unavailable
from rapport.kernel.files.pure.types import HEAD_BYTES

PIECE = 256 << 10
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
LOCK_SPACE = 7304


class NoRoomForFiles(Unavailable):
    sentence = N_("The disk is full, so the file was not stored. Tell who runs the machine.")


class ContentMissing(Unavailable):
    sentence = N_("The content of this file is missing on the machine. Tell who runs it.")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A content that was read whole and lies beside its place."""

    digest: str
    size: int
    head: bytes
    path: Path


@contextmanager
def arriving(source: BinaryIO) -> Iterator[Arrived]:
    """
    Read the source to its end into a file that goes again unless `put` takes it.

    Refuses   NoRoomForFiles.
    """
    folder = _folder() / "arriving"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / secrets.token_hex(16)
    try:
        yield _copied(source, path)
    except OSError as fault:
        if fault.errno in FULL:
            raise NoRoomForFiles() from fault
        raise
    finally:
        path.unlink(missing_ok=True)


def put(arrived: Arrived) -> None:
    """Give the content its place, for good once the transaction commits."""
    _lock(arrived.digest)
    place = _place(arrived.digest)
    if not place.exists():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        arrived.path.rename(place)
        for folder in (place.parent, place.parent.parent, _folder()):
            _flush_folder(folder)


def open_content(digest: str) -> BinaryIO:
    """Open a content for reading. Refuses ContentMissing."""
    try:
        return _place(digest).open("rb")
    except FileNotFoundError:
        raise ContentMissing() from None


def drop(digest: str) -> bool:
    """Remove a content that no file needs any more; the caller's transaction decides that."""
    place = _place(digest)
    is_there = place.exists()
    place.unlink(missing_ok=True)
    return is_there


def lock(digest: str) -> None:
    """Let nobody else put or drop this content until the transaction ends."""
    _lock(digest)


def left_over(*, before: datetime) -> Iterator[str]:
    """Remove what stopped arriving before this instant, and name each content of that age."""
    root, limit = _folder(), before.timestamp()
    for path in (root / "arriving").glob("*"):
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
    for path in root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
        if path.stat().st_mtime < limit:
            yield path.name


def _copied(source: BinaryIO, path: Path) -> Arrived:
    digest, size, head = sha256(), 0, b""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        while piece := source.read(PIECE):
            head = head or piece[:HEAD_BYTES]
            digest.update(piece)
            size += len(piece)
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    return Arrived(digest.hexdigest(), size, head, path)


def _lock(digest: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK_SPACE, digest])


def _place(digest: str) -> Path:
    return _folder() / digest[:2] / digest[2:4] / digest


def _folder() -> Path:
    return Path(settings.HOME) / "files"


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
