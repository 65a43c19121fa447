"""What keeps the search of customers true while time passes."""

from __future__ import annotations

from datetime import datetime

from rapport.customers.parties import commands
from rapport.kernel.jobs.declare import every
from rapport.kernel.search.commands import count_reach


@every(900, "parties.count_reach")
def count_reach_of_holders(now: datetime) -> None:
    """Count whose customers are how many, by which the way to search is chosen."""
    count_reach("parties.party", now=now)


@every(3600, "parties.settle_tokens")
def settle_tokens_of_touched(now: datetime) -> None:
    """Move the tokens of customers touched in a new month to the front."""
    while commands.settle_tokens():
        continue
