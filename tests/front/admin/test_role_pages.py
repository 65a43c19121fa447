"""Roles on screen: the matrix, the form, what a press of Save makes of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from rapport.front.admin import matrix
from rapport.kernel.access.permissions import MANAGE_USERS, permissions
from rapport.kernel.access.words import Reach
from rapport.kernel.accounts.queries import roles
from tests.front.desk.conftest import Enter
from tests.makers import OPERATOR, a_role, a_user

pytestmark = pytest.mark.django_db
ROLES = "/administration/roles"


def pressed(client: Client, address: str, **form: Any) -> Any:
    return client.post(address, form, headers={"HX-Request": "true"})


def role_named(name: str) -> roles.RoleRow:
    return next(row for row in roles.roles(actor=OPERATOR) if row.name == name)


def test_the_matrix_has_every_permission_once_and_a_cell_for_each_role() -> None:
    a_role("plain", {"parties.view": Reach.TEAM, MANAGE_USERS: Reach.OWN})
    a_role("other", {})

    rooms = matrix.matrix(roles.roles(actor=OPERATOR))

    lines = {line.code: line for room in rooms for line in room.lines}
    assert set(lines) == set(permissions())
    assert [cell.reach for cell in lines["parties.view"].cells] == [0, int(Reach.TEAM)]
    assert [cell.reach for cell in lines[MANAGE_USERS].cells] == [0, int(Reach.ALL)]


def test_how_far_is_asked_only_where_records_belong_to_somebody() -> None:
    lines = {line.code: line for room in matrix.matrix([]) for line in room.lines}

    assert [key for key, _ in lines["parties.view"].choices] == [
        "none",
        "own",
        "team",
        "unit",
        "all",
    ]
    assert [key for key, _ in lines[MANAGE_USERS].choices] == ["none", "all"]


def test_a_role_is_added_like_another_changed_and_deleted(enter: Enter) -> None:
    client = enter()
    a_role("plain", {"parties.view": Reach.TEAM}, denied=["parties.party.birth_on"])
    plain = role_named("plain")

    form = client.get(f"{ROLES}/new?like={plain.uid}").content.decode()
    assert re.search(r'id="grant-parties.view".*?value="team" selected', form, re.S)
    assert 'value="parties.party.birth_on" checked' in form
    made = pressed(client, f"{ROLES}/new", name="lead", **{"grant:parties.view": "unit"})
    lead = role_named("lead")
    changed = pressed(
        client,
        f"{ROLES}/{lead.uid}/change",
        name="team lead",
        version=lead.version,
        denied=["parties.party.birth_on", "parties.party.occupation"],
        **{"grant:parties.view": "own", "grant:parties.change": "none"},
    )

    assert (made.status_code, changed.status_code) == (204, 204)
    row = role_named("team lead")
    assert dict(row.grants) == {"parties.view": Reach.OWN}
    assert row.denied_fields == {"parties.party.birth_on", "parties.party.occupation"}
    assert "team lead" in client.get(ROLES).content.decode()
    assert "team lead" in client.get(f"{ROLES}/{row.uid}").content.decode()
    assert pressed(client, f"{ROLES}/{row.uid}/deletion").status_code == 204
    assert "team lead" not in client.get(ROLES).content.decode()


def test_what_is_no_choice_is_refused_and_nothing_changes(enter: Enter) -> None:
    client = enter()
    a_role("plain", {"parties.view": Reach.TEAM})
    plain = role_named("plain")
    address = f"{ROLES}/{plain.uid}/change"

    refused = [
        pressed(client, address, name="plain", **{"grant:parties.view": "everything"}),
        pressed(client, address, name="plain", **{"grant:parties.fly": "all"}),
        pressed(client, address, name="plain", denied="access.user.password"),
        pressed(client, address, name=""),
        pressed(client, address, name="plain", version=plain.version + 1),
    ]

    assert [answer.status_code for answer in refused] == [422, 422, 422, 422, 412]
    assert role_named("plain") == plain


def test_who_may_not_manage_people_sees_no_role(enter: Enter) -> None:
    a_role("plain", {"parties.view": Reach.TEAM})
    uid = role_named("plain").uid
    client = enter(a_user("Olga", grants={"parties.view": Reach.ALL}))

    assert client.get(ROLES).status_code == 403
    assert client.get(f"{ROLES}/{uid}").status_code == 403
    assert pressed(client, f"{ROLES}/{uid}/deletion").status_code == 403
    assert role_named("plain").uid == uid
