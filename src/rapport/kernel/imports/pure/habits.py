"""How the people who made a file write numbers, days and times."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Habits:
    """
    What a mapping says about the cells of a file.

    Shapes    order: which part of a day comes first where the text leaves it open; "" = ask.
              years: what a year of one to three digits counts; "" = three are 民國, else ask.
              blanks: words that mean an empty cell.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    decimal: Literal[".", ","] = "."
    order: Literal["", "ymd", "dmy", "mdy"] = ""
    years: Literal["", "roc", "20th"] = ""
    blanks: frozenset[str] = frozenset()
    region: str = "TW"  # for telephone numbers without a country
    currency: str = ""
