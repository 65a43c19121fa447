"""What other rooms hold of a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from rapport.kernel.access.actor import Actor


@dataclass(frozen=True, slots=True)
class FileCard:
    """A stored file without its content."""

    file_id: int
    uid: UUID
    kind: str
    name: str
    content_type: str
    size: int
    stored_by_id: int | None


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A stored file opened for reading; who takes it closes `content`."""

    card: FileCard
    content: BinaryIO


MayOpen = Callable[[FileCard, Actor], bool]
