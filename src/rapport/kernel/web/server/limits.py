"""What one process lends to all its clients together, and to each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MIB = 1 << 20
UNITS = {"": 1, "k": 1 << 10, "m": MIB, "g": 1 << 30}


@dataclass(frozen=True, slots=True)
class Limits:
    """
    The bounds of the bridge.

    Units     sizes in bytes, times in seconds, `spill_rate` in bytes a second.
    """

    page_threads: int = 6
    pages_at_once: int = 1  # of those that have run for less than `slow_page`
    slow_page: float = 0.1
    bulk_threads: int = 2
    waiting: int = 200  # requests that wait for a thread, in each lane
    head: int = 64 << 10
    body: int = 512 * MIB
    body_idle: float = 30
    body_whole: float = 900
    memory_each: int = MIB
    memory_all: int = 64 * MIB
    disk: int = 4096 * MIB
    disk_wait: float = 60
    spill_rate: int = 100 * MIB
    hurry: float = 0.2  # how long a stream waits for its reader before it goes to disk
    ready: float = 2
    folder: str | None = None  # of the unlinked files; none: the system's

    @classmethod
    def of(cls, environ: Mapping[str, str], *, folder: str | None = None) -> Limits:
        """Return the limits, with what the environment says about them."""
        body = environ.get("RAPPORT_UPLOAD_MAX", "")
        return cls(body=size_of(body) if body else cls().body, folder=folder)


def size_of(text: str) -> int:
    """Return the number of bytes that "512 MB", "64k" or "1000000" mean."""
    found = re.fullmatch(r"\s*(\d+)\s*([kmg]?)i?b?\s*", text, re.IGNORECASE)
    if found is None or int(found[1]) == 0:
        raise ValueError(f"{text!r} is not a size such as 512 MB")
    return int(found[1]) * UNITS[found[2].lower()]
