"""Tokens over the interface, and that their scopes narrow and never widen."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from rapport.kernel import clock
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.models import Token
from rapport.kernel.access.scopes import resources
from rapport.kernel.access.words import Reach
from rapport.kernel.accounts import commands as accounts
from tests.architecture.addresses import signed_in
from tests.front.api.caller import ROOT, Caller
from tests.makers import NOW, OPERATOR, a_customer, a_product, a_team, a_user, an_order

pytestmark = pytest.mark.django_db
NEW = {"kind": "person", "name": "江雨潔"}


@pytest.fixture
def olga() -> Actor:
    a_team("台北一隊")
    return a_user("歐佳玲", teams=["台北一隊"])


@pytest.fixture
def browser(olga: Actor) -> Client:
    client = signed_in(olga.user_id or 0)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def statuses(caller: Caller) -> dict[str, int]:
    return {
        "read": caller.get("/customers").status_code,
        "make": caller.post("/customers", NEW).status_code,
        "orders": caller.get("/orders").status_code,
    }


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [
        ([], {"read": 200, "make": 201, "orders": 200}),
        (["customers:read"], {"read": 200, "make": 403, "orders": 403}),
        (["customers:write"], {"read": 200, "make": 201, "orders": 403}),
        (["*:read"], {"read": 200, "make": 403, "orders": 200}),
        (["*:write"], {"read": 200, "make": 201, "orders": 200}),
        (["orders:read"], {"read": 403, "make": 403, "orders": 200}),
    ],
)
def test_a_scope_opens_its_resource_for_what_it_says(
    olga: Actor, scopes: list[str], allowed: dict[str, int]
) -> None:
    assert statuses(Caller(olga, scopes=scopes)) == allowed


def test_a_scope_that_lacks_is_named(olga: Actor) -> None:
    refused = Caller(olga, scopes=["customers:read"]).post("/customers", NEW).json()

    assert (refused["code"], refused["details"]) == ("scope_missing", {"scope": "customers:write"})


def test_a_part_has_a_scope_of_its_own(olga: Actor) -> None:
    a_customer()
    reads = Caller(olga, scopes=["customers:read"])
    notes = Caller(olga, scopes=["notes:write"])
    (item,) = reads.get("/customers").json()["items"]
    path = f"/customers/{item['id']}"

    assert reads.get(f"{path}/contact-points").status_code == 403
    assert reads.get(f"{path}/notes").status_code == 403
    assert notes.post(f"{path}/notes", {"text": "Call after six."}).status_code == 201
    assert notes.get(path).status_code == 403


def test_rows_are_reached_no_farther_than_the_scope_says(olga: Actor) -> None:
    a_customer("林志遠", owner=olga)
    a_customer("郭怡君")
    own = Caller(olga, scopes=["customers:read:own"])
    every = Caller(olga, scopes=["customers:read"])

    names = [item["name"] for item in own.get("/customers").json()["items"]]
    assert names == ["林志遠"]
    assert own.get("/customers/count", exact="true").json()["count"] == 1
    ids = [item["id"] for item in every.get("/customers").json()["items"]]
    assert sorted(own.get(f"/customers/{each}").status_code for each in ids) == [200, 404]


def test_each_resource_is_reached_by_its_own_scope(olga: Actor) -> None:
    mine, other = a_customer("林志遠", owner=olga), a_customer("郭怡君")
    for party in (mine, other):
        an_order(party)
    caller = Caller(olga, scopes=["customers:read:own", "orders:read:all"])

    assert len(caller.get("/customers").json()["items"]) == 1
    assert len(caller.get("/orders").json()["items"]) == 2


def test_a_scope_never_widens_what_its_user_may() -> None:
    narrow = a_user("陳柏宇", grants={"parties.view": Reach.OWN})
    a_customer("林志遠", owner=narrow)
    a_customer("郭怡君")
    caller = Caller(narrow, scopes=["*:write:all"])

    assert len(caller.get("/customers").json()["items"]) == 1
    assert caller.post("/customers", NEW).status_code == 403
    assert caller.get("/orders").status_code == 403


def test_a_narrowed_token_changes_nothing_by_the_pages(olga: Actor) -> None:
    caller = Caller(olga, scopes=["customers:write"])
    before = Token.objects.count()

    answer = caller.client.post("/customers/new", {"name": "江雨潔"}, headers=caller.headers)

    assert answer.status_code in (302, 401, 403, 404, 405)
    assert Token.objects.count() == before
    assert caller.get("/customers").json()["items"] == []


def test_somebody_signed_in_makes_a_token_and_its_secret_is_shown_once(browser: Client) -> None:
    until = clock.now() + timedelta(days=30)
    body = {
        "name": "Warehouse",
        "scopes": ["orders:read:team", "customers:read"],
        "expires_at": until.isoformat(),
        "rate": 600,
    }

    made = browser.post(f"{ROOT}/tokens", body, content_type="application/json")

    assert made.status_code == 201
    token = made.json()
    assert token["scopes"] == ["customers:read", "orders:read:team"]
    assert (token["state"], token["rate"], token["last_used_at"]) == ("active", 600, None)
    again = browser.get(made["Location"]).json()
    assert "secret" not in again
    assert {**again, "secret": token["secret"]} == token
    headers = {"Authorization": f"Bearer {token['secret']}"}
    assert Client().get(f"{ROOT}/customers", headers=headers).status_code == 200
    assert browser.get(made["Location"]).json()["last_used_at"] is not None


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"scopes": ["customers:delete"]}, "scope_unknown"),
        ({"scopes": ["nothing:read"]}, "scope_unknown"),
        ({"scopes": ["customers:read:everything"]}, "scope_unknown"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "token_ends_in_the_past"),
        ({"rate": 0}, "not_understood"),
        ({"digest": "00"}, "not_understood"),
        ({"user_id": 1}, "not_understood"),
    ],
)
def test_a_token_that_cannot_be_is_refused(
    browser: Client, more: dict[str, Any], code: str
) -> None:
    body = {"name": "Warehouse", **more}

    refused = browser.post(f"{ROOT}/tokens", body, content_type="application/json")

    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert Token.objects.count() == 0


def test_a_token_makes_no_tokens(olga: Actor) -> None:
    caller = Caller(olga)

    refused = caller.post("/tokens", {"name": "wider"})

    assert (refused.status_code, refused.json()["code"]) == (403, "token_makes_no_tokens")
    assert Token.objects.count() == 1


def test_the_tokens_of_others_are_seen_with_the_right_to_manage_them(olga: Actor) -> None:
    ben = a_user("Ben", grants={"parties.view": Reach.ALL})
    of_ben, of_olga = Caller(ben), Caller(olga)
    seen = of_olga.get("/tokens").json()["items"]
    olgas = next(item["id"] for item in seen if item["user"]["title"] == "歐佳玲")

    assert len(seen) == 2
    assert [item["user"]["title"] for item in of_ben.get("/tokens").json()["items"]] == ["Ben"]
    assert of_ben.get(f"/tokens/{olgas}").status_code == 404
    assert of_ben.send("DELETE", f"/tokens/{olgas}").status_code == 404
    assert of_olga.get("/customers").status_code == 200


def test_an_ended_token_is_good_no_more(olga: Actor) -> None:
    caller, other = Caller(olga), Caller(olga)
    (first, second) = caller.get("/tokens").json()["items"]

    assert other.send("DELETE", f"/tokens/{second['id']}").status_code == 204

    answers = [one.get("/customers").status_code for one in (caller, other)]
    assert sorted(answers) == [200, 401]
    states = [item["state"] for item in other.get("/tokens").json()["items"]]
    assert states == ["active", "ended"]
    assert first["state"] == "active"


def test_tokens_come_by_pages(olga: Actor) -> None:
    caller, _, _ = Caller(olga), Caller(olga), Caller(olga)

    first = caller.get("/tokens", limit=2).json()
    second = caller.get("/tokens", limit=2, after=first["next"]).json()

    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)
    assert caller.get("/tokens", after="bm9wZQ").status_code == 422


def test_a_program_can_ask_what_it_is(olga: Actor) -> None:
    a_product()

    said = Caller(olga, scopes=["products:read"]).get("/me").json()

    assert said["user"]["title"] == "歐佳玲"
    assert said["permissions"] == {"catalogue.view": "all"}
    assert said["token"]["scopes"] == ["products:read"]
    assert said["token"]["expires_at"] is None


def test_every_first_word_of_a_path_is_a_resource_that_a_scope_can_name(browser: Client) -> None:
    described = browser.get(f"{ROOT}/openapi.json").json()

    firsts = {path.removeprefix(f"{ROOT}/").partition("/")[0] for path in described["paths"]}
    assert firsts - {"me"} <= set(resources())


def test_a_narrowed_token_loses_with_its_user(olga: Actor) -> None:
    a_user("溫若梅")
    caller = Caller(olga, scopes=["customers:read"])
    assert caller.get("/customers").status_code == 200

    accounts.deactivate_user(user_id=olga.user_id or 0, actor=OPERATOR, now=NOW)

    assert caller.get("/customers").status_code == 401


def test_scopes_are_known_where_no_address_is_asked_for() -> None:
    """A worker and the command line never load the addresses, and read scopes too."""
    asked = (
        "import django; django.setup();"
        "from rapport.kernel.access.scopes import read_scope;"
        "print([read_scope(f'{key}:read').resource for key in"
        " ('bulk-jobs', 'changes', 'exports', 'imports', 'tokens', 'views', 'customers')])"
    )

    said = subprocess.run(
        [sys.executable, "-c", asked], check=False, capture_output=True, text=True
    )

    assert said.returncode == 0, said.stderr
    assert "'changes'" in said.stdout
