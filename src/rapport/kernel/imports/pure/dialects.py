"""
How a text file separates its cells: by which sign, from which line on.

The sign is the one by which most lines of the sample fall into the same number of cells, and into
many; a first line "sep=;" (as spreadsheets write it) decides.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

SIGNS = (",", ";", "\t", "|")
SAMPLE_LINES = 60
_SEP_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to cut a text into cells. `skip`: lines before the header that are no data."""

    delimiter: str = ","
    skip: int = 0
    has_header: bool = True


def guess_dialect(lines: Iterable[str]) -> Dialect:
    """Return the dialect of a file that begins with these lines, line ends included."""
    sample = list(islice(lines, SAMPLE_LINES))
    if sample and (said := _SEP_LINE.fullmatch(sample[0].strip("\ufeff\r\n"))):
        return Dialect(said[1], skip=1)
    best = max(SIGNS, key=lambda sign: (_fit(sample, sign), -SIGNS.index(sign)))
    return Dialect(best)


def _fit(sample: list[str], sign: str) -> float:
    """Return how well the sign cuts the sample: the cells of the usual line, times how usual."""
    widths = [width for width in _widths(sample, sign) if width]
    if not widths:
        return 0.0
    usual, times = Counter(widths).most_common(1)[0]
    return (usual - 1) * (times / len(widths)) ** 2


def _widths(sample: list[str], sign: str) -> list[int]:
    try:
        return [len(row) for row in csv.reader(sample, delimiter=sign)]
    except csv.Error:
        return []
