"""Jobs of many lines, and cleaning up behind the interface."""

from __future__ import annotations

from datetime import datetime, timedelta

from rapport.kernel.jobs.declare import every, job

from . import commands
from .usage import forget_usage

USAGE_KEPT_FOR = timedelta(hours=1)
LINES_KEPT_FOR = timedelta(days=30)


@job("api.run_bulk_job")
def run_bulk_job(*, job_id: int, now: datetime) -> None:
    """Do the lines that are not done yet, with the rights that who sent them has now."""
    commands.run_bulk_job(job_id=job_id, now=now)


@every(600, "api.forget_usage")
def forget_old_usage(now: datetime) -> None:
    """Delete counts of requests that no quota needs any more."""
    forget_usage(before=now - USAGE_KEPT_FOR)


@every(6 * 3600, "api.forget_bulk_lines")
def forget_old_bulk_lines(now: datetime) -> None:
    """Delete what was sent more than 30 days ago: lines hold personal data."""
    commands.forget_bulk_lines(before=now - LINES_KEPT_FOR)
