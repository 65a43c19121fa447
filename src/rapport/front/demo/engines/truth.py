"""
The true parameters from which the firm is drawn, kept so that analyses can be held against them.

Purchases follow the BG/NBD model (Fader, Hardie and Lee 2005): a customer buys at a Poisson rate
drawn from Gamma(r, alpha), and after each purchase leaves for good with a chance drawn from
Beta(a, b). Season and weekday thin the days on which he buys. Baskets hold an item that opens them
and what its rules add.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Rule:
    """Who buys `opens` also buys `adds` in the same basket with this chance."""

    opens: str
    adds: str
    chance: float


@dataclass(frozen=True, slots=True)
class Truth:
    """Units: alpha in days; chances 0 to 1; season by month 1–12, weekday Monday first."""

    seed: int = 20261120
    ends_on: date = date(2026, 11, 20)
    days: int = 730
    people: int = 2400
    organisations: int = 160
    households: int = 260
    r: float = 1.15
    alpha: float = 48.0
    a: float = 0.9
    b: float = 4.2
    season: tuple[float, ...] = (
        1.20, 0.80, 0.85, 0.90, 1.00, 1.05, 0.95, 0.90, 0.95, 1.05, 1.40, 1.15,
    )  # fmt: skip
    weekday: tuple[float, ...] = (0.75, 0.80, 0.85, 0.90, 1.10, 1.45, 1.30)
    return_share: float = 0.07  # of sales, besides the one trial return that everybody makes
    unpaid_share: float = 0.35  # of sales in the last ten days
    contact_chance: float = 0.30  # that a matter makes the customer get in touch
    rules: tuple[Rule, ...] = (
        Rule("WP-300", "WP-F1", 0.62),
        Rule("SO-620", "SO-T1", 0.48),
        Rule("SO-620", "BK-210", 0.22),
        Rule("VC-800", "VC-B1", 0.55),
        Rule("CF-400", "CF-G1", 0.66),
        Rule("CF-400", "CF-C1", 0.31),
        Rule("BD-150", "BD-P1", 0.41),
        Rule("BD-150", "BD-S1", 0.37),
        Rule("RC-180", "RC-M1", 0.28),
        Rule("AP-500", "AP-F1", 0.58),
        Rule("TB-120", "CH-045", 0.45),
        Rule("PN-028", "SP-003", 0.24),
    )
