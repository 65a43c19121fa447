"""What happens to the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rapport.kernel.events.declare import event


@event("interactions.entry_recorded.v1")
@dataclass(frozen=True, slots=True)
class EntryRecorded:
    """A touch entered a customer's timeline; `at` is when it happened."""

    entry_id: int
    party_id: int
    kind: str
    at: datetime
    occurred_at: datetime
