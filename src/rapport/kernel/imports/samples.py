"""The first lines of an import's file, for whoever says which cell means what."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from rapport.kernel.access.actor import Actor

from . import filing
from .engines import open_file
from .models import Import
from .pure.mappings import read_mapping
from .queries import import_id_of

LONGEST = 80


def first_lines(uid: str, *, actor: Actor, limit: int = 3) -> list[Sequence[str]]:
    """
    Return the cells of the first lines as they are in the file, each cut to a glance.

    Refuses   NotFound, NotAllowed, ImportPurged, and what the readers refuse.
    """
    row = Import.objects.get(pk=import_id_of(uid, actor=actor))
    mapping = read_mapping(row.mapping, row.mapping_name)
    with filing.source_of(row) as place:
        lines = open_file(place, mapping.file, name=row.file_name).rows()
        return [[cell[:LONGEST] for cell in cells] for _line, cells, _fault in islice(lines, limit)]
