"""Pages, counts and single records, and who may come in at all."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from rapport.kernel.access import queries as access
from rapport.kernel.access.words import Reach
from rapport.kernel.accounts import commands as accounts
from tests.front.api.caller import ROOT, Caller
from tests.makers import NOW, OPERATOR, a_customer, a_user

pytestmark = pytest.mark.django_db
PASSWORD = "seven green kettles"


@pytest.fixture
def caller() -> Caller:
    return Caller(a_user("歐佳玲"))


def test_without_a_token_nobody_comes_in(client: Client) -> None:
    answer = client.get(f"{ROOT}/customers", headers={"Accept-Language": "en"})

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "sign_in_needed"


def test_a_token_that_ended_or_was_never_good_is_like_none(caller: Caller) -> None:
    with_end = Caller(a_user("陳柏宇"), expires_at=NOW - timedelta(days=400))
    caller.headers["Authorization"] = "Bearer rpt_guessed"

    assert with_end.get("/customers").status_code == 401
    assert caller.get("/customers").status_code == 401


def test_a_page_has_items_and_next(caller: Caller) -> None:
    for name in ("林志遠", "江雨潔", "Omar Haddad"):
        a_customer(name)

    first = caller.get("/customers", limit=2).json()
    second = caller.get("/customers", limit=2, after=first["next"]).json()

    assert len(first["items"]) == 2 and first["next"]
    assert len(second["items"]) == 1 and second["next"] is None
    names = {item["name"] for item in first["items"] + second["items"]}
    assert names == {"林志遠", "江雨潔", "Omar Haddad"}


def test_blank_words_and_a_blank_limit_ask_for_nothing_special(caller: Caller) -> None:
    a_customer("林志遠")

    assert len(caller.get("/customers", limit="", q="").json()["items"]) == 1


def test_a_list_is_searched_filtered_and_sorted(caller: Caller) -> None:
    a_customer("林志遠", phones=["0912 345 678"], tags=["vip"])
    a_customer("江雨潔")

    found = caller.get("/customers", q="0912345678").json()["items"]
    tagged = caller.filtered("customers", {"field": "tags", "op": "any_of", "value": ["vip"]})
    down = caller.get("/customers", sort="-name", columns="name").json()["items"]

    assert [item["name"] for item in found] == ["林志遠"]
    assert [item["name"] for item in tagged.json()["items"]] == ["林志遠"]
    assert [set(item) for item in down] == [{"id", "name"}, {"id", "name"}]


def test_rows_are_counted(caller: Caller) -> None:
    a_customer("林志遠")

    assert caller.get("/customers/count").json() == {"count": 1, "exact": True}


def test_one_record_has_its_version_as_etag(caller: Caller) -> None:
    a_customer("林志遠")
    (item,) = caller.get("/customers").json()["items"]

    answer = caller.get(f"/customers/{item['id']}")

    assert answer["ETag"] == '"1"'
    assert answer.json()["version"] == 1
    assert answer.json()["phones"] == []


def test_what_is_not_there_is_a_problem_document_too(caller: Caller) -> None:
    nowhere = caller.get("/customers/0199e0b0-0000-7000-8000-000000000000")
    no_address = caller.get("/nothing/at/all")
    no_method = caller.send("PUT", "/customers/count", {})

    assert [nowhere.status_code, no_address.status_code, no_method.status_code] == [404, 404, 405]
    for answer in (nowhere, no_address, no_method):
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code
    assert no_method["Allow"] == "GET"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"limit": "0"}, "not_understood"),
        ({"limit": "201"}, "not_understood"),
        ({"limit": "many"}, "not_understood"),
        ({"q": "a\x00b"}, "not_understood"),
        ({"q": "x" * 201}, "not_understood"),
        ({"after": "bm9wZQ"}, "cursor_not_understood"),
        ({"sort": "nonsense"}, "unknown_field"),
        ({"sort": "city"}, "not_sortable"),
        ({"columns": "name,nonsense"}, "unknown_field"),
        ({"filter": "{"}, "filter_not_understood"),
        ({"filter": "[]"}, "filter_not_understood"),
        ({"filter": '{"field": "name", "op": "is", "value": "a\\u0000"}'}, "value_not_understood"),
        ({"filter": '{"field": "name", "op": "like", "value": "a"}'}, "operator_unknown"),
        ({"filter": '{"all":' * 30 + "[]" + "}" * 30}, "filter_not_understood"),
        ({"filter": "[" * 9000}, "filter_not_understood"),
    ],
)
def test_a_question_that_cannot_be_read_is_refused(
    caller: Caller, query: dict[str, str], code: str
) -> None:
    answer = caller.get("/customers", **query)

    assert answer.status_code == 422
    assert answer.json()["code"] == code


@pytest.mark.parametrize("name", ["nonsense", "tax_number"])
@pytest.mark.parametrize("place", ["sort", "columns", "filter"])
def test_a_hidden_field_is_refused_like_one_that_is_not_there(place: str, name: str) -> None:
    caller = Caller(a_user("Olga", grants={"parties.view": Reach.ALL}))
    test = json.dumps({"field": name, "op": "filled"})

    answer = caller.get("/customers", **{place: test if place == "filter" else name})
    told = answer.json()

    assert (answer.status_code, told["code"]) == (422, "unknown_field")
    assert told["details"] == {"entity": "Customers", "field": name}
    assert told["title"] == f"Customers have no field called {name}."


@pytest.mark.parametrize(
    "tree",
    [
        {"field": "created_at", "op": "on", "value": "9999-12-31"},
        {"field": "created_at", "op": "after", "value": "9999-12-31"},
        {"field": "created_at", "op": "before", "value": "0001-01-01"},
        {"field": "birth_on", "op": "between", "value": ["0001-01-01", "9999-12-31"]},
        {"field": "net_spent", "op": "over", "value": "1e-999999"},
        {"field": "net_spent", "op": "over", "value": "-0"},
        {"field": "orders_count", "op": "is", "value": "0." + "1" * 5000},
        {"field": "name", "op": "contains", "value": "%_\\'\"<script>=cmd|' /C calc'!A0"},
        {"field": "owner", "op": "in", "value": ["me"]},
        {"field": "owner", "op": "me"},
        {"field": "tags", "op": "any_of", "value": []},
        {"field": "tags", "op": "any_of", "value": [1, None, {"a": 1}]},
        {"field": "name", "op": "in", "value": ["x"] * 1001},
        {"some": "holdings", "where": {"some": "holdings", "where": {"all": []}}},
        {"not": {"any": []}},
    ],
)
def test_strange_filters_are_answered_or_refused(caller: Caller, tree: Any) -> None:
    assert caller.filtered("customers", tree).status_code in (200, 404, 422)


def test_a_token_may_be_narrowed(caller: Caller) -> None:
    narrow = Caller(a_user("陳柏宇"), scopes=["catalogue.view"])

    assert narrow.get("/products").status_code == 200
    assert narrow.get("/customers").status_code == 403
    assert narrow.get("/customers").json()["details"] == {"permission": "parties.view"}


def test_the_use_of_a_token_is_noted(caller: Caller) -> None:
    from rapport.kernel.access.models import Token

    caller.get("/customers")

    assert Token.objects.get().last_used_at is not None


def test_a_session_reads_and_needs_its_csrf_token_to_change(client: Client) -> None:
    actor = a_user("歐佳玲")
    accounts.set_password(user_id=actor.user_id or 0, password=PASSWORD, actor=OPERATOR, now=NOW)
    found = access.reader_of(actor.user_id or 0)
    assert found is not None
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    token = strict.get("/sign-in").cookies["csrftoken"].value
    strict.post(
        "/sign-in",
        {"username": found.username, "password": PASSWORD, "csrfmiddlewaretoken": token},
    )

    without = strict.post(f"{ROOT}/customers", {}, content_type="application/json")

    assert strict.get(f"{ROOT}/customers").status_code == 200
    assert without.status_code == 403
    assert without.json()["code"] == "csrf_token_needed"
    new = strict.cookies["csrftoken"].value
    made = strict.post(
        f"{ROOT}/customers",
        json.dumps({"kind": "person", "name": "林志遠"}),
        content_type="application/json",
        headers={"X-CSRFToken": new},
    )
    assert made.status_code == 201


def test_sentences_come_in_the_language_that_is_asked_for(caller: Caller) -> None:
    caller.headers["Accept-Language"] = "zh-Hans"

    hans = caller.get("/customers/0199e0b0-0000-7000-8000-000000000000").json()["title"]
    caller.headers["Accept-Language"] = "zh-Hant"
    hant = caller.get("/customers/0199e0b0-0000-7000-8000-000000000000").json()["title"]

    assert hans != hant


def test_a_reader_of_nothing_is_told_so() -> None:
    caller = Caller(a_user("Omar", grants={"catalogue.view": Reach.ALL}))

    assert caller.get("/customers").status_code == 403
