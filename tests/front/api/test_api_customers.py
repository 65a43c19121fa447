"""Customers by the interface: made, changed, binned, restored, put by another system's key."""

from __future__ import annotations

from typing import Any

import pytest

from rapport.kernel.access.words import Reach
from tests.front.api.caller import ROOT, Caller
from tests.makers import a_customer, a_team, a_user

pytestmark = pytest.mark.django_db
NOWHERE = "0199e0b0-0000-7000-8000-000000000000"
MARIA = {
    "kind": "person",
    "name": "Maria Santos",
    "birth_on": "1988-02-29",
    "contact_points": [
        {"kind": "phone", "value": "0912 345 678"},
        {"kind": "email", "value": "maria@example.com"},
    ],
    "addresses": [{"country": "TW", "city": "台北市", "lines": "松德路171號"}],
    "external_ids": [{"system": "erp", "value": "4711"}],
    "tags": ["vip"],
}


@pytest.fixture
def caller() -> Caller:
    return Caller(a_user("歐佳玲"))


def uid_of_one(caller: Caller) -> str:
    (item,) = caller.get("/customers").json()["items"]
    return str(item["id"])


def test_a_customer_is_made_with_all_that_comes_along(caller: Caller) -> None:
    answer = caller.post("/customers", MARIA)

    assert answer.status_code == 201
    made = answer.json()
    assert answer["Location"] == f"{ROOT}/customers/{made['id']}"
    assert answer["ETag"] == '"1"'
    assert made["phones"] == ["+886912345678"] and made["emails"] == ["maria@example.com"]
    assert made["external_ids"] == ["erp:4711"] and made["tags"] == ["vip"]
    assert made["city"] == "台北市" and made["owner"]["title"] == "歐佳玲"
    assert caller.get(answer["Location"].removeprefix(ROOT)).json() == made


def test_little_is_enough_for_a_customer(caller: Caller) -> None:
    answer = caller.post("/customers", {"kind": "person", "name": "林志遠"})

    assert answer.status_code == 201
    assert answer.json()["id"]
    assert answer.json()["family_name"] == "林"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"kind": "person"}, "name_missing"),
        ({"name": "x"}, "not_understood"),
        ({"kind": "robot", "name": "x"}, "not_understood"),
        ({"kind": "person", "name": "x", "nickname": "y"}, "not_understood"),
        ({"kind": "person", "name": 5}, "not_understood"),
        ({"kind": "person", "name": None}, "not_understood"),
        ({"kind": "person", "name": "a\x00b"}, "not_understood"),
        ({"kind": "person", "name": "x" * 201}, "not_understood"),
        ({"kind": "person", "name": "x", "birth_on": "0001-01-01"}, "not_understood"),
        ({"kind": "person", "name": "x", "birth_on": 5}, "not_understood"),
        ({"kind": "person", "name": "x", "zone": "Mars/Olympus"}, "value_unfit"),
        ({"kind": "person", "name": "x", "tax_country": "1!"}, "value_unfit"),
        ({"kind": "person", "name": "x", "territory": NOWHERE}, "reference_unknown"),
        ({"kind": "person", "name": "x", "owner": NOWHERE}, "reference_unknown"),
        ({"kind": "person", "name": "x", "tags": ["t"] * 51}, "not_understood"),
        (
            {"kind": "person", "name": "x", "contact_points": [{"kind": "phone", "value": "1"}]},
            "phone_not_understood",
        ),
        (
            {"kind": "person", "name": "x", "addresses": [{"country": "TW"}]},
            "address_not_understood",
        ),
        ([], "not_understood"),
        ("person", "not_understood"),
        (b"{", "not_understood"),
        (b'{"kind": "person", "name": "\\ud800"}', "not_understood"),
        (b"\xff\xfe", "not_understood"),
        (b"[" * 100_000, "not_understood"),
        (b"", "not_understood"),
    ],
)
def test_what_cannot_be_a_customer_is_refused_and_nothing_is_written(
    caller: Caller, body: Any, code: str
) -> None:
    answer = caller.post("/customers", body)

    assert answer.status_code in (400, 422), answer.content
    assert answer.json()["code"] == code
    assert caller.get("/customers/count").json()["count"] == 0


