"""What a deed on chosen rows is about: rows by their ids, or all of a list but some."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.registry import entity_by_key
from rapport.kernel.entities.sql import Sql
from rapport.kernel.errors import N_, Invalid
from rapport.kernel.views import engine

from .asked import Asked, listing_of

MOST_NAMED = 5_000


class NothingChosen(Invalid):
    sentence = N_("Choose at least one row.")


def chosen_keys(asked: Asked, text: str, *, actor: Actor, now: datetime) -> Sql:
    """
    Return the statement that selects the keys of the chosen rows.

    Shapes    text: "id,id", "all", or "all-id,id" for all but some.
    Refuses   NothingChosen.
    """
    table = entity_by_key(asked.key).base.table
    if text == "all" or text.startswith("all-"):
        every = engine.keys(listing_of(asked, actor), now=now)
        left = uids_of(text.removeprefix("all").removeprefix("-"))
        if not left:
            return every
        within = Sql(f"select c.id from {table} c where c.id in (") + every
        return within + Sql(") and c.uid <> all(%s::uuid[])", (left,))
    chosen = uids_of(text)
    if not chosen:
        raise NothingChosen()
    return Sql(f"select c.id from {table} c where c.uid = any(%s::uuid[])", (chosen,))


def uids_of(text: str) -> list[UUID]:
    """Return the ids that a text names, apart by commas. Refuses NothingChosen."""
    try:
        return [UUID(part) for part in text.split(",")[:MOST_NAMED] if part]
    except ValueError:
        raise NothingChosen() from None
