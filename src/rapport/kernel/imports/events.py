"""What happens to imports; who needs the rows reads the batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rapport.kernel.events.declare import event


@event("imports.import_uploaded.v1")
@dataclass(frozen=True, slots=True)
class ImportUploaded:
    import_id: int
    loader: str
    occurred_at: datetime


@event("imports.import_mapped.v1")
@dataclass(frozen=True, slots=True)
class ImportMapped:
    import_id: int
    loader: str
    occurred_at: datetime


@event("imports.import_judged.v1")
@dataclass(frozen=True, slots=True)
class ImportJudged:
    """The dry run is done: counted, nothing written."""

    import_id: int
    read: int
    occurred_at: datetime


@event("imports.import_applied.v1")
@dataclass(frozen=True, slots=True)
class ImportApplied:
    """All lines are written; `changes_of` reads the single rows by keyset."""

    import_id: int
    loader: str
    created: int
    updated: int
    occurred_at: datetime


@event("imports.import_undone.v1")
@dataclass(frozen=True, slots=True)
class ImportUndone:
    import_id: int
    loader: str
    taken_back: int
    kept: int
    occurred_at: datetime


@event("imports.import_failed.v1")
@dataclass(frozen=True, slots=True)
class ImportFailed:
    import_id: int
    code: str
    occurred_at: datetime


@event("imports.export_asked.v1")
@dataclass(frozen=True, slots=True)
class ExportAsked:
    """Somebody wants a list as a file and need not wait for it."""

    export_id: int
    entity: str
    occurred_at: datetime


@event("imports.export_written.v1")
@dataclass(frozen=True, slots=True)
class ExportWritten:
    export_id: int
    entity: str
    rows: int
    asked_by_id: int | None
    occurred_at: datetime


@event("imports.export_failed.v1")
@dataclass(frozen=True, slots=True)
class ExportFailed:
    export_id: int
    code: str
    occurred_at: datetime
