"""Whether a job that failed is tried again, and after how long."""

from __future__ import annotations

from rapport.kernel.errors import Refusal, Unavailable
from rapport.kernel.events.pure import Backoff


def wait_before_retry(
    fault: BaseException, failed_before: int, backoff: Backoff, *, spread: float = 1.0
) -> float | None:
    """
    Return the seconds to wait before the next try; None means that a person decides.

    A refusal will be the same next time, so it ends the job at once; that something is unavailable
    passes, and a bug may be mended by the next release.
    """
    if isinstance(fault, Refusal) and not isinstance(fault, Unavailable):
        return None
    return backoff.wait_after(failed_before + 1, spread=spread)
