"""What happens to exchange rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rapport.kernel.events.declare import event


@event("rates.rates_recorded.v1")
@dataclass(frozen=True, slots=True)
class RatesRecorded:
    """`count` rates came, `corrected` of them for days that had another rate before."""

    batch_id: int
    count: int
    corrected: int
    first_on: date
    last_on: date
    occurred_at: datetime
