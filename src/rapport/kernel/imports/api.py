"""Imports for programs: bring a file, look what would come of it, write it, take it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import BeforeValidator, Field

from rapport.kernel.clock import dice
from rapport.kernel.errors import fill
from rapport.kernel.views.resources import ROOT, as_json, request_key
from rapport.kernel.views.schemas import does, reads
from rapport.kernel.views.wire import plain
from rapport.kernel.web.bodies import Body, Flag, Place, Plain, text

from . import commands, queries
from .jobs import begin_step
from .queries import FaultRow, ImportCard
from .updates import UpdatedRow, updated_rows
from .words import State, in_order

router = Router()
routers = {"imports": router}
Word = Annotated[str, text(200, ...)]


def _as_bool(value: Any) -> Any:
    """A form sends texts; a blank one says nothing."""
    return True if value == "" else value


class Brought(Plain):
    """How the file is to be taken in; what is left out is found out."""

    mapping: str = text(80, description="A mapping by name: customers, products, orders, …")
    what: str = text(40, description="Which kind of records the file holds, when no mapping says.")
    dry_run: Annotated[bool, BeforeValidator(_as_bool)] = Field(
        True, description="Only count what would come of it; otherwise it is written at once."
    )


class FileBody(Body):
    """How the file is opened; empty means: find out."""

    encoding: str = text(20)
    delimiter: str = text(4)
    header: Flag = True
    skip: int = Field(default=0, ge=0, le=1000)
    sheet: str = text(200)
    blanks: list[Word] = Field(default=[], max_length=50)


class MappingBody(Body):
    """Which cell means what. `columns`: names of the header for each column of the kind."""

    file: FileBody = FileBody()
    habits: dict[Word, Word] = Field({}, max_length=10, examples=[{"order": "dmy"}])
    columns: dict[Word, list[Word]] = Field({}, examples=[{"name": ["姓名"], "phones": ["手機"]}])
    options: dict[Word, Word | bool] = Field({}, max_length=20, examples=[{"mode": "create"}])
    remember_as: str = text(80, description="Remember it for files with the same header.")

    @property
    def as_kept(self) -> dict[str, Any]:
        return self.model_dump(include={"file", "habits", "columns", "options"})


class Reason(Schema):
    """Why an import ended early."""

    code: str
    title: str


class ImportShown(Schema):
    """One file on its way into the tables; counts are of its lines."""

    id: UUID
    state: str = Field(description="One of " + ", ".join(State) + ".")
    file: str
    bytes: int
    encoding: str
    mapping: str
    what: str
    header: list[str]
    columns: dict[str, int] = Field(description="Which cell of a line fills which column.")
    share_done: float = Field(description="Of the step that runs, from 0 to 1.")
    read: int
    counts: dict[str, int]
    records: dict[str, dict[str, int]]
    amounts: dict[str, str]
    undone: dict[str, int]
    failure: Reason | None = None
    created_at: datetime
    applied_at: datetime | None = None


class ImportsPage(Schema):
    items: list[ImportShown]
    next: str | None = None


class LineLeftOut(Schema):
    """A line that was left out, and why."""

    line: int
    fate: str
    column: str
    value: str
    because: str
    cells: list[str] | None = None


class LinesLeftOut(Schema):
    items: list[LineLeftOut]
    next: str | None = None


class FieldUpdated(Schema):
    """A field before and after; references by their names."""

    field: str
    before: Any = None
    after: Any = None


class RecordUpdated(Schema):
    """A record that the import changes, as far as you may see it."""

    id: UUID
    title: str
    line: int | None = Field(None, description="Of the file; null once the import is written.")
    fields: list[FieldUpdated]


class RecordsUpdated(Schema):
    what: str
    items: list[RecordUpdated]


class HowMany(Plain):
    limit: int = Field(50, ge=1, le=200)


class WhichLines(Plain):
    fate: Literal["fail", "skip"] = "fail"
    limit: int = Field(50, ge=1, le=200)
    after: int = Field(0, ge=0, le=2**40, description="`next` of the page before: a line.")


@router.get("", **reads(ImportsPage, "Imports"))
def list_imports(request: Any, place: Query[Place]) -> HttpResponse:
    """Give the imports you may see, the newest first."""
    cards, after = queries.imports_page(
        limit=place.limit, after=place.after or None, actor=request.actor
    )
    return as_json({"items": [_shown(card) for card in cards], "next": after})


@router.post("", **does(ImportShown, "Bring a file", status=201, repeatable=True))
def bring_file(
    request: Any,
    file: File[UploadedFile],
    brought: Form[Brought],
) -> HttpResponse:
    """
    Keep a file and begin to look at it, or with `dry_run=false` to write it.

    A worker does it: look at the import for how far it is. When columns are missing its state is
    `uploaded`: say by a mapping where they are. Repeated with the same key it is one import.
    """
    with _at_a_place(file) as (path, digest):
        told = commands.upload_import(
            path=path,
            name=file.name or "",
            mapping=brought.mapping,
            loader=brought.what,
            digest=f"{digest} dry" if brought.dry_run else digest,
            request_key=request_key(request),
            actor=request.actor,
            now=request.now,
            rng=dice(),
        )
    uid = queries.import_uid(told.import_id)
    if queries.import_card(uid, actor=request.actor).state == State.MAPPED:
        commands.must_be_ready(uid, State.STAGING, actor=request.actor)
        begin_step(uid, "judge" if brought.dry_run else "whole", actor=request.actor)
    response = _one(request, uid, status=201)
    response["Location"] = f"{ROOT}/imports/{uid}"
    return response


@router.get("/{uuid:uid}", **reads(ImportShown, "Import"))
def read_import(request: Any, uid: UUID) -> HttpResponse:
    """Give one import, with how far it is."""
    return _one(request, uid)


@router.put("/{uuid:uid}/mapping", **does(ImportShown, "Say which cell means what", status=202))
def map_import(request: Any, uid: UUID, body: MappingBody) -> HttpResponse:
    """Set how the file is taken in, and begin to look at it anew."""
    card = queries.import_card(uid, actor=request.actor)
    commands.map_import(
        import_uid=uid,
        body={"loader": card.loader, **body.as_kept},
        remember_as=body.remember_as,
        actor=request.actor,
        now=request.now,
        rng=dice(),
    )
    return _begun(request, uid, "judge", State.STAGING)


@router.post("/{uuid:uid}/dry-run", **does(ImportShown, "Look at a file anew", status=202))
def judge_import(request: Any, uid: UUID) -> HttpResponse:
    """Begin to count what would come of each line; nothing is written."""
    return _begun(request, uid, "judge", State.STAGING)


@router.post("/{uuid:uid}/application", **does(ImportShown, "Write an import", status=202))
def apply_import(request: Any, uid: UUID) -> HttpResponse:
    """Begin to write what the dry run showed."""
    return _begun(request, uid, "apply", State.APPLYING)


@router.post("/{uuid:uid}/undo", **does(ImportShown, "Take an import back", status=202))
def undo_import(request: Any, uid: UUID) -> HttpResponse:
    """Begin to take back every row that nobody changed since; the others are counted."""
    return _begun(request, uid, "undo", State.UNDOING)


@router.get("/{uuid:uid}/errors", **reads(LinesLeftOut, "Lines that were left out"))
def list_left_out(request: Any, uid: UUID, which: Query[WhichLines]) -> HttpResponse:
    """Give the lines that were left out, in the order of the file, with their reasons."""
    found = queries.faults_of(
        uid,
        actor=request.actor,
        fate=which.fate,
        after_line=which.after,
        limit=which.limit + 1,
    )
    shown = found[: which.limit]
    after = str(shown[-1].line) if len(found) > which.limit else None
    return as_json({"items": [_left_out(fault) for fault in shown], "next": after})


@router.get("/{uuid:uid}/updates", **reads(RecordsUpdated, "Old and new values"))
def list_updates(request: Any, uid: UUID, how_many: Query[HowMany]) -> HttpResponse:
    """Give the first records that the import changes, or changed, with old and new values."""
    what, found = updated_rows(uid, limit=how_many.limit, actor=request.actor, now=request.now)
    return as_json({"what": what, "items": [_updated(row) for row in found]})


@contextmanager
def _at_a_place(file: UploadedFile) -> Iterator[tuple[Path, str]]:
    """Give the place of what was sent, for readers that want a file, and its digest."""
    with TemporaryDirectory() as folder:
        path, digest = Path(folder) / "file", sha256()
        with path.open("wb") as copy:
            for piece in file.chunks():
                copy.write(piece)
                digest.update(piece)
        yield path, digest.hexdigest()


def _begun(request: Any, uid: UUID, step: str, state: State) -> HttpResponse:
    commands.must_be_ready(uid, state, actor=request.actor)
    begin_step(uid, step, actor=request.actor)
    return _one(request, uid, status=202)


def _one(request: Any, uid: UUID, *, status: int = 200) -> HttpResponse:
    return as_json(_shown(queries.import_card(uid, actor=request.actor)), status=status)


def _shown(card: ImportCard) -> dict[str, Any]:
    return {
        "id": str(card.id),
        "state": card.state,
        "file": card.file_name,
        "bytes": card.file_bytes,
        "encoding": card.encoding,
        "mapping": card.mapping_name,
        "what": card.loader,
        "header": list(card.header),
        "columns": card.places,
        "share_done": card.share_done,
        "read": card.read,
        "counts": in_order(card.counts),
        "records": {name: in_order(counts) for name, counts in card.entities.items()},
        "amounts": card.amounts,
        "undone": card.undone,
        "failure": _reason(card),
        "created_at": plain(card.created_at),
        "applied_at": plain(card.applied_at) if card.applied_at else None,
    }


def _reason(card: ImportCard) -> dict[str, Any] | None:
    if card.fault is None:
        return None
    sentence = fill(_(str(card.fault["sentence"])), card.fault.get("details", {}))
    return {"code": card.fault["code"], "title": sentence}


def _updated(row: UpdatedRow) -> dict[str, Any]:
    fields = [
        {"field": column, "before": _side(before), "after": _side(after)}
        for column, before, after in row.steps
    ]
    return {"id": str(row.id), "title": row.title, "line": row.line or None, "fields": fields}


def _side(value: Any) -> Any:
    return None if value is None else plain(value)


def _left_out(fault: FaultRow) -> dict[str, Any]:
    told = fill(_(fault.sentence), {"value": fault.value, "field": _(fault.label)})
    return {
        "line": fault.line,
        "fate": fault.fate,
        "column": fault.field,
        "value": fault.value,
        "because": told,
        "cells": list(fault.cells) if fault.cells is not None else None,
    }
