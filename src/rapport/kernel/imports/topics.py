"""The live topic of one import: how far it is."""

from __future__ import annotations

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_
from rapport.kernel.live.declare import topic

from .queries import import_id_of


@topic("import", N_("How far an import is"))
def import_channel(key: str, *, actor: Actor) -> str:
    """Return the channel of "import:UID". Refuses NotFound, NotAllowed."""
    return channel(import_id_of(key, actor=actor))


def channel(import_id: int) -> str:
    """Return the channel of an import."""
    return f"import:{import_id}"
