"""What happens to products."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rapport.kernel.events.declare import event


@event("catalogue.product_created.v1")
@dataclass(frozen=True, slots=True)
class ProductCreated:
    product_id: int
    code: str
    occurred_at: datetime


@event("catalogue.product_changed.v1")
@dataclass(frozen=True, slots=True)
class ProductChanged:
    product_id: int
    fields: tuple[str, ...]
    occurred_at: datetime
