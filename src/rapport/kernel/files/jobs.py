"""Periodic work of the files."""

from __future__ import annotations

from datetime import datetime

from rapport.kernel.files import commands
from rapport.kernel.jobs.declare import every


@every(6 * 3600, "files.sweep_contents")
def sweep_contents(now: datetime) -> None:
    """Remove contents that a rollback or a crash left without a file."""
    commands.sweep_contents(now=now)
