"""What a benchmark measures, and small words for measuring."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """
    One measured thing. `yardstick` is the same thing done by the rival in its best form, or by the
    plainest possible way, in the same run; `ratio` = figure / yardstick where one is there.
    """

    name: str  # "search.phone_suffix.team"
    figure: float
    unit: str  # "ms", "s", "MB", "per s", "share"
    yardstick: float | None = None
    ratio: float | None = None


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile; share 0.99 of 100 values is the 99th."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def timed(call: Callable[[], object]) -> float:
    """Return the seconds that the call took."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
