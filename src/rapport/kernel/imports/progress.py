"""How far an import is: kept on its row for whoever looks later, and said to who looks now."""

from __future__ import annotations

import time
from collections.abc import Callable

from rapport.kernel.live.publish import publish

from .models import Import
from .topics import channel

Tell = Callable[[str, float], None]  # (words for the step, its share done from 0 to 1)
EVERY_SECONDS = 0.5


class Progress:
    """
    Tells the share that is done, at most twice a second.

    The row is written outside of its version: nobody edits an import while it runs.
    """

    def __init__(self, row: Import, step: str, expected: int, tell: Tell | None) -> None:
        self._row, self._step, self._tell = row, step, tell
        self._expected = max(1, expected)
        self._next_at = 0.0

    def at(self, done: int) -> None:
        """Say how many rows are done."""
        moment = time.monotonic()
        if moment < self._next_at:
            return
        self._next_at = moment + EVERY_SECONDS
        share = min(0.99, done / self._expected)
        if self._tell:
            self._tell(self._step, share)
        self.publish(share)

    def end(self) -> None:
        if self._tell:
            self._tell(self._step, 1.0)
        self.publish(1.0)

    def publish(self, share: float) -> None:
        """Store the share, and say it once the transaction that wrote rows has committed."""
        Import.objects.filter(pk=self._row.pk).update(share_done=share)
        payload = {"import": str(self._row.uid), "state": self._row.state, "share": round(share, 3)}
        publish(channel(self._row.pk), payload)
