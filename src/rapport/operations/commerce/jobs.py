"""Commerce's periodic work."""

from __future__ import annotations

from datetime import datetime

from rapport.kernel.jobs.declare import every
from rapport.operations.commerce import commands


@every(3600, "commerce.refresh_aged_totals")
def refresh_aged_totals(now: datetime) -> None:
    """Let orders that are older than twelve months leave what was spent in twelve months."""
    commands.refresh_aged_totals(now=now)


@every(3600, "commerce.rate_orders")
def rate_orders(now: datetime) -> None:
    """Count orders at home whose day has got a rate since."""
    commands.rate_orders(now=now)
