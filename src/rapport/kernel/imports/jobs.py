"""The periodic work of imports. The kinds of their files are entered here, at start."""

from __future__ import annotations

from datetime import datetime

from rapport.kernel.access.actor import SYSTEM
from rapport.kernel.audit.sources import history_source
from rapport.kernel.jobs.declare import every

from . import commands, filing, queries, topics

# Loaded for what they enter: kinds of files, the live topic, the history of fields.
ENTERED = (filing.SOURCE, filing.EXPORTED, topics.import_channel)
history_source(queries.changes_of_row)


@every(6 * 3600, "imports.purge")
def purge_imports(now: datetime) -> None:
    """Remove files, staging rows and left-out lines that are older than 30 days."""
    commands.purge_imports(actor=SYSTEM, now=now)
