"""Where the browser goes after a deed, and how long the list was that it left."""

from __future__ import annotations

from typing import Any

from rapport.front.shell.going import go

__all__ = ["go", "rows_before"]


def rows_before(request: Any) -> int:
    """Return how many rows the list had when the reader left it; 0 when he comes anew."""
    given = request.headers.get("Rapport-Rows", "")
    return int(given) if given.isdigit() and len(given) < 7 else 0
