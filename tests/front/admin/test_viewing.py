"""A look through a colleague's eyes: what is seen, what is refused, how it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from rapport.kernel import clock
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.permissions import MANAGE_USERS, VIEW_AS
from rapport.kernel.access.words import Reach
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.queries import people
from rapport.kernel.audit.queries import Search, entries
from rapport.kernel.web import viewing
from tests.front.api.caller import Caller
from tests.front.desk.conftest import Enter
from tests.makers import NOW, OPERATOR, a_customer, a_user

pytestmark = pytest.mark.django_db
USERS = "/administration/users"
TABLES = ("access_user", "parties_party", "parties_note", "views_savedview", "audit", "outbox")


def address_of(actor: Actor) -> str:
    return f"{USERS}/{people.person_of(actor.user_id or 0, actor=OPERATOR).uid}/view-as"


def everything() -> list[Any]:
    found = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"select * from {table} order by 1")
            found.append(cursor.fetchall())
    return found


@pytest.fixture
def boyu() -> Actor:
    """A salesman who sees his own customers, of whom there is one."""
    boyu = a_user("陳柏宇", reach=Reach.OWN)
    a_customer("Maria Santos", owner=boyu)
    a_customer("Omar Haddad")
    return boyu


def looking(client: Client, at: Actor) -> Client:
    answer = client.post(address_of(at))
    assert answer.status_code == 302, answer.content
    return client


def test_a_look_shows_what_the_colleague_sees_and_says_so(enter: Enter, boyu: Actor) -> None:
    client = looking(enter(), boyu)

    page = client.get("/customers").content.decode()

    assert "Maria Santos" in page and "Omar Haddad" not in page
    assert f'action="{viewing.END}"' in page
    assert "<b>陳柏宇</b>" in page


def test_nothing_can_be_changed_or_exported_during_a_look(enter: Enter, boyu: Actor) -> None:
    client = looking(enter(), boyu)
    before = everything()

    tried = [
        client.post("/customers/new", {"kind": "person", "name": "Nobody"}),
        client.post("/preferences", {"theme": "dark"}),
        client.put("/api/v1/customers/x"),
        client.delete("/customers"),
        client.post(address_of(boyu)),
        client.get("/customers/export?as=csv"),
    ]

    assert [answer.status_code for answer in tried] == [403] * len(tried)
    assert everything() == before
    assert client.get("/customers").status_code == 200


def test_a_look_is_ended_and_the_audit_tells_of_both(enter: Enter, boyu: Actor) -> None:
    chief = a_user("溫若梅")
    client = looking(enter(chief), boyu)

    answer = client.post(viewing.END)

    assert answer.status_code == 302
    assert "Omar Haddad" in client.get("/customers").content.decode()
    told = entries(Search(entity="access.user", row_id=boyu.user_id), actor=OPERATOR)
    assert [(entry.name, entry.actor_id) for entry in told[:2]] == [
        ("accounts.view_as_ended", chief.user_id),
        ("accounts.view_as_begun", chief.user_id),
    ]


def test_who_signs_out_during_a_look_is_out(enter: Enter, boyu: Actor) -> None:
    client = looking(enter(), boyu)

    client.post("/sign-out")

    assert client.get("/customers").status_code == 302


def test_a_look_ends_by_itself(enter: Enter, boyu: Actor) -> None:
    client = looking(enter(), boyu)
    session = client.session
    viewing.begin(session, boyu.user_id or 0, now=clock.now() - viewing.LASTS - timedelta(1))
    session.save()

    assert "Omar Haddad" in client.get("/customers").content.decode()


def test_a_look_ends_with_the_right_to_it_and_with_the_colleague(enter: Enter, boyu: Actor) -> None:
    chief = a_user("溫若梅")
    a_user("Another", grants={MANAGE_USERS: Reach.ALL})
    client = looking(enter(chief), boyu)
    row = people.person_of(chief.user_id or 0, actor=OPERATOR)

    accounts.deactivate_user(user_id=boyu.user_id or 0, actor=OPERATOR, now=NOW)
    assert viewing.END not in client.get("/customers").content.decode()
    accounts.reactivate_user(
        user_uid=people.person_of(boyu.user_id or 0, actor=OPERATOR).uid, actor=OPERATOR, now=NOW
    )
    looking(client, boyu)
    accounts.change_user(
        user_uid=row.uid, person=accounts.Person(row.name), actor=OPERATOR, now=NOW
    )
    assert client.get("/customers").status_code == 403


def test_nobody_looks_through_eyes_that_see_more_or_that_are_shut_or_his_own(
    enter: Enter, boyu: Actor
) -> None:
    chief = a_user("溫若梅")
    narrow = a_user("Ben", grants={VIEW_AS: Reach.ALL, "parties.view": Reach.TEAM})
    denied = a_user("Tess", denied=["parties.party.birth_on"])
    gone = a_user("Gone")
    accounts.deactivate_user(user_id=gone.user_id or 0, actor=OPERATOR, now=NOW)
    before = everything()

    tried = [
        (narrow, chief, "eyes_see_more"),
        (narrow, boyu, "eyes_see_more"),
        (denied, chief, "eyes_see_more"),
        (chief, chief, "own_eyes"),
        (chief, gone, "eyes_shut"),
        (a_user("Olga", grants={"parties.view": Reach.ALL}), boyu, "not_allowed"),
    ]
    before = everything()
    refused = [enter(who).post(address_of(whose)).headers["X-Refusal"] for who, whose, _ in tried]

    assert refused == [code for _, _, code in tried]
    assert everything() == before


def test_the_way_out_is_the_address_that_the_kernel_lets_through() -> None:
    assert reverse("admin:end_view_as") == viewing.END


def test_a_token_never_looks_through_other_eyes(enter: Enter, boyu: Actor) -> None:
    chief = a_user("溫若梅")
    client = looking(enter(chief), boyu)

    headers = Caller(chief).headers
    found = client.get("/api/v1/customers", headers=headers).json()["items"]

    assert len(found) == 2
