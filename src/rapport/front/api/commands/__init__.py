"""What the interface writes for itself."""

from .bulk_jobs import (
    MOST_LINES,
    BulkUnknown,
    LinesMissing,
    ask_bulk_job,
    forget_bulk_lines,
    lines_of,
    run_bulk_job,
)

__all__ = [
    "MOST_LINES",
    "BulkUnknown",
    "LinesMissing",
    "ask_bulk_job",
    "forget_bulk_lines",
    "lines_of",
    "run_bulk_job",
]
