"""Lines that are left out: kept with their reason, shown, and written to a file to be mended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import fill

from . import filing, loaders
from .engines import open_file
from .engines.writers import writer_for
from .further import faults_of_lines
from .models import Fault, Import
from .pure.mappings import read_mapping
from .queries import fault_row, import_id_of
from .stages import Stage

SHOWN = 1_000  # faults whose cells are kept for screens
FATES = ("fail", "skip")
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")  # shown as a mark: no database or file takes it
LINE, REASON = "line", "reason"  # further columns of the error file; no import takes them


@transaction.atomic
def keep_faults(row: Import, stage: Stage) -> int:
    """Keep which lines fail or are skipped, and why; return how many."""
    verdicts = stage.named(loaders.loader(row.loader).verdicts)
    with connection.cursor() as cursor:
        cursor.execute("delete from imports_fault where import_id = %s", [row.pk])
        cursor.execute(
            f"""insert into imports_fault (import_id, line, fate, fault, field)
            select %s, line, fate, coalesce(fault, ''), coalesce(field, '') from {verdicts}
            where fate in ('fail', 'skip')""",
            [row.pk],
        )
        found = int(cursor.rowcount)
    if found:
        _keep_cells(row)
    return found


def write_left_out(uid: str, output: Path, *, actor: Actor, fates: Sequence[str] = FATES) -> int:
    """
    Write the original lines that were left out to a file, each with its number and the reason.

    The file can be mended and imported again: the two further columns are no business of a mapping.
    Refuses   NotFound, NotAllowed, ImportPurged, ExportKindUnknown.
    """
    row = Import.objects.get(pk=import_id_of(uid, actor=actor))
    header = (*row.header, LINE, REASON)
    with writer_for(output, header) as write:
        return write(_with_reasons(row, fates, actor))


def _with_reasons(row: Import, fates: Sequence[str], actor: Actor) -> Iterator[Sequence[str]]:
    all_of = faults_of_lines(row, actor)
    faults = Fault.objects.filter(import_of_id=row.pk, fate__in=fates).order_by("line")
    width = len(row.header)
    for fault, cells in _with_cells(row, faults.iterator(chunk_size=2000)):
        fault.cells = list(cells)
        reason = " ".join(
            fill(_(told.sentence), {"value": told.value, "field": _(told.label)})
            for told in all_of(fault_row(fault, row))
        )
        padded = [*cells, *[""] * (width - len(cells))][:width]
        yield (*padded, str(fault.line), reason)


def _with_cells(row: Import, faults: Iterator[Fault]) -> Iterator[tuple[Fault, list[str]]]:
    """Walk the file beside the faults, which are in its order."""
    mapping = read_mapping(row.mapping, row.mapping_name)
    waiting = next(faults, None)
    with filing.source_of(row) as place:
        for line, cells, _fault in open_file(place, mapping.file, name=row.file_name).rows():
            if waiting is None:
                return
            if line == waiting.line:
                yield waiting, [_NO_TEXT.sub("\ufffd", cell) for cell in cells]
                waiting = next(faults, None)


def _keep_cells(row: Import) -> None:
    first = Fault.objects.filter(import_of_id=row.pk).order_by("line")
    for batch in _in_hundreds(_with_cells(row, iter(list(first[:SHOWN])))):
        for fault, cells in batch:
            fault.cells = [cell[:1000] for cell in cells]
        Fault.objects.bulk_update([fault for fault, _cells in batch], ["cells"])


def _in_hundreds(
    found: Iterator[tuple[Fault, list[str]]],
) -> Iterator[list[tuple[Fault, list[str]]]]:
    while batch := list(islice(found, 100)):
        yield batch
