"""Reading imports: what somebody brought, what came of it, which lines were left out and why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from rapport.kernel.access.actor import Actor
from rapport.kernel.audit.sources import FieldChange
from rapport.kernel.errors import N_, NotFound
from rapport.kernel.imports import loaders
from rapport.kernel.web.cursors import CursorNotUnderstood, read_cursor, write_cursor

from .models import Export, Fault, Import, ImportChange
from .permissions import IMPORT, SEE_ALL
from .pure.encodings import NAMES
from .pure.faults import FAULTS
from .shipped import shipped
from .words import read_of

PLACE = "imports"
OF_ROW = """
select i.id, i.loader, i.user_id, coalesce(i.applied_at, i.updated_at), c.before::text,
  c.after::text, c.undone_at
from imports_importchange c join imports_import i on i.id = c.import_id
where c.entity = %s and c.row_id = %s and c.before is not null order by c.id desc limit %s"""


@dataclass(frozen=True, slots=True)
class ImportCard:
    """An import as lists, screens and the API show it."""

    id: UUID
    state: str
    file_name: str
    file_kind: str
    file_bytes: int
    encoding: str
    delimiter: str
    sheet: str
    header: tuple[str, ...]
    places: dict[str, int]
    loader: str
    mapping_name: str
    mapping: dict[str, Any]
    about_rows: int
    read: int
    counts: dict[str, int]
    entities: dict[str, dict[str, int]]
    amounts: dict[str, str]
    share_done: float
    seconds: float
    fault: dict[str, Any] | None
    undone: dict[str, Any]
    created_at: datetime
    applied_at: datetime | None
    is_purged: bool
    version: int
    by: str = ""  # who brought it

    @property
    def encoding_name(self) -> str:
        return NAMES.get(self.encoding, self.encoding)

    @property
    def untaken(self) -> tuple[str, ...]:
        """Columns of the file that fill nothing."""
        taken = set(self.places.values())
        return tuple(name for place, name in enumerate(self.header) if place not in taken)

    @property
    def mapping_label(self) -> str:
        """A shipped mapping says what it is for; one of people's own has the name they gave it."""
        known = shipped().get(self.mapping_name)
        return known.label if known else self.mapping_name


@dataclass(frozen=True, slots=True)
class ExportCard:
    """A list asked for as a file; `is_ready`: the stored file of the same id can be opened."""

    id: UUID
    entity: str
    file_name: str
    rows: int | None
    is_ready: bool
    fault: dict[str, Any] | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FaultRow:
    """A line that was left out. `sentence` is to be translated, then filled with the details."""

    line: int
    fate: str
    field: str
    label: str  # of the field, to be translated
    value: str
    sentence: str
    cells: tuple[str, ...] | None


def rows_of_import(import_id: int, after: int, limit: int) -> list[tuple[int, str, int]]:
    """Return the rows an import wrote behind a place: the next place, the entity, the row."""
    changes = ImportChange.objects.filter(import_of=import_id, pk__gt=after).order_by("pk")
    return list(changes.values_list("pk", "entity", "row_id")[:limit])


def changes_of_row(entity: str, row_id: int, limit: int) -> list[FieldChange]:
    """Return the newest steps of a row's fields that imports made or took back, for its history."""
    with connection.cursor() as cursor:
        cursor.execute(OF_ROW, [entity, row_id, limit])
        found = cursor.fetchall()
    return [step for row in found for step in _steps(*row)][:limit]


def _steps(
    import_id: int, loader: str, user_id: int | None, at: datetime, *changed: Any
) -> Iterator[FieldChange]:
    was, became, undone_at = changed
    # Decimals as they were written: a float would be another number.
    before, after = (json.loads(part, parse_float=str) for part in (was, became))
    who: dict[str, Any] = {
        "actor_kind": "user" if user_id is not None else "operator",
        "actor_id": user_id,
        "actor_name": "",
        "batch_id": import_id,
    }
    takes = loaders.loader(loader)
    for field in before:
        step = takes.step_of(field, before, after)
        if step is None:
            continue
        if undone_at is not None:
            undone = "imports.import_undone.v1"
            yield FieldChange(undone_at, field, step[1], step[0], name=undone, **who)
        yield FieldChange(at, field, *step, name="imports.import_applied.v1", **who)


def newest_exports(*, actor: Actor, limit: int = 20) -> list[ExportCard]:
    """Return the actor's own exports, the newest first."""
    rows = Export.objects.filter(user_id=actor.user_id or 0).order_by("-created_at", "-id")
    return [_export_card(row) for row in rows[:limit]]


def export_card(uid: UUID, *, actor: Actor) -> ExportCard:
    """Return one of the actor's own exports. Refuses NotFound."""
    row = Export.objects.filter(user_id=actor.user_id or 0, uid=uid).first()
    if row is None:
        raise NotFound(entity=N_("Export"), id=str(uid))
    return _export_card(row)


