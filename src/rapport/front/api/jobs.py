"""Cleaning up behind the interface."""

from __future__ import annotations

from datetime import datetime, timedelta

from rapport.kernel.jobs.declare import every

from .usage import forget_usage

KEPT_FOR = timedelta(hours=1)


@every(600, "api.forget_usage")
def forget_old_usage(now: datetime) -> None:
    """Delete counts of requests that no quota needs any more."""
    forget_usage(before=now - KEPT_FOR)
