"""The first cells of a file, as they are and as they will be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import NotFound

from . import filing, loaders
from .engines import open_file
from .models import Import
from .pure.cells import reader_for
from .pure.faults import FAULTS, Unreadable
from .pure.habits import Habits
from .pure.mappings import habits_of, read_mapping
from .queries import import_id_of

LINES_LOOKED_AT = 200  # for a cell that says something; a column may be empty for long
LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Example:
    """A cell and what it becomes; `sentence` is why it becomes nothing, to be translated."""

    text: str
    value: Any = None
    sentence: str = ""


def habits_in(body: Mapping[str, Any], name: str, actor: Actor) -> Habits:
    """Return how the file's makers write; what the mapping leaves open is the firm's."""
    firm = access.firm() or actor
    return habits_of(
        read_mapping(body, name), zone=firm.zone, region=firm.region, currency=firm.currency
    )


def first_cells(uid: str, *, actor: Actor, limit: int = 2) -> list[tuple[str, ...]]:
    """
    Return for each cell of the header the first different texts below it that are not empty.

    Refuses   NotFound, NotAllowed, ImportPurged, and what the readers refuse.
    """
    row = Import.objects.get(pk=import_id_of(uid, actor=actor))
    mapping = read_mapping(row.mapping, row.mapping_name)
    found: list[list[str]] = [[] for _name in row.header]
    with filing.source_of(row) as place:
        lines = open_file(place, mapping.file, name=row.file_name).rows()
        for _line, cells, _fault in islice(lines, LINES_LOOKED_AT):
            for texts, cell in zip(found, cells, strict=False):
                text = cell.strip()[:LONGEST]
                if text and text not in texts and len(texts) < limit:
                    texts.append(text)
    return [tuple(texts) for texts in found]


def examples(
    loader: str, column_name: str, texts: tuple[str, ...], habits: Habits
) -> tuple[Example, ...]:
    """Return what the texts become in that column. Refuses UnknownLoader, NotFound (the column)."""
    takes = loaders.loader(loader)
    column = next((one for one in takes.columns if one.name == column_name), None)
    if column is None:
        raise NotFound(entity=column_name, id=loader)
    read = reader_for(column, habits)
    return tuple(_example(text, read, takes.faults) for text in texts)


def _example(text: str, read: Callable[[str], Any], faults: Mapping[str, str]) -> Example:
    try:
        return Example(text, read(text))
    except Unreadable as unreadable:
        sentence = faults.get(unreadable.code) or FAULTS[unreadable.code]
        return Example(text, sentence=sentence)
