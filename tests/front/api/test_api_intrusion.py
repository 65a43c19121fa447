"""Every operation against tokens that lack its scope, and bodies that say too much."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from rapport.front.api.auth import OWN, resource_of
from rapport.front.api.inside import described
from rapport.kernel.access.scopes import resources
from rapport.kernel.accounts import commands as accounts
from tests.front.api.caller import ROOT, Caller
from tests.makers import NOW, OPERATOR, a_customer, a_holding, a_product, a_user, an_order

pytestmark = pytest.mark.django_db
SAFE = {"get"}
NOWHERE = "0199e0b0-0000-7000-8000-000000000002"
# What no caller sets: keys, owners by key, rights, times and states of the house's own.
OURS = ("pk", "uid", "user_id", "party_id", "owner_id", "is_admin", "permissions", "digest",
        "created_at", "deleted_at", "version", "actor")  # fmt: skip


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, by_method in described()["paths"].items():
        for method, operation in by_method.items():
            yield method, path, operation


def resource(path: str) -> str:
    return resource_of(re.sub(r"{(\w+)}", r"<\1>", path.removeprefix("/")))


def call(caller: Caller, method: str, path: str, ids: dict[str, str]) -> Any:
    """Call with a row that is there, where there is one of the resource."""
    key = path.removeprefix(f"{ROOT}/").partition("/")[0]
    filled = path.replace("{uid}", ids.get(key, NOWHERE)).removeprefix(ROOT)
    return caller.send(method.upper(), re.sub(r"{\w+}", "x", filled), {}, if_match="*")


def acts() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from audit")
        return int(cursor.fetchone()[0])


@pytest.fixture
def ids() -> dict[str, str]:
    """Make a row of most kinds, and return the id of one of each."""
    lin = a_customer("林志遠", phones=["0912 345 678"])
    a_holding(lin)
    a_product()
    an_order(lin)
    every = Caller(a_user("歐佳玲"))
    found = {}
    for key in resources():
        items = every.get(f"/{key}").json().get("items")
        if items:
            found[key] = items[0]["id"]
    assert {"customers", "orders", "holdings", "products", "contact-points"} <= set(found)
    return found


def test_a_token_that_reads_changes_nothing_anywhere(ids: dict[str, str]) -> None:
    reads = Caller(a_user("陳柏宇"), scopes=["*:read"])
    before = acts()

    answers = {
        f"{method} {path}": call(reads, method, path, ids).json()["code"]
        for method, path, _ in operations()
        if method not in SAFE
    }

    assert len(answers) > 40
    assert set(answers.values()) == {"scope_missing"}
    assert acts() == before


def test_a_token_of_one_resource_opens_no_other(ids: dict[str, str]) -> None:
    narrow = Caller(a_user("陳柏宇"), scopes=["territories:write"])
    before = acts()

    opened = [
        f"{method} {path}"
        for method, path, _ in operations()
        if resource(path) not in {"territories", *OWN}
        and call(narrow, method, path, ids).status_code != 403
    ]

    assert opened == []
    assert acts() == before


def test_who_has_no_rights_at_all_changes_nothing(ids: dict[str, str]) -> None:
    nobody = Caller(a_user("陳柏宇", grants={}))
    before = acts()

    opened = [
        f"{method} {path}"
        for method, path, _ in operations()
        if method not in SAFE and call(nobody, method, path, ids).status_code < 400
    ]

    assert opened == []
    assert acts() == before


def test_bodies_take_no_field_that_they_do_not_name() -> None:
    schemas = described()["components"]["schemas"]
    bodies = {
        content["schema"]["$ref"].rpartition("/")[2]
        for _, _, operation in operations()
        for kind, content in operation.get("requestBody", {}).get("content", {}).items()
        if kind == "application/json"
    }

    assert len(bodies) > 20
    assert [name for name in bodies if schemas[name].get("additionalProperties") is not False] == []


@pytest.mark.parametrize("field", OURS)
def test_no_operation_lets_its_caller_set_what_is_ours(ids: dict[str, str], field: str) -> None:
    every = Caller(a_user("陳柏宇"))
    schemas = described()["components"]["schemas"]
    before = acts()
    taken = []
    for method, path, operation in operations():
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if body is None:
            continue
        known = schemas[body["schema"]["$ref"].rpartition("/")[2]]["properties"]
        key = path.removeprefix(f"{ROOT}/").partition("/")[0]
        filled = path.replace("{uid}", ids.get(key, NOWHERE)).removeprefix(ROOT)
        address = re.sub(r"{\w+}", "x", filled)
        answer = every.send(method.upper(), address, {field: 1}, if_match="*")
        if field in known or answer.status_code not in (404, 422):
            taken.append(f"{method} {path}: {answer.status_code}")

    assert taken == []
    assert acts() == before


def test_a_token_that_ended_opens_nothing(ids: dict[str, str]) -> None:
    caller = Caller(a_user("陳柏宇"))
    token = caller.get("/tokens").json()["items"][0]["id"]
    accounts.end_token(token_uid=token, actor=OPERATOR, now=NOW)

    statuses = {call(caller, method, path, ids).status_code for method, path, _ in operations()}

    assert statuses == {401}
