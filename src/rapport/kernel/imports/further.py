"""All that is wrong with a line: the dry run stops at its first fault, a person mends them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from rapport.kernel.access.actor import Actor

from . import loaders
from .models import Import
from .pure.cells import reader_for
from .pure.columns import Column
from .pure.faults import FAULTS, Unreadable
from .queries import FaultRow, import_id_of, value_in
from .reading import habits_in

Readers = Mapping[str, tuple[Column, int, Callable[[str], Any]]]


def with_further(uid: UUID | str, found: Sequence[FaultRow], *, actor: Actor) -> list[FaultRow]:
    """
    Return the faults, each followed by those that other cells of its line have.

    Only of lines whose cells were kept. Refuses   NotFound, NotAllowed.
    """
    all_of = faults_of_lines(Import.objects.get(pk=import_id_of(uid, actor=actor)), actor)
    return [fault for first in found for fault in all_of(first)]


def faults_of_lines(row: Import, actor: Actor) -> Callable[[FaultRow], list[FaultRow]]:
    """Return what finds all faults of a line by its first one."""
    readers = _readers(row, actor)
    return lambda first: [first, *_further(first, readers, row)]


def _readers(row: Import, actor: Actor) -> Readers:
    habits = habits_in(row.mapping, row.mapping_name, actor)
    return {
        column.name: (column, row.places[column.name], reader_for(column, habits))
        for column in loaders.loader(row.loader).columns
        if column.name in row.places
    }


def _further(first: FaultRow, readers: Readers, row: Import) -> Iterator[FaultRow]:
    cells = first.cells or ()
    sentences = loaders.loader(row.loader).faults
    for name, (column, place, read) in readers.items():
        if first.fate != "fail" or name == first.field or place >= len(cells):
            continue
        try:
            read(cells[place])
        except Unreadable as unreadable:
            sentence = sentences.get(unreadable.code) or FAULTS[unreadable.code]
            value = value_in(cells, place)
            yield replace(first, field=name, label=column.label, value=value, sentence=sentence)
