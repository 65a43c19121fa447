"""Say which cell means what; remembered for the next file with the same header."""

from __future__ import annotations

from collections.abc import Mapping as Words
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.imports import filing, loaders, shipped
from rapport.kernel.imports.engines import open_file
from rapport.kernel.imports.events import ImportMapped
from rapport.kernel.imports.lacking import lacking
from rapport.kernel.imports.models import Import, SavedMapping
from rapport.kernel.imports.pure.headers import named
from rapport.kernel.imports.pure.mappings import Mapping, read_mapping
from rapport.kernel.imports.words import State
from rapport.kernel.values.ids import new_id

from .steps import import_locked, moved, must_become
from .upload_import import describe


@transaction.atomic
def map_import(
    *,
    import_uid: UUID,
    body: Words[str, Any],
    remember_as: str = "",
    actor: Actor,
    now: datetime,
    rng: Random,
) -> ImportMapped:
    """
    Set how the file is taken in, and remember it under a name.

    Shapes    body: as `Mapping.as_json`; [columns] names a cell of the header for each column.
    Refuses   MappingNotUnderstood, ColumnsMissing, KeyMissing, UnknownLoader,
              ImportStandsElsewhere, ImportPurged, NotFound, NotAllowed, what the readers refuse.
    Tells     ImportMapped.
    """
    row = import_locked(import_uid, actor=actor)
    must_become(row, State.MAPPED)
    mapping = read_mapping(body, row.mapping_name)
    if remember_as:
        mapping = replace(mapping, name=remember_as.strip()[:80], label=remember_as.strip()[:80])
    use(row, mapping)
    if remember_as:
        _remember(row, mapping, now, rng)
    row.set(state=State.MAPPED, staged_rows=None, counts={}, entities={}, amounts={}, fault=None)
    mapped = ImportMapped(import_id=row.pk, loader=row.loader, occurred_at=now)
    return moved(row, mapped, actor=actor, now=now)


def use(row: Import, mapping: Mapping) -> None:
    """Set the mapping on the import. Refuses ColumnsMissing, KeyMissing, what the readers do."""
    with filing.source_of(row) as place:
        describe(row, open_file(place, mapping.file, name=row.file_name), mapping)
    if refusal := lacking(loaders.loader(mapping.loader), row.places):
        raise refusal


def _remember(row: Import, mapping: Mapping, now: datetime, rng: Random) -> None:
    header = tuple(named(row.header))
    said = {column: (header[place],) for column, place in row.places.items()}
    kept = replace(mapping, columns=said).as_json()
    saved = SavedMapping.objects.locked().filter(loader=row.loader, name=mapping.name).first()
    saved = saved or SavedMapping(uid=new_id(now, rng), loader=row.loader, name=mapping.name)
    saved.set(signature=shipped.digest_of(header), body=kept, used_at=now)
    saved.save_changes(now=now)
