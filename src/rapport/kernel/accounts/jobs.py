"""Periodic work of the accounts."""

from __future__ import annotations

from datetime import datetime

from rapport.kernel.accounts import commands
from rapport.kernel.jobs.declare import every


@every(6 * 3600, "accounts.forget")
def forget_what_is_old(now: datetime) -> None:
    """Delete counted tries, dead links and sessions that nobody needs any more."""
    commands.forget_attempts(now=now)
    commands.forget_links(now=now)
    commands.forget_sessions(now=now)
