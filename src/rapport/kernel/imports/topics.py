"""The live topic of one import: how far it is."""

from __future__ import annotations

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_
from rapport.kernel.live.declare import topic
from rapport.kernel.live.feed import Act, Rows, many_rows

from .queries import import_id_of, rows_of_import

ENDS = {"imports.import_applied.v1", "imports.import_undone.v1", "imports.import_failed.v1"}


@topic("import", N_("How far an import is"))
def import_channel(key: str, *, actor: Actor) -> str:
    """Return the channel of "import:UID". Refuses NotFound, NotAllowed."""
    return channel(import_id_of(key, actor=actor))


def channel(import_id: int) -> str:
    """Return the channel of an import."""
    return f"import:{import_id}"


@many_rows
def rows_of_act(act: Act, after: int, limit: int) -> Rows | None:
    """Return the rows that an import has written, once its end is told; its steps tell nothing."""
    if act.entity != "imports.import" or act.row_id is None:
        return None
    return rows_of_import(act.row_id, after, limit) if act.name in ENDS else []
