"""Bring a file: it is kept, looked at and matched with a mapping; nothing is read into tables."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from random import Random

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.registry import entity
from rapport.kernel.events.once import once
from rapport.kernel.events.tell import tell
from rapport.kernel.files.pure import clean_name
from rapport.kernel.imports import filing, loaders, shipped
from rapport.kernel.imports.engines import open_file
from rapport.kernel.imports.engines.tables import Table
from rapport.kernel.imports.events import ImportUploaded
from rapport.kernel.imports.lacking import lacking
from rapport.kernel.imports.models import Import
from rapport.kernel.imports.permissions import IMPORT
from rapport.kernel.imports.pure.headers import Fit, fit
from rapport.kernel.imports.pure.mappings import FileRules, Mapping
from rapport.kernel.imports.words import State
from rapport.kernel.values.ids import new_id


@once(besides=("path",))
@transaction.atomic
def upload_import(
    *,
    path: Path,
    name: str = "",
    mapping: str = "",
    loader: str = "",
    digest: str = "",
    actor: Actor,
    now: datetime,
    rng: Random,
) -> ImportUploaded:
    """
    Keep a file that somebody brings, and propose how to take it in.

    The proposal is the mapping named; else the one remembered for this header; else the shipped one
    (of the loader, where one is named) that most cells fit.
    Shapes    digest: of what was sent, by which another request under the same key is told.
    Refuses   NotAllowed, UnknownMapping, UnknownLoader, NoRoomForFiles, what the readers refuse;
              RequestKeyTaken.
    Tells     ImportUploaded.
    """
    actor.must(IMPORT)
    shown = clean_name(name or path.name)
    chosen = shipped.mapping_named(mapping) if mapping else None
    table = open_file(path, chosen.file if chosen else FileRules(), name=shown)
    chosen = chosen or _proposed(table, loader)
    row = Import(uid=new_id(now, rng), user_id=actor.user_id, file_name=shown)
    row.file_kind, row.file_bytes = table.kind, path.stat().st_size
    filing.keep_source(path, shown, row.uid, actor=actor, now=now)
    describe(row, table, chosen)
    lacks = lacking(loaders.loader(row.loader), row.places)
    row.state = State.UPLOADED if lacks or not row.places else State.MAPPED
    row.save_changes(now=now)
    uploaded = ImportUploaded(import_id=row.pk, loader=row.loader, occurred_at=now)
    return tell(uploaded, about=row, actor=actor, now=now)


def describe(row: Import, table: Table, mapping: Mapping) -> Fit:
    """Set on the import what the file is and which cell the mapping takes for which column."""
    takes = loaders.loader(mapping.loader)
    found = _fit(table, mapping)
    row.set(
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet[:200],
        header=list(table.header),
        about_rows=table.about_rows,
        loader=takes.key,
        mapping_name=mapping.name[:80],
        mapping=mapping.as_json(),
        places=dict(found.places),
    )
    return found


def _proposed(table: Table, loader: str) -> Mapping:
    if known := shipped.remembered(table.header, loader):
        return known
    candidates = [m for m in shipped.shipped().values() if loader in ("", m.loader)]
    if not candidates:
        return Mapping(name=loader, label=loader, loader=loader)
    return max(candidates, key=lambda mapping: _fitness(table, mapping))


def _fitness(table: Table, mapping: Mapping) -> tuple[int, int]:
    found = _fit(table, mapping)
    return -len(found.missing), len(found.places)


def _fit(table: Table, mapping: Mapping) -> Fit:
    """An export of ours has fields that no import takes: no column is to be mistaken for one."""
    takes = loaders.loader(mapping.loader)
    fields = entity(takes.entity).fields.values() if takes.entity else ()
    others = [field.file_name for field in fields]
    return fit(table.header, takes.columns, mapping.columns, others)
