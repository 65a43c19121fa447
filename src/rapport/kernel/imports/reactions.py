"""What imports do when something happened."""

from __future__ import annotations

from datetime import datetime

from rapport.kernel.events.declare import on
from rapport.kernel.live.publish import publish
from rapport.kernel.live.topics import person

from . import jobs
from .events import ExportAsked, ExportWritten


@on(ExportAsked)
def hand_export_to_a_worker_when_asked(event: ExportAsked, *, now: datetime) -> None:
    jobs.write_export.defer(export_id=event.export_id)


@on(ExportWritten)
def tell_who_asked_when_export_is_written(event: ExportWritten, *, now: datetime) -> None:
    if event.asked_by_id is not None:
        publish(person(event.asked_by_id), {"export": event.export_id, "rows": event.rows})
