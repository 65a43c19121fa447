"""The bars as issued, and how slow this machine is just now."""

from __future__ import annotations

import hashlib
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import Figure

MOST_SCALE = 2.0
TIMES = {"ms", "s"}
RATES = {"per s"}


@dataclass(frozen=True, slots=True)
class Bars:
    loop_seconds: float
    bars: dict[str, str]

    @classmethod
    def read(cls, file: Path) -> Bars:
        raw = tomllib.loads(file.read_text())
        return cls(raw["loop_seconds"], raw["bars"])

    def slowness(self) -> float:
        """Return how much longer the fixed loop takes than on the idle machine, 1 to 2."""
        taken = min(_loop() for _ in range(3))
        return min(MOST_SCALE, max(1.0, taken / self.loop_seconds))

    def judge(self, figure: Figure, slowness: float) -> dict[str, Any]:
        """Return the figure with its bar; times and rates are scaled to an idle machine."""
        bar = self.bars.get(figure.name, "")
        scaled = figure.figure
        if figure.unit in TIMES:
            scaled = figure.figure / slowness
        elif figure.unit in RATES:
            scaled = figure.figure * slowness
        return {
            "name": figure.name,
            "figure": _short(figure.figure),
            "unit": figure.unit,
            "yardstick": _short(figure.yardstick),
            "ratio": _short(figure.ratio),
            "bar": bar or None,
            "holds": _holds(bar, scaled, figure.ratio) if bar else None,
            "scaled": _short(scaled),
            "slowness": _short(slowness),
        }


def _holds(bar: str, scaled: float, ratio: float | None) -> bool:
    """Read a bar such as "< 15" or "ratio >= 0.5"."""
    words = bar.split()
    value = scaled
    if words[0] == "ratio":
        words, value = words[1:], ratio if ratio is not None else float("nan")
    sign, limit = words[0], float(words[1])
    if sign == "<":
        return value < limit
    return value <= limit if sign == "<=" else value >= limit


def _loop() -> float:
    """A fixed piece of work: half interpreter, half hashing."""
    started = time.perf_counter()
    total = 0
    for number in range(300_000):
        total += number * number % 7
    digest = b""
    for _ in range(20_000):
        digest = hashlib.sha256(digest + b"rapport").digest()
    return time.perf_counter() - started


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