def _export_card(row: Export) -> ExportCard:
    return ExportCard(
        id=row.uid,
        entity=row.entity,
        file_name=row.file_name,
        rows=row.rows,
        is_ready=row.rows is not None and row.purged_at is None,
        fault=row.fault,
        created_at=row.created_at,
    )


def export_asked(export_id: int) -> tuple[UUID, int | None]:
    """Return an export's outside key and who asked for it, for workers."""
    row = Export.objects.get(pk=export_id)
    return row.uid, row.user_id


def import_id_of(uid: UUID | str, *, actor: Actor) -> int:
    """Return the key of an import the actor may see. Refuses NotFound, NotAllowed."""
    return _seen(uid, actor).pk


def import_uid(import_id: int) -> UUID:
    """Return the id by which screens and the API name an import just brought."""
    found: UUID = Import.objects.values_list("uid", flat=True).get(pk=import_id)
    return found


def import_card(uid: UUID | str, *, actor: Actor) -> ImportCard:
    """Return one import. Refuses NotFound, NotAllowed."""
    return _card(_seen(uid, actor))


def newest_imports(*, actor: Actor, limit: int = 50) -> list[ImportCard]:
    """Return the imports the actor may see, the newest first. Refuses NotAllowed."""
    actor.must(IMPORT)
    rows = Import.objects.select_related("user").order_by("-created_at", "-id")
    if not actor.may(SEE_ALL):
        rows = rows.filter(user_id=actor.user_id or 0)
    return [_card(row) for row in rows[:limit]]


def imports_page(
    *, limit: int, after: str | None = None, actor: Actor
) -> tuple[list[ImportCard], str | None]:
    """
    Return a page of the imports the actor may see, the newest first, and the next place.

    Refuses   NotAllowed, CursorNotUnderstood.
    """
    actor.must(IMPORT)
    rows = Import.objects.select_related("user").order_by("-created_at", "-id")
    if not actor.may(SEE_ALL):
        rows = rows.filter(user_id=actor.user_id or 0)
    if after:
        place = read_cursor(after)
        if not isinstance(place, list) or place[:1] != [PLACE]:
            raise CursorNotUnderstood()
        at, key = place[1:]
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=key))
    found = list(rows[: limit + 1])
    more = found[limit - 1] if len(found) > limit else None
    cursor = write_cursor([PLACE, more.created_at, more.pk]) if more else None
    return [_card(row) for row in found[:limit]], cursor


def faults_of(
    uid: UUID | str, *, actor: Actor, fate: str = "fail", after_line: int = 0, limit: int = 50
) -> list[FaultRow]:
    """Return the lines left out, in the order of the file. Refuses NotFound, NotAllowed."""
    row = _seen(uid, actor)
    found = Fault.objects.filter(import_of_id=row.pk, fate=fate, line__gt=after_line)
    return [fault_row(fault, row) for fault in found.order_by("line")[:limit]]


def fault_row(fault: Fault, row: Import) -> FaultRow:
    """Return the fault with its sentence, and the cell it speaks of."""
    takes = loaders.loader(row.loader)
    labels = {column.name: column.label for column in takes.columns}
    cells = None if fault.cells is None else tuple(fault.cells)
    return FaultRow(
        line=fault.line,
        fate=fault.fate,
        field=fault.field,
        label=labels.get(fault.field, fault.field),
        value=value_in(cells or (), row.places.get(fault.field)),
        sentence=takes.faults.get(fault.fault) or FAULTS.get(fault.fault, fault.fault),
        cells=cells,
    )


def value_in(cells: Sequence[str], place: int | None) -> str:
    """Return the cell a fault speaks of; a long one is cut."""
    if place is None or place >= len(cells):
        return ""
    return cells[place] if len(cells[place]) <= 200 else cells[place][:199] + "…"


def _seen(uid: UUID | str, actor: Actor) -> Import:
    actor.must(IMPORT)
    try:
        wanted = uid if isinstance(uid, UUID) else UUID(str(uid))
    except ValueError:
        raise NotFound(entity=N_("Import"), id=str(uid)[:40]) from None
    row = Import.objects.select_related("user").filter(uid=wanted).first()
    if row is None or not (actor.may(SEE_ALL) or row.user_id == actor.user_id):
        raise NotFound(entity=N_("Import"), id=str(uid))
    return row


def _card(row: Import) -> ImportCard:
    same = {
        name: getattr(row, name)
        for name in ImportCard.__slots__
        if name not in ("id", "header", "read", "is_purged", "by")
    }
    return ImportCard(
        id=row.uid,
        header=tuple(row.header),
        read=read_of(row.counts),
        is_purged=row.purged_at is not None,
        by=row.user.name if row.user else "",
        **same,
    )
