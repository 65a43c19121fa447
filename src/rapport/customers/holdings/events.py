"""What happens to holdings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rapport.kernel.events.declare import event


@event("holdings.kind_created.v1")
@dataclass(frozen=True, slots=True)
class KindCreated:
    kind_id: int
    code: str
    occurred_at: datetime


@event("holdings.kind_changed.v1")
@dataclass(frozen=True, slots=True)
class KindChanged:
    kind_id: int
    fields: tuple[str, ...]
    occurred_at: datetime


@event("holdings.holding_recorded.v1")
@dataclass(frozen=True, slots=True)
class HoldingRecorded:
    holding_id: int
    kind: str
    party_id: int
    occurred_at: datetime


@event("holdings.holding_changed.v1")
@dataclass(frozen=True, slots=True)
class HoldingChanged:
    holding_id: int
    fields: tuple[str, ...]
    occurred_at: datetime


@event("holdings.holding_ended.v1")
@dataclass(frozen=True, slots=True)
class HoldingEnded:
    holding_id: int
    until_on: date
    occurred_at: datetime


@event("holdings.figures_set.v1")
@dataclass(frozen=True, slots=True)
class FiguresSet:
    holding_id: int
    figures: tuple[str, ...]
    source: str
    occurred_at: datetime


@event("holdings.role_assigned.v1")
@dataclass(frozen=True, slots=True)
class RoleAssigned:
    holding_id: int
    party_id: int
    part: str
    from_on: date | None
    occurred_at: datetime


@event("holdings.role_ended.v1")
@dataclass(frozen=True, slots=True)
class RoleEnded:
    holding_id: int
    party_id: int
    part: str
    until_on: date
    occurred_at: datetime


@event("holdings.figures_fed.v1")
@dataclass(frozen=True, slots=True)
class FiguresFed:
    """A source gave figures; who needs single ones reads the changes of the feed by key."""

    batch_id: int
    source: str
    taken: int
    left_out: int
    occurred_at: datetime


@event("holdings.feed_undone.v1")
@dataclass(frozen=True, slots=True)
class FeedUndone:
    """A feed was taken back; `kept` figures had been replaced since and stay."""

    batch_id: int
    taken_back: int
    kept: int
    occurred_at: datetime
