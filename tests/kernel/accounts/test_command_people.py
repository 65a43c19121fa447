"""Colleagues changed, let go and let in again; every refusal leaves all as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.access.words import Reach
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.commands.fitness import EmailUnfit, HabitUnknown, UsernameUnfit
from rapport.kernel.accounts.commands.people import RoleGone, TeamUnknown
from rapport.kernel.accounts.queries import divisions, people, roles
from rapport.kernel.accounts.words import Method, Visitor
from rapport.kernel.audit.queries import Search, entries
from rapport.kernel.errors import NotAllowed, NotFound, Refusal
from rapport.kernel.web.problems import Stale
from tests.makers import DICE, NOW, OPERATOR, a_firm, a_role, a_team, a_user

pytestmark = pytest.mark.django_db
NOBODYS = UUID("0199e0b0-0000-7000-8000-000000000009")
TABLES = ("access_user", "access_userrole", "access_user_team", "outbox", "audit")


def everything() -> list[Any]:
    """Return what could have changed, row by row."""
    found = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"select * from {table} order by 1, 2")
            found.append(cursor.fetchall())
    return found


def refuses(kind: type[Refusal], act: Callable[[], object]) -> None:
    """Prove that the act is refused and nothing of it was written."""
    before = everything()

    with pytest.raises(kind):
        act()

    assert everything() == before


def row_of(actor: Actor) -> people.PersonRow:
    return people.person_of(actor.user_id or 0, actor=OPERATOR)


def as_given(row: people.PersonRow, **other: Any) -> accounts.Person:
    """Return a colleague as a form of his own values would give him, but for the others."""
    own = accounts.Person(
        row.name,
        row.username,
        row.email,
        row.language,
        row.zone,
        tuple(r.uid for r in roles.roles(actor=OPERATOR) if r.name in row.roles),
        tuple(t.uid for t in divisions.teams(actor=OPERATOR) if t.name in row.teams),
    )
    return replace(own, **other)


def change(row: people.PersonRow, version: int | None = None, **other: Any) -> object:
    person = as_given(row, **other)
    return accounts.change_user(
        user_uid=row.uid, person=person, version=version, actor=OPERATOR, now=NOW
    )


def test_a_colleague_gets_other_roles_and_teams_and_the_audit_says_which() -> None:
    boyu = a_user("陳柏宇", grants={"parties.view": Reach.OWN})
    a_team("台北一隊")
    a_role("team lead", {"parties.view": Reach.TEAM})
    row, team = row_of(boyu), divisions.teams(actor=OPERATOR)[0]
    lead = next(r for r in roles.roles(actor=OPERATOR) if r.name == "team lead")

    change(row, name="陳柏宇 Chen", roles=(lead.uid,), teams=(team.uid,))

    now_is = row_of(boyu)
    assert (now_is.name, now_is.roles, now_is.teams) == (
        "陳柏宇 Chen",
        ["team lead"],
        ["台北一隊"],
    )
    assert now_is.version == row.version + 1
    told = entries(Search(entity="access.user", row_id=boyu.user_id), actor=OPERATOR)[0]
    assert told.changes == (
        ("name", "陳柏宇", "陳柏宇 Chen"),
        ("roles", row.roles, ["team lead"]),
        ("teams", [], ["台北一隊"]),
    )


def test_a_change_without_a_difference_tells_nothing() -> None:
    row, before = row_of(a_user()), everything()

    change(row)

    assert everything() == before


def test_what_cannot_be_kept_of_a_colleague_is_refused() -> None:
    row = row_of(a_user("Olga"))
    other = row_of(a_user("Ben"))

    refuses(UsernameUnfit, lambda: change(row, username="two words"))
    refuses(accounts.UsernameTaken, lambda: change(row, username=other.username.upper()))
    refuses(accounts.NameUnfit, lambda: change(row, name="   "))
    refuses(EmailUnfit, lambda: change(row, email="olga@"))
    refuses(HabitUnknown, lambda: change(row, zone="Asia/Nowhere"))
    refuses(HabitUnknown, lambda: change(row, language="xx"))
    refuses(RoleGone, lambda: change(row, roles=(NOBODYS,)))
    refuses(TeamUnknown, lambda: change(row, teams=(NOBODYS,)))
    refuses(NotFound, lambda: change(replace(row, uid=NOBODYS)))


def test_who_may_not_manage_people_changes_nobody() -> None:
    olga = a_user("Olga", grants={"parties.view": Reach.ALL})
    row = row_of(olga)
    person = as_given(row, name="Olga P.")

    refuses(
        NotAllowed,
        lambda: accounts.change_user(user_uid=row.uid, person=person, actor=olga, now=NOW),
    )
    refuses(NotAllowed, lambda: accounts.reactivate_user(user_uid=row.uid, actor=olga, now=NOW))


def test_what_somebody_else_changed_meanwhile_is_not_written_over() -> None:
    row = row_of(a_user("Olga"))
    change(row, name="Olga Petrova")

    refuses(Stale, lambda: change(row, version=row.version, email="olga@example.com"))


def test_a_sign_in_meanwhile_is_no_conflict() -> None:
    row = row_of(a_user("Olga"))
    filled = row_of_uid(row.uid)
    accounts.begin_session(
        user_id=row.user_id,
        key="k" * 32,
        method=Method.PASSWORD,
        visitor=Visitor("::1", "Firefox"),
        actor=OPERATOR,
        now=NOW,
        rng=DICE,
    )

    change(filled, version=filled.version, email="olga@example.com")

    assert row_of_uid(row.uid).email == "olga@example.com"


def row_of_uid(uid: UUID) -> people.PersonRow:
    return people.person(uid, actor=OPERATOR)


def test_the_last_administrator_keeps_the_right() -> None:
    a_role("plain", {"parties.view": Reach.ALL})
    chief = a_user("溫若梅", grants={MANAGE_USERS: Reach.ALL})
    row = row_of(chief)
    plain = next(r for r in roles.roles(actor=OPERATOR) if r.name == "plain")
    own = next(r for r in roles.roles(actor=OPERATOR) if r.name in row.roles)
    nothing = accounts.RoleGiven(own.name)

    refuses(accounts.LastAdministrator, lambda: change(row, roles=(plain.uid,)))
    refuses(
        accounts.LastAdministrator,
        lambda: accounts.deactivate_user(user_id=row.user_id, actor=OPERATOR, now=NOW),
    )
    refuses(
        accounts.LastAdministrator,
        lambda: accounts.change_role(role_uid=own.uid, role=nothing, actor=OPERATOR, now=NOW),
    )
    refuses(
        accounts.LastAdministrator,
        lambda: accounts.save_role(name=own.name, grants={}, actor=OPERATOR, now=NOW, rng=DICE),
    )


def test_one_of_two_administrators_can_be_let_go_and_comes_back() -> None:
    first, second = (a_user(name, grants={MANAGE_USERS: Reach.ALL}) for name in ("A", "B"))

    accounts.deactivate_user(user_id=first.user_id or 0, actor=second, now=NOW)

    assert not row_of(first).is_active
    refuses(
        accounts.LastAdministrator,
        lambda: accounts.deactivate_user(user_id=second.user_id or 0, actor=second, now=NOW),
    )
    accounts.reactivate_user(user_uid=row_of(first).uid, actor=second, now=NOW)
    assert row_of(first).is_active


def test_colleagues_are_found_by_name_sign_in_name_and_state() -> None:
    a_firm()
    gone = a_user("Omar_Haddad")
    a_user("Olga", grants={MANAGE_USERS: Reach.ALL})
    accounts.deactivate_user(user_id=gone.user_id or 0, actor=OPERATOR, now=NOW)

    def named(**asked: str) -> list[str]:
        return [row.name for row in people.people(actor=OPERATOR, **asked)]

    assert named(words="r_h") == ["Omar_Haddad"]
    assert named(words="olga", state="active") == ["Olga"]
    assert named(state="gone") == ["Omar_Haddad"]
    assert named() == ["Olga", "Omar_Haddad"]
    assert people.counts_of_people(actor=OPERATOR) == (1, 1)