def test_what_looks_like_a_formula_or_a_page_stays_a_text(caller: Caller) -> None:
    name = "=cmd|' /C calc'!A0 <script>alert(1)</script>"

    answer = caller.post("/customers", {"kind": "organisation", "name": name})

    assert answer.json()["name"] == name
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_body_beyond_the_limit_is_refused(caller: Caller) -> None:
    answer = caller.post("/customers", b'{"name": "' + b"x" * (9 << 20) + b'"}')

    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


def test_a_repeated_request_is_done_once(caller: Caller) -> None:
    body = {"kind": "person", "name": "林志遠"}

    first = caller.post("/customers", body, idempotency_key="k1")
    again = caller.post("/customers", body, idempotency_key="k1")
    other = caller.post("/customers", {**body, "name": "江雨潔"}, idempotency_key="k1")
    endless = caller.post("/customers", body, idempotency_key="k" * 201)

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json() and first["Location"] == again["Location"]
    assert (other.status_code, other.json()["code"]) == (409, "request_key_taken")
    assert (endless.status_code, endless.json()["code"]) == (422, "request_key_unfit")
    assert caller.get("/customers/count").json()["count"] == 1


def test_a_change_names_the_version_it_changes(caller: Caller) -> None:
    a_customer("林志遠")
    place = f"/customers/{uid_of_one(caller)}"

    without = caller.send("PATCH", place, {"occupation": "主管"})
    changed = caller.send("PATCH", place, {"occupation": "主管"}, if_match='"1"')
    stale = caller.send("PATCH", place, {"occupation": "業務"}, if_match='"1"')
    any_version = caller.send("PATCH", place, {"occupation": "業務"}, if_match="*")

    assert (without.status_code, without.json()["code"]) == (428, "version_needed")
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert changed.json()["occupation"] == "主管"
    assert (stale.status_code, stale["ETag"]) == (412, '"2"')
    details = stale.json()["details"]
    assert details["version"] == 2
    assert [(c["field"], c["before"], c["after"]) for c in details["changes"]] == [
        ("occupation", "", "主管")
    ]
    assert details["changes"][0]["by"] == "歐佳玲"
    assert (any_version.status_code, any_version["ETag"]) == (200, '"3"')


@pytest.mark.parametrize("tag", ['"abc"', "1", '"²"', '"1", "2"', '"' + "9" * 5000 + '"'])
def test_a_tag_that_is_none_of_ours_matches_nothing(caller: Caller, tag: str) -> None:
    a_customer("林志遠")

    answer = caller.send("PATCH", f"/customers/{uid_of_one(caller)}", {}, if_match=tag)

    assert answer.status_code == 412


def test_a_customer_goes_to_the_bin_and_comes_back(caller: Caller) -> None:
    a_customer("林志遠")
    place = f"/customers/{uid_of_one(caller)}"

    without = caller.send("DELETE", place)
    gone = caller.send("DELETE", place, if_match='"1"')
    missing = caller.get(place)
    again = caller.send("DELETE", place, if_match='"2"')
    back = caller.post(f"{place}/restoration")
    twice = caller.post(f"{place}/restoration")

    codes = [each.status_code for each in (without, gone, missing, again, back, twice)]
    assert codes == [428, 204, 404, 404, 200, 409]
    assert twice.json()["code"] == "customer_not_deleted"


def test_a_customer_is_given_to_a_colleague_and_gets_tags(caller: Caller) -> None:
    a_team("台北一隊")
    a_user("陳柏宇", teams=["台北一隊"])
    a_customer("林志遠")
    place = f"/customers/{uid_of_one(caller)}"
    owner = caller.get("/colleagues", filter='{"field":"name","op":"is","value":"陳柏宇"}')
    whose = {"owner": owner.json()["items"][0]["id"]}

    given = caller.send("PUT", f"{place}/owner", whose, if_match='"1"')
    tagged = caller.send("PUT", f"{place}/tags", {"tags": ["vip", "vip"]}, if_match='"2"')

    assert given.json()["owner"]["title"] == "陳柏宇"
    assert given.json()["team"]["title"] == "台北一隊"
    assert tagged.json()["tags"] == ["vip"]


