"""Users, teams and units on screen: what is shown to whom, what a press does."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.front.cli.founding import bring_up_to_date, found_neutral_firm
from rapport.front.shell.doorkeeper.factors import add_codes, factors_of, new_secret
from rapport.kernel.access.models import Grant
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.access.words import Reach
from rapport.kernel.accounts.queries import divisions, people, roles
from tests.front.desk.conftest import Enter
from tests.makers import NOW, OPERATOR, a_role, a_team, a_user

pytestmark = pytest.mark.django_db
HOME = "/administration/"
USERS, TEAMS, UNITS = HOME + "users", HOME + "teams", HOME + "business-units"


def said(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:800]
    return answer.content.decode()


def pressed(client: Client, address: str, **form: Any) -> Any:
    return client.post(address, form, headers={"HX-Request": "true"})


def test_the_home_shows_what_is_open_to_the_reader_and_no_more(enter: Enter) -> None:
    everything = said(enter(), HOME)
    nothing = enter(a_user("Olga", grants={"parties.view": Reach.ALL}))

    for address in (USERS, TEAMS, UNITS):
        assert f'href="{address}"' in everything
        assert nothing.get(address).status_code == 403
    assert nothing.get(HOME).status_code == 403
    assert HOME not in said(nothing, "/customers")


def test_a_user_is_added_with_roles_and_teams_and_shown(enter: Enter) -> None:
    client = enter()
    a_role("plain", {"parties.view": Reach.ALL})
    a_team("台北一隊")
    role = next(r for r in roles.roles(actor=OPERATOR) if r.name == "plain")
    team = divisions.teams(actor=OPERATOR)[0]

    assert "台北一隊" in said(client, f"{USERS}/new")
    form = {"username": "olga", "name": "Olga Petrova", "password": "a long password"}
    answer = pressed(client, f"{USERS}/new", role=str(role.uid), team=str(team.uid), **form)

    assert answer.status_code == 204, answer.content
    made = next(p for p in people.people(actor=OPERATOR) if p.username == "olga")
    assert (made.roles, made.teams, made.has_password) == (["plain"], ["台北一隊"], True)
    page = said(client, f"{USERS}/{made.uid}")
    assert re.search(rf'value="{role.uid}" checked', page)
    assert "Olga Petrova" in said(client, f"{USERS}?q=petr")
    assert "Olga Petrova" not in said(client, f"{USERS}?q=petr&state=gone")


def test_a_user_is_changed_let_go_and_let_in_again(enter: Enter) -> None:
    client = enter()
    row = people.person_of(a_user("Olga").user_id or 0, actor=OPERATOR)
    address = f"{USERS}/{row.uid}"

    form = {"username": row.username, "name": "Olga P.", "version": row.version}
    assert pressed(client, f"{address}/change", **form).status_code == 204
    assert pressed(client, f"{address}/change", **form).status_code == 412
    assert pressed(client, f"{address}/password", password="short").status_code == 422
    assert pressed(client, f"{address}/password", password="long enough now").status_code == 204
    assert pressed(client, f"{address}/sessions/ending").status_code == 204
    gone = pressed(client, f"{address}/deactivation")

    changed = people.person(row.uid, actor=OPERATOR)
    assert (changed.name, changed.roles, changed.is_active) == ("Olga P.", [], False)
    assert f"{address}/reactivation" in gone.headers["HX-Trigger"]
    assert pressed(client, f"{address}/reactivation").status_code == 204
    assert people.person(row.uid, actor=OPERATOR).is_active


def test_nobody_is_offered_to_deactivate_himself(enter: Enter) -> None:
    me = a_user("溫若梅")
    row = people.person_of(me.user_id or 0, actor=OPERATOR)

    assert "/deactivation" not in said(enter(me), f"{USERS}/{row.uid}")


def test_the_refusal_of_the_last_administrator_is_said_in_words(enter: Enter) -> None:
    chief = a_user("溫若梅", grants={MANAGE_USERS: Reach.ALL})
    row = people.person_of(chief.user_id or 0, actor=OPERATOR)

    answer = pressed(enter(chief), f"{USERS}/{row.uid}/deactivation")

    assert answer.status_code == 409
    assert answer.headers["X-Refusal"] == "last_administrator"
    assert "沒有人能管理使用者" in answer.content.decode()
    assert people.person(row.uid, actor=OPERATOR).is_active


def test_teams_and_units_are_made_changed_and_deleted_by_their_dialogs(enter: Enter) -> None:
    client = enter()
    assert "state whole" in said(client, TEAMS)
    assert pressed(client, f"{UNITS}/new", name="北區").status_code == 204
    unit = divisions.units(actor=OPERATOR)[0]
    assert "北區" in said(client, f"{TEAMS}/new")
    assert pressed(client, f"{TEAMS}/new", name="一隊", unit=str(unit.uid)).status_code == 204
    team = divisions.teams(actor=OPERATOR)[0]
    # Opened by itself, in a tab of its own, a dialog's address shows the page it belongs to.
    assert client.get(f"{TEAMS}/{team.uid}")["Location"] == TEAMS
    assert client.get(f"{UNITS}/{unit.uid}")["Location"] == UNITS

    answer = pressed(client, f"{TEAMS}/{team.uid}", name="二隊", unit=str(unit.uid), version=1)

    assert answer.status_code == 204
    assert "二隊" in said(client, TEAMS)
    assert pressed(client, f"{UNITS}/{unit.uid}/deletion").status_code == 409
    dialog = client.get(f"{UNITS}/{unit.uid}", headers={"HX-Request": "true"}).content.decode()
    assert "南區" not in dialog and "北區" in dialog and "/deletion" not in dialog
    assert pressed(client, f"{TEAMS}/{team.uid}/deletion").status_code == 204
    assert pressed(client, f"{UNITS}/{unit.uid}", name="南區", version=1).status_code == 204
    assert "南區" in said(client, UNITS)
    assert pressed(client, f"{UNITS}/{unit.uid}/deletion").status_code == 204
    assert divisions.units(actor=OPERATOR) == []


def test_a_choice_that_is_none_is_refused(enter: Enter) -> None:
    client = enter()

    answer = pressed(client, f"{TEAMS}/new", name="一隊", unit="'; drop table")

    assert answer.status_code == 422
    assert divisions.teams(actor=OPERATOR) == []


def test_the_list_of_users_asks_as_often_for_many_as_for_one(enter: Enter) -> None:
    client = enter()

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            said(client, USERS)
        return len(queries)

    few = asked()
    for number in range(6):
        a_user(f"Colleague {number}")

    assert asked() == few


def test_who_lost_telephone_and_codes_is_let_in_by_password_alone_again(enter: Enter) -> None:
    client, olga = enter(), a_user("Olga").user_id or 0
    address = f"{USERS}/{people.person_of(olga, actor=OPERATOR).uid}"
    assert "second-factors" not in said(client, address)
    add_codes(olga, new_secret(), 0)
    assert f'action="{address}/second-factors/removal"' in said(client, address)

    answer = client.post(f"{address}/second-factors/removal")

    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    assert not factors_of(olga).asks_twice
    assert client.post(f"{address}/second-factors/removal").status_code == 409


def test_invitations_and_sent_mail_are_sections_of_administration(enter: Enter) -> None:
    client = enter()

    for part in ("invitations", "mail", "mail/server"):
        page = said(client, HOME + part)
        assert f'href="{HOME}users"' in page
        assert 'aria-current="page"' in page.partition('<div class="settings-page">')[0]


def test_a_newer_version_gives_administrators_the_rights_it_brings() -> None:
    bring_up_to_date()  # without a firm there is nothing to do
    assert roles.roles(actor=OPERATOR) == []
    found_neutral_firm(actor=OPERATOR, now=NOW)
    before = grants_of("administrator")
    Grant.objects.filter(role__name="administrator", permission=MANAGE_USERS).delete()
    Grant.objects.filter(role__name="manager", permission="parties.view").delete()
    chosen = grants_of("manager")

    bring_up_to_date()

    assert grants_of("administrator") == before
    assert grants_of("manager") == chosen  # what the firm decided about others stays


def grants_of(role: str) -> set[str]:
    return set(Grant.objects.filter(role__name=role).values_list("permission", flat=True))
