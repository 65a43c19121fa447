"""Small makers of the state that tests begin with, all through commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

from rapport.customers.parties import commands as parties
from rapport.customers.parties.words import (
    AddressGiven,
    Belongings,
    ExternalIdGiven,
    Holder,
    PartyKind,
    PointGiven,
    PointKind,
)
from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import Actor, operator
from rapport.kernel.access.permissions import permissions
from rapport.kernel.access.words import Reach
from rapport.kernel.accounts import commands as accounts

NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
DICE = Random(20261120)
OPERATOR = operator("tests")


def a_firm(name: str = "松河生活") -> None:
    """Found the firm, unless this test did already."""
    if access.firm() is None:
        accounts.found_firm(name=name, actor=OPERATOR, now=NOW, rng=DICE)


def a_team(name: str = "台北一隊", *, unit: str = "零售") -> int:
    """Make a team in a unit and return its key."""
    saved = accounts.save_unit(name=unit, actor=OPERATOR, now=NOW, rng=DICE)
    team = accounts.save_team(
        name=name, unit_id=saved.unit_id, actor=OPERATOR, now=NOW, rng=DICE
    )
    return team.team_id


def a_role(name: str, grants: Mapping[str, Reach], *, denied: Sequence[str] = ()) -> str:
    """Make a role and return its name."""
    accounts.save_role(
        name=name, grants=grants, denied_fields=denied, actor=OPERATOR, now=NOW, rng=DICE
    )
    return name


def a_user(
    name: str = "陳柏宇",
    *,
    grants: Mapping[str, Reach] | None = None,
    reach: Reach = Reach.ALL,
    teams: Sequence[str] = (),
    roles: Sequence[str] = (),
    denied: Sequence[str] = (),
) -> Actor:
    """
    Let somebody in and return the actor he is.

    Without grants and roles he may do everything as far as `reach`.
    """
    a_firm()
    if not roles:
        grants = dict.fromkeys(permissions(), reach) if grants is None else grants
        roles = (a_role(f"role of {name} {DICE.getrandbits(40)}", grants, denied=denied),)
    new = accounts.NewUser(f"u{DICE.getrandbits(60)}", name, roles=roles, teams=teams)
    made = accounts.create_user(new=new, actor=OPERATOR, now=NOW, rng=DICE)
    found = access.reader_of(made.user_id)
    assert found is not None
    return found.actor


def a_customer(
    name: str = "林志遠",
    *,
    kind: PartyKind = PartyKind.PERSON,
    phones: Sequence[str] = (),
    emails: Sequence[str] = (),
    **more: Any,
) -> int:
    """
    Create a customer and return its key.

    `owner`, `team` and `actor` say whose and by whom; `address`, `tags`, `external_ids` (system,
    value) what comes along; the rest are fields of the customer.
    """
    actor = more.pop("actor", OPERATOR)
    owner, team = more.pop("owner", None), more.pop("team", None)
    points = [PointGiven(PointKind.PHONE, text) for text in phones]
    points += [PointGiven(PointKind.EMAIL, text) for text in emails]
    address: AddressGiven | None = more.pop("address", None)
    external = [ExternalIdGiven(*pair) for pair in more.pop("external_ids", ())]
    created = parties.create_customer(
        kind=kind,
        belongings=Belongings(
            points=tuple(points),
            addresses=(address,) if address else (),
            external_ids=tuple(external),
            tags=tuple(more.pop("tags", ())),
        ),
        holder=Holder(owner.user_id if owner else None, team) if owner or team else None,
        actor=actor,
        now=more.pop("now", NOW),
        rng=DICE,
        values={"name": name, **more},
    )
    return created.party_id
