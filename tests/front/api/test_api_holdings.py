"""Holdings, roles, figures and feeds by the interface."""

from __future__ import annotations

from typing import Any

import pytest

from rapport.kernel.access.permissions import permissions
from rapport.kernel.access.words import Reach
from tests.front.api.caller import ROOT, Caller
from tests.makers import a_customer, a_user

pytestmark = pytest.mark.django_db
AS_OF = "2026-11-19T16:00:00Z"


@pytest.fixture
def caller() -> Caller:
    return Caller(a_user("歐佳玲"))


@pytest.fixture
def lin(caller: Caller) -> str:
    a_customer("林志遠")
    return str(caller.get("/customers").json()["items"][0]["id"])


def an_account(caller: Caller, holder: str, **more: Any) -> Any:
    return caller.post(
        "/holdings", {"kind": "account", "number": "A-1", "customer": holder, **more}
    )


def test_a_holding_is_recorded_changed_and_ended(caller: Caller, lin: str) -> None:
    made = an_account(caller, lin, name="Savings", from_on="2020-01-01")
    place = made["Location"].removeprefix(ROOT)

    without = caller.send("PATCH", place, {"name": "Giro"})
    changed = caller.send("PATCH", place, {"name": "Giro"}, if_match='"1"')
    stale = caller.send("PATCH", place, {"place": "Taipei"}, if_match='"1"')
    end = {"until_on": "2026-12-31"}
    ended = caller.send("POST", f"{place}/ending", end, if_match='"2"')
    twice = caller.send("POST", f"{place}/ending", end, if_match='"3"')

    assert made.status_code == 201 and made.json()["holder"]["id"] == lin
    assert without.status_code == 428
    assert (changed.status_code, changed.json()["name"]) == (200, "Giro")
    assert (stale.status_code, stale.json()["details"]["changes"][0]["after"]) == (412, "Giro")
    assert (ended.status_code, ended.json()["status"]) == (200, "ended")
    assert (twice.status_code, twice.json()["code"]) == (409, "holding_ended_already")


def test_recording_may_be_repeated_and_a_number_is_taken_once(caller: Caller, lin: str) -> None:
    body = {"kind": "account", "number": "A-1", "customer": lin}

    first = caller.post("/holdings", body, idempotency_key="k")
    again = caller.post("/holdings", body, idempotency_key="k")
    taken = caller.post("/holdings", body)

    assert first.json()["id"] == again.json()["id"]
    assert (taken.status_code, taken.json()["code"]) == (409, "holding_number_taken")


def test_what_a_source_keeps_only_that_source_changes(caller: Caller, lin: str) -> None:
    made = an_account(caller, lin, source="core")
    place = made["Location"].removeprefix(ROOT)

    by_hand = caller.send("PATCH", place, {"name": "Giro"}, if_match='"1"')
    by_source = caller.send("PATCH", place, {"name": "Giro", "source": "core"}, if_match='"1"')

    assert (by_hand.status_code, by_hand.json()["code"]) == (409, "holding_kept_by_source")
    assert (by_source.status_code, by_source.json()["source"]) == (200, "core")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"kind": "spaceship"}, "kind_unknown"),
        ({"number": ""}, "not_understood"),
        ({"number": " "}, "holding_not_understood"),
        ({"number": "a\x07b"}, "holding_not_understood"),
        ({"customer": "0199e0b0-0000-7000-8000-000000000000"}, "reference_unknown"),
        ({"own": {"plate": "ABC"}}, "own_field_not_understood"),
        ({"own": {"plate": "a\x00"}}, "not_understood"),
        ({"own": {"plate": {"deep": 1}}}, "not_understood"),
        ({"own": {"plate": 10**30}}, "not_understood"),
        ({"color": "red"}, "not_understood"),
    ],
)
def test_what_cannot_be_a_holding_is_refused(
    caller: Caller, lin: str, more: dict[str, Any], code: str
) -> None:
    answer = an_account(caller, lin, **more)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert caller.get("/holdings/count").json()["count"] == 0


def test_figures_are_set_and_give_way_to_newer_ones(caller: Caller, lin: str) -> None:
    place = an_account(caller, lin)["Location"].removeprefix(ROOT) + "/figures"
    figure = {"name": "balance", "value": "1250.00", "currency": "TWD", "as_of": AS_OF}
    older = {**figure, "as_of": "2026-11-18T16:00:00Z"}

    was_set = caller.send("PUT", place, {"source": "core", "figures": [figure]})
    again = caller.send("PUT", place, {"source": "core", "figures": [figure]})
    kept = caller.send("PUT", place, {"source": "other", "figures": [older]})
    unknown = caller.send(
        "PUT", place, {"figures": [{**figure, "currency": "XXZ", "as_of": AS_OF}]}
    )

    assert was_set.status_code == again.status_code == 200
    assert was_set.json()["balance"] == {"amount": "1250.00", "currency": "TWD"}
    assert (kept.status_code, kept.json()["code"]) == (409, "figure_kept_by_source")
    assert unknown.status_code == 422


def test_amounts_are_set_only_by_who_may_see_them(caller: Caller, lin: str) -> None:
    place = an_account(caller, lin)["Location"].removeprefix(ROOT)
    grants = {code: Reach.ALL for code in permissions() if code != "holdings.balances"}
    teller = Caller(a_user("陳柏宇", grants=grants))
    figure = {"name": "balance", "value": "1", "currency": "TWD", "as_of": AS_OF}

    refused = teller.send("PUT", f"{place}/figures", {"figures": [figure]})

    assert refused.status_code == 403
    assert "balance" not in teller.get(place).json()


def test_a_feed_takes_what_it_can_and_names_the_rest(caller: Caller, lin: str) -> None:
    an_account(caller, lin)
    good = {
        "kind": "account",
        "number": "A-1",
        "name": "balance",
        "value": "12.00",
        "currency": "TWD",
        "as_of": AS_OF,
    }
    body = {"source": "core", "figures": [good, {**good, "number": "A-2"}]}

    fed = caller.post("/holdings/feeds", body, idempotency_key="night 1")
    again = caller.post("/holdings/feeds", body, idempotency_key="night 1")

    assert fed.status_code == again.status_code == 201
    assert fed.json() == again.json()
    assert (fed.json()["given"], fed.json()["taken"]) == (2, 1)
    assert fed.json()["left_out"] == [{"place": 1, "code": "unknown"}]


def test_roles_are_given_listed_and_ended(caller: Caller, lin: str) -> None:
    place = an_account(caller, lin)["Location"].removeprefix(ROOT) + "/roles"
    a_customer("郭怡君")
    tree = {"field": "name", "op": "is", "value": "郭怡君"}
    wife = caller.filtered("customers", tree).json()["items"][0]["id"]
    role = {"customer": wife, "part": "joint_holder"}

    given = caller.post(place, {**role, "from_on": "2026-01-01"})
    twice = caller.post(place, role)
    ended = caller.post(f"{place}/ending", {**role, "until_on": "2026-06-01"})
    not_held = caller.post(f"{place}/ending", {**role, "until_on": "2026-06-02"})

    assert given.status_code == 201
    assert [item["name"] for item in given.json()["items"]] == ["林志遠", "郭怡君"]
    assert (twice.status_code, twice.json()["code"]) == (409, "role_held_already")
    assert ended.status_code == 200
    assert caller.get(place).json()["items"][1]["until_on"] == "2026-06-01"
    assert (not_held.status_code, not_held.json()["code"]) == (409, "role_not_held")
