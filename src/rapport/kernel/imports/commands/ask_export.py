"""Ask for a list as a file that a worker writes; its rights are looked at when it is written."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from uuid import UUID

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.registry import entity
from rapport.kernel.errors import N_, NotFound, Refusal
from rapport.kernel.events.tell import tell
from rapport.kernel.files.commands import store_file
from rapport.kernel.files.pure import clean_name
from rapport.kernel.filters import tree
from rapport.kernel.imports.engines.writers import must_be_writable
from rapport.kernel.imports.events import ExportAsked, ExportFailed, ExportWritten
from rapport.kernel.imports.exports import export_listing
from rapport.kernel.imports.filing import EXPORTED
from rapport.kernel.imports.models import Export
from rapport.kernel.values.ids import new_id
from rapport.kernel.views.listing import Listing, columns_of
from rapport.kernel.views.permissions import EXPORT


@transaction.atomic
def ask_export(
    *, listing: Listing, file_name: str, actor: Actor, now: datetime, rng: Random
) -> ExportAsked:
    """
    Ask for the rows of a listing as a file of that name and ending.

    Refuses   NotAllowed, ExportKindUnknown, UnknownField.
    Tells     ExportAsked; the reaction to it hands the work to a worker.
    """
    actor.must(EXPORT)
    actor.must(listing.entity.base.view)
    must_be_writable(Path(file_name))
    columns = [field.name for field in columns_of(listing)]
    where = tree.write(listing.where) if listing.where else None
    row = Export(
        uid=new_id(now, rng),
        user_id=actor.user_id,
        entity=listing.entity.name,
        look={"columns": columns, "where": where, "search": listing.search},
        file_name=clean_name(file_name),
    )
    row.save_changes(now=now)
    asked = ExportAsked(export_id=row.pk, entity=row.entity, occurred_at=now)
    return tell(asked, about=row, actor=actor, now=now)


def write_export(*, export_uid: UUID, actor: Actor, now: datetime) -> ExportWritten | ExportFailed:
    """
    Write an export and store its file, with the rights that the actor has now.

    Safe to run again: a written one stays as it is. What is refused is kept on the export.
    Tells     ExportWritten, or ExportFailed.
    """
    row = Export.objects.filter(uid=export_uid).first()
    if row is None:
        raise NotFound(entity=N_("Export"), id=str(export_uid))
    if row.written_at is not None:
        return _told(row, actor, now)
    try:
        with TemporaryDirectory() as folder:
            place = Path(folder) / f"list{Path(row.file_name).suffix.lower()}"
            rows = export_listing(_listing(row, actor), place, now=now)
            return _keep(row, place, rows, actor, now)
    except Refusal as refusal:
        return _fail(row, refusal, actor, now)


def _listing(row: Export, actor: Actor) -> Listing:
    """Return the listing; a column that the actor no longer sees is left out."""
    whole, look = entity(row.entity), row.look
    seen = [
        name
        for name in look["columns"]
        if actor.sees_field(whole.name, name, whole.field(name).permission)
    ]
    where = tree.read(look["where"]) if look["where"] else None
    return Listing(whole, actor, tuple(seen), where, search=look["search"])


@transaction.atomic
def _keep(row: Export, place: Path, rows: int, actor: Actor, now: datetime) -> ExportWritten:
    row = Export.objects.locked().get(pk=row.pk)
    with place.open("rb") as source:
        store_file(
            source=source, name=row.file_name, kind=EXPORTED, file_uid=row.uid, actor=actor, now=now
        )
    row.set(rows=rows, written_at=now)
    row.save_changes(now=now)
    return tell(_told(row, actor, now), about=row, changes=row.changes(), actor=actor, now=now)


@transaction.atomic
def _fail(row: Export, refusal: Refusal, actor: Actor, now: datetime) -> ExportFailed:
    row = Export.objects.locked().get(pk=row.pk)
    details = {name: str(value)[:300] for name, value in refusal.details.items()}
    row.set(
        fault={"code": refusal.code, "sentence": refusal.sentence, "details": details},
        written_at=now,
    )
    row.save_changes(now=now)
    failed = ExportFailed(export_id=row.pk, code=refusal.code, occurred_at=now)
    return tell(failed, about=row, actor=actor, now=now)


def _told(row: Export, actor: Actor, now: datetime) -> ExportWritten:
    return ExportWritten(
        export_id=row.pk,
        entity=row.entity,
        rows=row.rows or 0,
        asked_by_id=row.user_id,
        occurred_at=row.written_at or now,
    )
