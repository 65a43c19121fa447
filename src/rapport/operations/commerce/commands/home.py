"""Orders in the firm's currency, each at the rate of its own day."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from rapport.kernel.access import queries as access
from rapport.kernel.clock import day_in
from rapport.kernel.rates import queries as rates
from rapport.kernel.values import Money


def home_amount(total: Money, ordered_at: datetime) -> Decimal | None:
    """Return the total in the firm's currency at the rate of its day; None when there is none."""
    firm = access.firm()
    if firm is None:
        return None
    try:
        there = rates.convert(total, firm.currency, day_in(ordered_at, firm.zone))
    except rates.RateMissing:
        # The order is placed all the same: it counts in its own currency until a rate is known.
        return None
    return there.money.amount
