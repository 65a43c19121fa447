"""Contact points, addresses, relations and notes by the interface."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rapport.kernel.access.words import Reach
from tests.front.api.caller import ROOT, Caller
from tests.makers import a_customer, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller() -> Caller:
    return Caller(a_user("歐佳玲"))


@pytest.fixture
def lin(caller: Caller) -> str:
    return named(caller, "林志遠")


def named(caller: Caller, name: str) -> str:
    a_customer(name)
    tree = {"field": "name", "op": "is", "value": name}
    (item,) = caller.filtered("customers", tree).json()["items"]
    return f"/customers/{item['id']}"


ADDRESS = {"country": "TW", "city": "台北市", "lines": "松德路171號"}
PARTS: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("contact-points", {"kind": "phone", "value": "0912345678"}, {"label": "day"}, "PATCH"),
    ("addresses", ADDRESS, {**ADDRESS, "lines": "松德路5號"}, "PUT"),
    ("relations", {"kind": "spouse"}, {"role": "wife", "may_act": True}, "PATCH"),
    ("notes", {"text": "Call after six."}, {"text": "Call before six."}, "PATCH"),
]


@pytest.mark.parametrize(("part", "body", "change", "verb"), PARTS)
def test_a_part_is_added_listed_changed_and_removed(
    caller: Caller, lin: str, part: str, body: Any, change: Any, verb: str
) -> None:
    if part == "relations":
        body = {**body, "other": named(caller, "郭怡君").rpartition("/")[2]}

    made = caller.post(f"{lin}/{part}", body)
    place = made["Location"].removeprefix(ROOT)
    listed = caller.get(f"{lin}/{part}").json()["items"]
    without = caller.send(verb, place, change)
    changed = caller.send(verb, place, change, if_match=made["ETag"])
    stale = caller.send(verb, place, change, if_match=made["ETag"])
    stale_removal = caller.send("DELETE", place, if_match=made["ETag"])
    removed = caller.send("DELETE", place, if_match=changed["ETag"])

    assert made.status_code == 201 and place == f"/{part}/{made.json()['id']}"
    assert [each["id"] for each in listed] == [made.json()["id"]]
    assert without.status_code == 428
    assert changed.status_code == 200
    assert change.items() <= changed.json().items()
    assert stale.status_code == stale_removal.status_code == 412
    assert stale.json()["details"]["changes"]
    assert removed.status_code == 204
    assert caller.get(place).status_code == 404
    assert caller.get(f"{lin}/{part}").json()["items"] == []


@pytest.mark.parametrize(("part", "body", "change", "verb"), PARTS)
def test_adding_a_part_may_be_repeated(
    caller: Caller, lin: str, part: str, body: Any, change: Any, verb: str
) -> None:
    if part == "relations":
        body = {**body, "other": named(caller, "郭怡君").rpartition("/")[2]}

    first = caller.post(f"{lin}/{part}", body, idempotency_key="once")
    again = caller.post(f"{lin}/{part}", body, idempotency_key="once")

    assert first.status_code == again.status_code == 201
    assert first.json()["id"] == again.json()["id"]


def test_parts_are_paged_like_lists(caller: Caller, lin: str) -> None:
    for number in range(3):
        caller.post(f"{lin}/notes", {"text": f"note {number}"})

    first = caller.get(f"{lin}/notes", limit=2).json()
    second = caller.get(f"{lin}/notes", limit=2, after=first["next"]).json()

    texts = [item["text"] for item in first["items"] + second["items"]]
    assert sorted(texts) == ["note 0", "note 1", "note 2"]
    assert second["next"] is None


def test_a_point_that_is_there_or_unreadable_is_refused(caller: Caller, lin: str) -> None:
    point = {"kind": "email", "value": "lin@example.com"}
    caller.post(f"{lin}/contact-points", point)

    twice = caller.post(f"{lin}/contact-points", point)
    unreadable = caller.post(f"{lin}/contact-points", {"kind": "email", "value": "<b>lin"})
    unknown = caller.post(f"{lin}/contact-points", {**point, "color": "red"})

    assert (twice.status_code, twice.json()["code"]) == (409, "contact_point_taken")
    assert (unreadable.status_code, unreadable.json()["code"]) == (422, "email_not_understood")
    assert unknown.status_code == 422


def test_a_relation_needs_another_customer_that_is_seen() -> None:
    every, own = Caller(a_user("歐佳玲")), Caller(a_user("陳柏宇", reach=Reach.OWN))
    hidden = named(every, "郭怡君").rpartition("/")[2]
    mine = own.post("/customers", {"kind": "person", "name": "林志遠"}).json()["id"]
    relations = f"/customers/{mine}/relations"

    itself = own.post(relations, {"kind": "spouse", "other": mine})
    unseen = own.post(relations, {"kind": "spouse", "other": hidden})
    backward = own.post(
        relations,
        {"kind": "spouse", "other": mine, "from_on": "2020-01-02", "until_on": "2020-01-01"},
    )

    assert (itself.status_code, itself.json()["code"]) == (422, "relation_to_itself")
    assert (unseen.status_code, unseen.json()["code"]) == (422, "reference_unknown")
    assert backward.status_code == 422


def test_a_note_of_another_is_pinned_but_not_rewritten(caller: Caller, lin: str) -> None:
    made = caller.post(f"{lin}/notes", {"text": "Call after six."})
    other = Caller(a_user("陳柏宇"))
    place = made["Location"].removeprefix(ROOT)

    pinned = other.send("PATCH", place, {"is_pinned": True}, if_match='"1"')
    rewritten = other.send("PATCH", place, {"text": "x"}, if_match='"2"')
    removed = other.send("DELETE", place, if_match='"2"')

    assert (pinned.status_code, pinned.json()["is_pinned"]) == (200, True)
    assert rewritten.status_code == removed.status_code == 403


def test_a_note_comes_back_from_the_bin(caller: Caller, lin: str) -> None:
    made = caller.post(f"{lin}/notes", {"text": "Call after six."})
    place = made["Location"].removeprefix(ROOT)
    caller.send("DELETE", place, if_match='"1"')

    back = caller.post(f"{place}/restoration")
    twice = caller.post(f"{place}/restoration")

    assert (back.status_code, back.json()["text"]) == (200, "Call after six.")
    assert (twice.status_code, twice.json()["code"]) == (409, "note_not_removed")


def test_parts_of_nobody_are_not_there(caller: Caller) -> None:
    nowhere = "/customers/0199e0b0-0000-7000-8000-000000000000"

    answers = [caller.get(f"{nowhere}/{part}") for part, *_ in PARTS]
    answers += [caller.post(f"{nowhere}/notes", {"text": "x"})]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert json.loads(answers[0].content)["status"] == 404
