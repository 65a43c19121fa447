"""A request for an act, and its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rapport.kernel.events.declare import event


@event("asks.act_requested.v1")
@dataclass(frozen=True, slots=True)
class ActRequested:
    request_id: int
    request_uid: UUID
    kind: str
    occurred_at: datetime


@event("asks.request_ended.v1")
@dataclass(frozen=True, slots=True)
class RequestEnded:
    request_id: int
    kind: str
    state: str
    occurred_at: datetime
