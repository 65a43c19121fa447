"""Teams, units and roles: made, changed, deleted when nothing hangs on them any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.commands.firm import PermissionUnknown
from rapport.kernel.accounts.commands.roles import FieldUnknown
from rapport.kernel.accounts.commands.teams import UnitNotChosen
from rapport.kernel.accounts.queries import divisions, roles
from rapport.kernel.audit.queries import Search, entries
from rapport.kernel.errors import NotAllowed, NotFound, Refusal
from rapport.kernel.web.problems import Stale
from tests.makers import DICE, NOW, OPERATOR, a_customer, a_firm, a_role, a_team, a_user

pytestmark = pytest.mark.django_db
NOBODYS = UUID("0199e0b0-0000-7000-8000-000000000009")
TABLES = ["access_team", "access_businessunit", "access_role", "access_grant", "outbox", "audit"]
OLGA = Actor(kind="user", name="Olga", user_id=7, reach={"parties.view": Reach.ALL})


def everything() -> list[Any]:
    found = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"select * from {table} order by 1")
            found.append(cursor.fetchall())
    return found


def refuses(kind: type[Refusal], act: Callable[[], object]) -> None:
    """Prove that the act is refused and nothing of it was written."""
    before = everything()

    with pytest.raises(kind):
        act()

    assert everything() == before


def team_named(name: str) -> divisions.TeamRow:
    return next(row for row in divisions.teams(actor=OPERATOR) if row.name == name)


def unit_named(name: str) -> divisions.UnitRow:
    return next(row for row in divisions.units(actor=OPERATOR) if row.name == name)


def role_named(name: str) -> roles.RoleRow:
    return next(row for row in roles.roles(actor=OPERATOR) if row.name == name)


def a_unit(name: str, below: str = "") -> divisions.UnitRow:
    parent = unit_named(below).uid if below else None
    accounts.create_unit(name=name, parent_uid=parent, actor=OPERATOR, now=NOW, rng=DICE)
    return unit_named(name)


def test_a_team_is_made_moved_and_deleted() -> None:
    north, south = a_unit("北區"), a_unit("南區")
    accounts.create_team(
        name="  台北  一隊 ", unit_uid=north.uid, actor=OPERATOR, now=NOW, rng=DICE
    )
    made = team_named("台北 一隊")

    accounts.change_team(
        team_uid=made.uid, name="台南一隊", unit_uid=south.uid, version=1, actor=OPERATOR, now=NOW
    )

    moved = team_named("台南一隊")
    assert (moved.unit, moved.version, moved.people) == ("南區", 2, [])
    accounts.delete_team(team_uid=made.uid, actor=OPERATOR, now=NOW)
    assert divisions.teams(actor=OPERATOR) == []
    told = entries(Search(name="accounts.team_deleted.v1"), actor=OPERATOR)
    assert told[0].details == {"name": "台南一隊"}


def test_a_team_with_people_or_customers_cannot_go() -> None:
    a_firm()
    a_team("台北一隊")
    a_user("陳柏宇", teams=["台北一隊"])
    team_id = a_team("台中一隊")
    a_customer(team=team_id)

    for name, kind in (("台北一隊", accounts.TeamHasPeople), ("台中一隊", accounts.StillUsed)):
        uid = team_named(name).uid
        refuses(kind, lambda uid=uid: accounts.delete_team(team_uid=uid, actor=OPERATOR, now=NOW))


def test_what_does_not_fit_a_team_is_refused() -> None:
    a_firm()
    a_team("台北一隊")
    a_team("台中一隊")
    team = team_named("台北一隊")
    unit = unit_named("零售").uid

    def change(**other: Any) -> Callable[[], object]:
        given = {"team_uid": team.uid, "name": team.name, "unit_uid": unit, "actor": OPERATOR}
        return lambda: accounts.change_team(**{**given, **other}, now=NOW)

    refuses(accounts.NameTaken, change(name="台中一隊"))
    refuses(accounts.NameUnfit, change(name=" "))
    refuses(UnitNotChosen, change(unit_uid=NOBODYS))
    refuses(Stale, change(version=9))
    refuses(NotFound, change(team_uid=NOBODYS))
    refuses(NotAllowed, change(actor=OLGA))
    refuses(
        UnitNotChosen,
        lambda: accounts.create_team(name="X", unit_uid=None, actor=OPERATOR, now=NOW, rng=DICE),
    )
    refuses(
        NotAllowed,
        lambda: accounts.create_team(name="X", unit_uid=unit, actor=OLGA, now=NOW, rng=DICE),
    )


def test_a_second_press_makes_no_second_team() -> None:
    unit = a_unit("北區").uid

    for _ in range(2):
        accounts.create_team(
            name="A", unit_uid=unit, request_key="k", actor=OPERATOR, now=NOW, rng=DICE
        )

    assert [row.name for row in divisions.teams(actor=OPERATOR)] == ["A"]


def test_units_stand_in_the_order_of_their_tree() -> None:
    a_unit("總公司")
    a_unit("北區", "總公司")
    a_unit("台北", "北區")
    a_unit("Outside")

    tree = [(row.name, row.depth, row.units) for row in divisions.units(actor=OPERATOR)]

    assert tree == [("Outside", 0, 0), ("總公司", 0, 1), ("北區", 1, 1), ("台北", 2, 0)]


def test_a_unit_cannot_lie_below_itself() -> None:
    top, middle, low = a_unit("A"), a_unit("B", "A"), a_unit("C", "B")

    def below(parent: divisions.UnitRow) -> Callable[[], object]:
        return lambda: accounts.change_unit(
            unit_uid=top.uid, name="A", parent_uid=parent.uid, actor=OPERATOR, now=NOW
        )

    for parent in (top, middle, low):
        refuses(accounts.UnitWithinItself, below(parent))
    accounts.change_unit(unit_uid=low.uid, name="C", parent_uid=None, actor=OPERATOR, now=NOW)
    below(low)()
    assert unit_named("A").parent_uid == low.uid


def test_a_unit_with_teams_or_units_below_cannot_go() -> None:
    upper, lower = a_unit("A"), a_unit("B", "A")
    accounts.create_team(name="T", unit_uid=lower.uid, actor=OPERATOR, now=NOW, rng=DICE)

    for unit in (upper, lower):
        refuses(
            accounts.UnitNotEmpty,
            lambda unit=unit: accounts.delete_unit(unit_uid=unit.uid, actor=OPERATOR, now=NOW),
        )
    accounts.delete_team(team_uid=team_named("T").uid, actor=OPERATOR, now=NOW)
    accounts.delete_unit(unit_uid=lower.uid, actor=OPERATOR, now=NOW)
    assert [row.name for row in divisions.units(actor=OPERATOR)] == ["A"]


def test_a_role_is_made_changed_and_the_audit_says_what_of_it() -> None:
    given = accounts.RoleGiven(
        "lead",
        {"parties.view": Reach.TEAM, "parties.change": Reach.NONE},
        ("parties.party.birth_on",),
    )
    accounts.create_role(role=given, actor=OPERATOR, now=NOW, rng=DICE)
    made = role_named("lead")
    assert (dict(made.grants), made.denied_fields) == (
        {"parties.view": Reach.TEAM},
        {"parties.party.birth_on"},
    )

    other = accounts.RoleGiven("lead", {"parties.view": Reach.UNIT, "parties.create": Reach.OWN})
    accounts.change_role(
        role_uid=made.uid, role=other, version=made.version, actor=OPERATOR, now=NOW
    )

    told = entries(Search(name="accounts.role_saved.v1"), actor=OPERATOR)[0]
    assert told.changes == (
        ("denied_fields", ["parties.party.birth_on"], []),
        ("parties.create", "none", "own"),
        ("parties.view", "team", "unit"),
    )
    assert role_named("lead").version == made.version + 1


def test_a_role_in_use_cannot_go_and_an_unused_one_can() -> None:
    a_role("plain", {"parties.view": Reach.ALL})
    a_user("Olga", roles=["plain"])
    a_role("spare", {"parties.view": Reach.ALL})

    used, spare = role_named("plain").uid, role_named("spare").uid

    refuses(
        accounts.RoleInUse,
        lambda: accounts.delete_role(role_uid=used, actor=OPERATOR, now=NOW),
    )
    accounts.delete_role(role_uid=spare, actor=OPERATOR, now=NOW)
    assert [row.name for row in roles.roles(actor=OPERATOR)] == ["plain"]


def test_what_does_not_fit_a_role_is_refused() -> None:
    a_role("plain", {"parties.view": Reach.ALL})
    a_role("other", {"parties.view": Reach.ALL})
    plain = role_named("plain")

    def change(**other: Any) -> Callable[[], object]:
        who = other.pop("actor", OPERATOR)
        version = other.pop("version", None)
        given = accounts.RoleGiven(**{"name": "plain", **other})
        return lambda: accounts.change_role(
            role_uid=plain.uid, role=given, version=version, actor=who, now=NOW
        )

    refuses(accounts.NameTaken, change(name="other"))
    refuses(PermissionUnknown, change(grants={"parties.fly": Reach.ALL}))
    refuses(FieldUnknown, change(denied_fields=("parties.party.secret",)))
    refuses(Stale, change(version=plain.version + 3))
    refuses(NotAllowed, change(actor=OLGA))
