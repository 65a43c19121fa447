"""What the timeline asks of the rooms whose touches it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rapport.kernel.asks.declare import question


@dataclass(frozen=True, slots=True)
class EntryCardsAsked:
    """
    Say what these entries tell.

    Shapes    entries: those whose `entity` the room owns are to be answered, the others left out.
    """

    entries: tuple[EntryAsked, ...]


@dataclass(frozen=True, slots=True)
class EntryAsked:
    entry_id: int
    entity: str
    row_id: int
    code: str
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EntryText:
    """
    What an entry tells, in the reader's language: a headline, a line or two, where it leads.

    Shapes    marks: short words such as "won" or "late", each (text, tone) of the design system.
    """

    entry_id: int
    title: str
    text: str = ""
    url: str = ""
    amount: str = ""
    marks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EntryCards:
    """The entries that the room knows and the reader may see; the others stay as they are."""

    cards: tuple[EntryText, ...]


ENTRY_CARDS = question(
    "interactions.entry_cards",
    EntryCardsAsked,
    EntryCards,
    expects="many",
    within=0.5,
    example=EntryCardsAsked(entries=()),
)
