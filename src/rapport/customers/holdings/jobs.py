"""What holdings do by themselves, and what they offer to the history of fields."""

from __future__ import annotations

from datetime import datetime

from rapport.customers.holdings import commands, queries
from rapport.kernel.audit.sources import history_source
from rapport.kernel.jobs.declare import every

history_source(queries.fed_changes)


@every(86400, "holdings.cut_feeds")
def cut_feeds(now: datetime) -> None:
    """Forget what feeds changed more than a year ago."""
    commands.cut_feeds(now=now)