def test_another_systems_key_makes_a_customer_and_then_changes_it(caller: Caller) -> None:
    place = "/customers/by-external-id/crm/AB/12"

    made = caller.send("PUT", place, {**MARIA, "external_ids": []})
    changed = caller.send("PUT", place, {**MARIA, "name": "Maria S. Santos", "tags": ["b2c"]})
    stale = caller.send("PUT", place, MARIA, if_match='"1"')
    other_kind = caller.send("PUT", place, {"kind": "household", "name": "Santos"})

    assert (made.status_code, changed.status_code) == (201, 200)
    assert made.json()["id"] == changed.json()["id"]
    assert made.json()["external_ids"] == ["crm:AB/12"]
    now = changed.json()
    assert now["name"] == "Maria S. Santos" and now["tags"] == ["b2c"]
    assert sorted(now["external_ids"]) == ["crm:AB/12", "erp:4711"]
    assert len(now["phones"]) == len(now["emails"]) == 1
    assert (stale.status_code, other_kind.status_code) == (412, 409)
    assert other_kind.json()["code"] == "kind_fixed"
    assert caller.get("/customers/count").json()["count"] == 1


def test_a_key_of_a_binned_or_unseen_customer_is_taken_without_saying_whose() -> None:
    caller, narrow = Caller(a_user("歐佳玲")), Caller(a_user("陳柏宇", reach=Reach.OWN))
    made = caller.send("PUT", "/customers/by-external-id/erp/1", {"kind": "person", "name": "A"})
    number = made.json()["number"]

    unseen = narrow.send("PUT", "/customers/by-external-id/erp/1", {"kind": "person", "name": "B"})
    caller.send("DELETE", f"/customers/{made.json()['id']}", if_match='"1"')
    binned = caller.send("PUT", "/customers/by-external-id/erp/1", {"kind": "person", "name": "B"})

    assert (unseen.status_code, binned.status_code) == (409, 409)
    assert unseen.json()["code"] == "external_id_taken_elsewhere"
    assert number not in unseen.content.decode()
    assert binned.json()["details"]["number"] == number


def test_who_may_write_but_not_see_gets_the_id_alone() -> None:
    blind = Caller(a_user("Omar", grants={"parties.create": Reach.ALL}))

    answer = blind.post("/customers", {"kind": "person", "name": "林志遠"})

    assert answer.status_code == 201
    assert set(answer.json()) == {"id"}


def test_who_may_not_or_does_not_see_is_refused() -> None:
    a_customer("林志遠")
    uid = uid_of_one(Caller(a_user("歐佳玲")))
    reader = Caller(a_user("Ben", grants={"parties.view": Reach.ALL}))
    stranger = Caller(a_user("Omar", reach=Reach.OWN))

    may_not = [
        reader.post("/customers", {"kind": "person", "name": "x"}),
        reader.send("PATCH", f"/customers/{uid}", {"name": "x"}, if_match='"1"'),
        reader.send("DELETE", f"/customers/{uid}", if_match='"1"'),
        reader.post(f"/customers/{uid}/restoration"),
        reader.post(f"/customers/{uid}/contact-points", {"kind": "web", "value": "a.example"}),
    ]
    unseen = [
        stranger.get(f"/customers/{uid}"),
        stranger.send("PATCH", f"/customers/{uid}", {"name": "x"}, if_match='"1"'),
        stranger.send("DELETE", f"/customers/{uid}", if_match='"1"'),
        stranger.post(f"/customers/{uid}/restoration"),
        stranger.get(f"/customers/{uid}/contact-points"),
        stranger.post(f"/customers/{uid}/notes", {"text": "x"}),
    ]

    assert [answer.status_code for answer in may_not] == [403] * len(may_not)
    assert [answer.status_code for answer in unseen] == [404] * len(unseen)
