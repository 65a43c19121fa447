"""Orders in the firm's currency."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from rapport.kernel.access.actor import Actor
from rapport.kernel.values import Money

from .totals import home_currency


def home_amount(total: Money, ordered_at: datetime, *, actor: Actor) -> Decimal | None:
    """Return the total in the firm's currency at the rate of its day; None when there is none."""
    home = home_currency()
    return total.amount if total.currency == home else None
