"""
What a person or a household holds in sum: assets, debts, and assets less debts.

A holding counts once, however many of the people hold it. What cannot be counted is named, never
taken for nothing: a sum without it would be a wrong sum.

Source    docs/algorithms/holdings-sum.md, whose worked example is the tests' table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rapport.customers.holdings.words import Side
from rapport.kernel.values import Money
from rapport.kernel.values.money import total


@dataclass(frozen=True, slots=True)
class Held:
    """
    One holding as it counts in a sum.

    Units     balance: in its own currency; home: the same in the home currency, rounded to it, at
              the rate of its day. None: no balance was given, no rate is known.
    """

    holding_id: int
    side: Side
    balance: Money | None
    home: Money | None
    as_of: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """
    Assets, debts and net in the home currency, and how far they can be trusted.

    `oldest_as_of` is the age of the sum: that of the oldest figure in it. `late` holdings are in
    the sum with an old figure; `left_out` are not in it, for they have no balance or no rate.
    """

    assets: Money
    debts: Money
    by_currency: tuple[Money, ...]  # net, in each currency
    oldest_as_of: datetime | None
    late: tuple[int, ...]
    left_out: tuple[int, ...]

    @property
    def net(self) -> Money:
        return self.assets - self.debts

    @property
    def is_whole(self) -> bool:
        """Say whether every holding is in the sum."""
        return not self.left_out


def sum_of(holdings: Iterable[Held], currency: str) -> Sum:
    """Return the sum in the home currency of holdings, each counted once."""
    once = {held.holding_id: held for held in holdings if held.side is not Side.NOTHING}
    all_held = [once[key] for key in sorted(once)]
    counted = [held for held in all_held if held.balance and held.home]
    return Sum(
        assets=total((h.home for h in counted if h.home and h.side is Side.ASSET), currency),
        debts=total((h.home for h in counted if h.home and h.side is Side.DEBT), currency),
        by_currency=_by_currency(all_held),
        oldest_as_of=min((h.as_of for h in counted if h.as_of), default=None),
        late=tuple(h.holding_id for h in counted if h.is_late),
        left_out=tuple(h.holding_id for h in all_held if not (h.balance and h.home)),
    )


def _by_currency(holdings: list[Held]) -> tuple[Money, ...]:
    sums: dict[str, Money] = {}
    for held in holdings:
        if held.balance is None:
            continue
        signed = held.balance if held.side is Side.ASSET else -held.balance
        sums[signed.currency] = sums.get(signed.currency, Money.zero(signed.currency)) + signed
    return tuple(sums[currency] for currency in sorted(sums))
