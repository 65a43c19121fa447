"""What of an entry its reader sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from rapport.customers.interactions.asks import EntryText
from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.declare import Kind
from rapport.kernel.entities.registry import UnknownEntity, Whole, entity
from rapport.kernel.views.blanks import blanked

ENTRY = "interactions.entry"
MONEY = {"amount", "currency"}  # as figures of an entry name them


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """
    One touch; `card` is what its room says of it, None where no room says anything.

    `code` and `figures` are enough for a plain line: what happened, and with which figures.
    """

    entry_id: int
    id: UUID
    at: datetime
    kind: str
    direction: str
    channel: str
    entity: str
    row_id: int
    row_uid: UUID | None
    code: str
    figures: Mapping[str, Any]
    text: str
    actor_kind: str
    actor: str
    card: EntryText | None = None


def as_seen(entries: Sequence[TimelineEntry], actor: Actor) -> list[TimelineEntry]:
    """
    Return the entries without what the reader's role does not see.

    The figures of an entry come from the row it is about: amounts are left out for who does not see
    all amounts of such rows, other figures and texts by the field of their name.
    """
    if not actor.denied_fields:
        return list(entries)
    return [_as_seen(entry, actor) for entry in blanked(entries, ENTRY, actor)]


def _as_seen(entry: TimelineEntry, actor: Actor) -> TimelineEntry:
    try:
        whole = entity(entry.entity)
    except UnknownEntity:
        return entry
    hidden = {name for name in whole.fields if not _sees(whole, name, actor)}
    if any(whole.fields[name].kind is Kind.MONEY for name in hidden):
        hidden |= MONEY
    return replace(
        entry,
        figures={name: value for name, value in entry.figures.items() if name not in hidden},
        text="" if "text" in hidden else entry.text,
    )


def _sees(whole: Whole, name: str, actor: Actor) -> bool:
    return actor.sees_field(whole.name, name, whole.fields[name].permission)
