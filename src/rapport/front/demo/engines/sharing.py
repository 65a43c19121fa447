"""Who has a part in what another holds: joint holders, authorised users, beneficiaries, drivers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from .held import Held, RoleHeld, account, begun
from .truth import Truth

if TYPE_CHECKING:
    from .firm import Customer

# What a husband or wife is to each kind, and how often.
OF_SPOUSE = {
    "account": ("joint_holder", 0.7),
    "card": ("authorised_user", 0.5),
    "policy": ("beneficiary", 0.8),
    "vehicle": ("driver", 0.6),
}
OVER = 0.15  # of the roles have ended


def share(
    people: Sequence[Customer],
    firms: Sequence[Customer],
    households: Sequence[Customer],
    truth: Truth,
) -> None:
    """Give husbands and wives, and the people of a firm, their parts in what is held."""
    rng = Random(f"{truth.seed}:shared")
    by_code = {person.code: person for person in people}
    for household in households:
        first, second = household.members[:2]
        _make_sure_of_account(by_code[first], truth, rng)
        for one, other in ((first, second), (second, first)):
            holder = by_code[one]
            holder.holdings = [_with_spouse(h, other, truth, rng) for h in holder.holdings]
    adults = [person for person in people if person.language != "en"]
    for firm in firms:
        firm.staff = tuple(one.code for one in rng.sample(adults, 2))
        firm.holdings = [_with_staff(held, firm.staff, truth, rng) for held in firm.holdings]


def _make_sure_of_account(person: Customer, truth: Truth, rng: Random) -> None:
    """Every fourth first member has an account, for the house to share."""
    if rng.random() < 0.25 and all(held.kind != "account" for held in person.holdings):
        since = person.sales[0].at.date()
        person.holdings.append(account(since, truth.ends_on, rng))


def _with_spouse(held: Held, other: str, truth: Truth, rng: Random) -> Held:
    part, chance = OF_SPOUSE.get(held.kind, ("", 0.0))
    if rng.random() >= chance:
        return held
    return replace(held, roles=(*held.roles, _role(other, part, held.from_on, truth, rng)))


def _with_staff(held: Held, staff: Sequence[str], truth: Truth, rng: Random) -> Held:
    """The first of the staff may sign for a contract; both drive a van, one of them no more."""
    if held.kind == "contract":
        role = _role(staff[0], "authorised_user", held.from_on, truth, rng)
        return replace(held, roles=(role,))
    if held.kind == "vehicle":
        roles = tuple(_role(code, "driver", held.from_on, truth, rng) for code in staff)
        return replace(held, roles=roles)
    return held


def _role(code: str, part: str, since: date, truth: Truth, rng: Random) -> RoleHeld:
    from_on = begun(since, truth.ends_on, rng)
    is_over = rng.random() < OVER and (truth.ends_on - from_on).days > 60
    until_on = from_on + timedelta(days=rng.randrange(30, 60)) if is_over else None
    return RoleHeld(code, part, from_on, until_on)
