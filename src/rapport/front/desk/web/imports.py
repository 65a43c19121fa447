"""The import wizard: bring a file, say what its cells mean, look, write, take back."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.front.desk import import_matching, importing
from rapport.front.desk.import_updates import updates_shown
from rapport.kernel.clock import dice
from rapport.kernel.errors import N_, Invalid
from rapport.kernel.imports import commands as imports
from rapport.kernel.imports.jobs import begin_step
from rapport.kernel.imports.left_out import write_left_out
from rapport.kernel.imports.permissions import IMPORT
from rapport.kernel.imports.queries import import_card, import_uid, newest_imports
from rapport.kernel.imports.words import State
from rapport.kernel.web.doors import signed_in
from rapport.kernel.web.server.limits import Limits

from .going import go


class FileNotChosen(Invalid):
    sentence = N_("Choose a file.")


@signed_in
@require_GET
def import_list(request: Any) -> HttpResponse:
    """Show what was brought, the newest first."""
    found = [importing.shown_import(card) for card in newest_imports(actor=request.actor)]
    return render(request, "desk/imports/list.html", {"imports": found})


@signed_in
@require_http_methods(["GET", "POST"])
def new_import(request: Any) -> HttpResponse:
    """Take a file; it is kept and looked at, and nothing of it is written."""
    actor = request.actor
    actor.must(IMPORT)
    if request.method == "GET":
        chosen = request.GET.get("what", "")
        context: dict[str, Any] = {"kinds": importing.kinds(actor), "chosen": chosen}
        context["most"] = f"{Limits.of(os.environ).body >> 20:,} MB"
        context["steps"] = [_(step) for step in importing.STEPS]
        return render(request, "desk/imports/upload.html", context)
    file = request.FILES.get("file")
    if file is None:
        raise FileNotChosen()
    with TemporaryDirectory() as folder:
        place = Path(folder) / "file"
        with place.open("wb") as copy:
            for piece in file.chunks():
                copy.write(piece)
        told = imports.upload_import(
            path=place,
            name=file.name,
            loader=request.POST.get("what", ""),
            actor=actor,
            now=request.now,
            rng=dice(),
        )
    address = f"/imports/{import_uid(told.import_id)}"
    return HttpResponse(status=204, headers={"HX-Location": address})


@signed_in
@require_GET
def import_page(request: Any, uid: UUID) -> HttpResponse:
    """Show an import at the step where it stands."""
    actor = request.actor
    back, asked = request.GET.get("step") == "mapping", request.GET.get("run", "")
    shown = importing.wizard(uid, back=back, asked=asked, actor=actor)
    context: dict[str, Any] = {"wizard": shown, "card": shown.card, "asked": asked}
    if shown.step == 2:
        context |= {
            "cells": import_matching.cells(shown.card, actor=actor),
            "lacks": import_matching.lacks(shown.card, shown.card.places),
            "columns": importing.columns(shown.card),
            "modes": importing.said(importing.MODES),
            "has_owner": any(name == "owner" for name, *_ in importing.columns(shown.card)),
            "unknown_owners": importing.said(importing.UNKNOWN_OWNERS),
            "orders": importing.said(importing.ORDERS),
            "years": importing.said(importing.YEARS),
            "encodings": importing.ENCODINGS,
            "options": shown.card.mapping.get("options", {}),
            "habits": shown.card.mapping.get("habits", {}),
        }
        return render(request, "desk/imports/mapping.html", context)
    fate = request.GET.get("fate", shown.fate)
    context |= {
        "fate": fate,
        "counts": importing.counts(shown, fate),
        **({} if shown.is_running else _lines(request, uid, fate)),
        "records": importing.kinds_of_records(shown.card),
        "amounts": importing.amounts(shown.card, request.actor),
        "failure": importing.failure(shown.card),
    }
    return render(request, "desk/imports/result.html", context)


def _lines(request: Any, uid: UUID, fate: str) -> dict[str, Any]:
    """Return the lines of one of the counts: what changes, or what is left out and why."""
    if fate == "changed":
        return {"updates": updates_shown(uid, actor=request.actor, now=request.now)}
    found, more = importing.faults(uid, fate, actor=request.actor)
    return {"faults": found, "more": more}


@signed_in
@require_GET
def import_examples(request: Any, uid: UUID) -> HttpResponse:
    """Say anew what the cells of the file become, as the form matches them at the moment."""
    card = import_card(uid, actor=request.actor)
    body = importing.mapping_body(card, request.GET)
    found = import_matching.cells_as_chosen(card, request.GET, body, actor=request.actor)
    lacks = import_matching.lacks(card, {cell.column for cell in found})
    return render(request, "desk/imports/examples.html", {"cells": found, "lacks": lacks})


@signed_in
@require_GET
def import_progress(request: Any, uid: UUID) -> HttpResponse:
    """Say how far the step is; when it is over, let the page read itself again."""
    asked = request.GET.get("run", "")
    shown = importing.wizard(uid, asked=asked, actor=request.actor)
    response = render(
        request, "desk/imports/progress.html", {"wizard": shown, "card": shown.card, "asked": asked}
    )
    if not shown.is_running:
        response["HX-Trigger"] = '{"reload": true}'
    return response


@signed_in
@require_GET
def import_faults(request: Any, uid: UUID) -> HttpResponse:
    """Give further lines that were left out."""
    fate, after = request.GET.get("fate", "fail"), int(request.GET.get("after") or 0)
    found, more = importing.faults(uid, fate, after=after, actor=request.actor)
    context = {"faults": found, "more": more, "fate": fate, "card": {"id": uid}}
    return render(request, "desk/imports/faults.html", context)


@signed_in
@require_POST
def map_import(request: Any, uid: UUID) -> HttpResponse:
    """Keep which cell means what, and begin the dry run."""
    card = import_card(uid, actor=request.actor)
    imports.map_import(
        import_uid=uid,
        body=importing.mapping_body(card, request.POST),
        remember_as=request.POST.get("remember_as", ""),
        actor=request.actor,
        now=request.now,
        rng=dice(),
    )
    return _begin(request, uid, "judge")


@signed_in
@require_POST
def apply_import(request: Any, uid: UUID) -> HttpResponse:
    """Begin to write what the dry run showed."""
    return _begin(request, uid, "apply")


@signed_in
@require_POST
def undo_import(request: Any, uid: UUID) -> HttpResponse:
    """Begin to take the whole import back."""
    imports.must_be_ready(uid, State.UNDOING, actor=request.actor)
    return _begin(request, uid, "undo")


@signed_in
@require_GET
def left_out(request: Any, uid: UUID) -> Any:
    """Give the lines that were left out as a file, each with its reason, to be mended."""
    card = import_card(uid, actor=request.actor)
    with TemporaryDirectory() as folder:
        place = Path(folder) / "left-out.csv"
        write_left_out(str(uid), place, actor=request.actor)
        name = f"{Path(card.file_name).stem}-left-out.csv"
        return FileResponse(place.open("rb"), as_attachment=True, filename=name)


def _begin(request: Any, uid: UUID, step: str) -> HttpResponse:
    """Give the step to a worker; the page shows how far it is."""
    card = import_card(uid, actor=request.actor)
    begin_step(card.id, step, actor=request.actor)
    return go(f"/imports/{uid}?run={step}")
