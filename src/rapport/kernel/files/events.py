"""What happens to stored files; never their names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rapport.kernel.events.declare import event


@event("files.file_stored.v1")
@dataclass(frozen=True, slots=True)
class FileStored:
    file_id: int
    kind: str
    size: int
    content_type: str
    occurred_at: datetime


@event("files.file_purged.v1")
@dataclass(frozen=True, slots=True)
class FilePurged:
    file_id: int
    kind: str
    occurred_at: datetime
