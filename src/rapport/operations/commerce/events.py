"""What happens to orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rapport.kernel.events.declare import event
from rapport.kernel.values import Money


@event("commerce.order_placed.v1")
@dataclass(frozen=True, slots=True)
class OrderPlaced:
    order_id: int
    party_id: int | None
    kind: str
    total: Money
    ordered_at: datetime
    occurred_at: datetime


@event("commerce.order_cancelled.v1")
@dataclass(frozen=True, slots=True)
class OrderCancelled:
    order_id: int
    party_id: int | None
    total: Money
    occurred_at: datetime


@event("commerce.order_restored.v1")
@dataclass(frozen=True, slots=True)
class OrderRestored:
    """A cancellation was taken back."""

    order_id: int
    party_id: int | None
    total: Money
    occurred_at: datetime


@event("commerce.return_recorded.v1")
@dataclass(frozen=True, slots=True)
class ReturnRecorded:
    order_id: int
    original_id: int
    party_id: int | None
    total: Money
    ordered_at: datetime
    occurred_at: datetime


@event("commerce.payment_recorded.v1")
@dataclass(frozen=True, slots=True)
class PaymentRecorded:
    payment_id: int
    order_id: int
    party_id: int | None
    amount: Money
    occurred_at: datetime


@event("commerce.payment_voided.v1")
@dataclass(frozen=True, slots=True)
class PaymentVoided:
    payment_id: int
    order_id: int
    party_id: int | None
    amount: Money
    occurred_at: datetime
