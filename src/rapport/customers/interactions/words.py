"""The vocabulary of the timeline; values are stored, labels are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from rapport.kernel.errors import N_


class Direction(StrEnum):
    IN = "in"  # from the customer
    OUT = "out"  # from the firm
    INSIDE = "inside"  # among colleagues, about the customer


class EntryKind(StrEnum):
    """What a touch was, as people pick it above a timeline."""

    CALL = "call"
    MESSAGE = "message"
    VISIT = "visit"
    PURCHASE = "purchase"
    RETURN = "return"
    CASE = "case"
    MARKETING = "marketing"
    NOTE = "note"
    TASK = "task"
    CHANGE = "change"  # something was changed in the customer's record


class Channel(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    SMS = "sms"
    CHAT = "chat"
    MESSENGER = "messenger"
    LETTER = "letter"
    STORE = "store"
    WEB = "web"
    SYSTEM = "system"


ENTRY_KINDS = {
    EntryKind.CALL: N_("Call"),
    EntryKind.MESSAGE: N_("Message"),
    EntryKind.VISIT: N_("Visit"),
    EntryKind.PURCHASE: N_("Purchase"),
    EntryKind.RETURN: N_("Return"),
    EntryKind.CASE: N_("Case"),
    EntryKind.MARKETING: N_("Marketing"),
    EntryKind.NOTE: N_("Note"),
    EntryKind.TASK: N_("Task"),
    EntryKind.CHANGE: N_("Change"),
}
DIRECTIONS = {
    Direction.IN: N_("From the customer"),
    Direction.OUT: N_("To the customer"),
    Direction.INSIDE: N_("Internal"),
}
CHANNELS = {
    Channel.PHONE: N_("Phone"),
    Channel.EMAIL: N_("E-mail"),
    Channel.SMS: N_("Text message"),
    Channel.CHAT: N_("Chat"),
    Channel.MESSENGER: N_("Messenger"),
    Channel.LETTER: N_("Letter"),
    Channel.STORE: N_("Store"),
    Channel.WEB: N_("Web"),
    Channel.SYSTEM: N_("System"),
}


@dataclass(frozen=True, slots=True)
class EntryGiven:
    """
    One touch to be recorded.

    `entity` and `row_id` name what it was about; the same row and code enter a timeline once.
    `code` and `figures` are put into words when shown; `text` is for what a person wrote.
    """

    party_id: int
    kind: EntryKind
    at: datetime
    entity: str
    row_id: int
    code: str
    row_uid: UUID | None = None
    direction: Direction = Direction.INSIDE
    channel: Channel = Channel.SYSTEM
    figures: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    is_touch: bool = True  # false: does not count as the customer's last touch
