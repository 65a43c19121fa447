"""The feed of changes: nothing missed, nothing shown that its reader may not see."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from rapport.customers.parties import commands as parties
from rapport.customers.parties.words import Holder
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.sql import Sql
from rapport.kernel.events.bell import session_dsn
from rapport.kernel.imports import running
from rapport.kernel.jobs import batches
from rapport.kernel.views.keys import uid_of
from tests.front.api.caller import Caller
from tests.makers import DICE, NOW, OPERATOR, a_customer, a_product, a_user, an_order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def caller() -> Caller:
    return Caller(a_user("歐佳玲"))


def begun(caller: Caller) -> str:
    answer = caller.get("/changes").json()
    assert (answer["items"], answer["more"]) == ([], False)
    cursor: str = answer["next"]
    return cursor


def since(caller: Caller, cursor: str, **more: Any) -> list[tuple[str, str, str | None]]:
    answer = caller.get("/changes", after=cursor, **more)
    assert answer.status_code == 200, answer.content
    return [(each["change"], each["resource"], each["id"]) for each in answer.json()["items"]]


def customer(key: int) -> str:
    return str(uid_of("parties.party", key))


def rename(key: int, name: str, *, actor: Actor = OPERATOR) -> None:
    parties.change_customer(party_id=key, values={"name": name}, actor=actor, now=NOW)


def test_what_is_made_and_changed_is_told_once_a_page(caller: Caller) -> None:
    cursor = begun(caller)
    lin = a_customer("林志遠")
    rename(lin, "林志源")
    product = a_product()

    assert since(caller, cursor) == [
        ("changed", "customers", customer(lin)),
        ("changed", "products", str(uid_of("catalogue.product", product))),
    ]


def test_the_feed_goes_on_from_where_it_was(caller: Caller) -> None:
    cursor = begun(caller)
    made = [customer(a_customer(name)) for name in ("林志遠", "江雨潔", "Omar Haddad")]

    told: list[str] = []
    pages = 0
    while True:
        answer = caller.get("/changes", after=cursor, limit=2, resources="customers").json()
        told += [each["id"] for each in answer["items"]]
        cursor, pages = answer["next"], pages + 1
        if not answer["more"]:
            break

    assert (told, pages) == (made, 2)
    assert since(caller, cursor) == []


def test_only_the_resources_asked_for_are_told(caller: Caller) -> None:
    cursor = begun(caller)
    a_customer()
    product = a_product()

    assert since(caller, cursor, resources="products,orders") == [
        ("changed", "products", str(uid_of("catalogue.product", product)))
    ]
    assert caller.get("/changes", after=cursor, resources="nothing").status_code == 404


def test_a_record_in_the_bin_is_gone_and_one_restored_is_there_again(caller: Caller) -> None:
    lin = a_customer("林志遠")
    cursor = begun(caller)
    parties.delete_customer(party_id=lin, actor=OPERATOR, now=NOW)
    gone = since(caller, cursor)
    parties.restore_customer(party_id=lin, actor=OPERATOR, now=NOW)

    assert gone == [("gone", "customers", customer(lin))]
    assert since(caller, cursor) == [("changed", "customers", customer(lin))]


def test_a_record_given_out_of_reach_is_gone_and_nothing_more_is_said_of_it() -> None:
    boyu, guanyu = (a_user(name, reach=Reach.OWN) for name in ("陳柏宇", "林冠宇"))
    lin = a_customer("林志遠", owner=boyu)
    of_boyu, of_guanyu = Caller(boyu), Caller(guanyu)
    starts = begun(of_boyu)
    parties.assign_owner(
        party_id=lin, holder=Holder(owner_id=guanyu.user_id), actor=OPERATOR, now=NOW
    )

    (item,) = of_boyu.get("/changes", after=starts).json()["items"]

    uid = customer(lin)
    assert item == {"resource": "customers", "id": uid, "change": "gone", "at": None}
    assert since(of_guanyu, starts) == [("changed", "customers", uid)]


def test_what_the_role_does_not_include_is_not_told() -> None:
    caller = Caller(a_user("陳柏宇", grants={"catalogue.view": Reach.ALL}))
    cursor = begun(caller)
    an_order(a_customer())
    product = a_product()

    assert since(caller, cursor) == [
        ("changed", "products", str(uid_of("catalogue.product", product)))
    ]


def test_a_token_is_told_of_what_its_scopes_open() -> None:
    olga = a_user("歐佳玲")
    narrow = Caller(olga, scopes=["changes:read", "orders:read"])
    without = Caller(olga, scopes=["orders:read"])
    cursor = begun(narrow)
    order = an_order(a_customer())

    assert since(narrow, cursor) == [("changed", "orders", str(uid_of("commerce.order", order)))]
    assert without.get("/changes", after=cursor).status_code == 403


def test_a_change_that_commits_late_is_not_missed(caller: Caller) -> None:
    lin = a_customer("林志遠")
    cursor = begun(caller)
    told = """insert into audit (at, name, entity, row_id, digest)
    values (now(), 'tests.told.v1', 'parties.party', %s, '')"""
    with psycopg.connect(**session_dsn()) as slow:
        slow.execute(told, [lin])
        rename(a_customer("江雨潔"), "江雨傑")
        between = caller.get("/changes", after=cursor).json()
        slow.commit()

    assert customer(lin) not in [item["id"] for item in between["items"]]
    assert since(caller, between["next"]) == [("changed", "customers", customer(lin))]


def test_each_row_of_a_command_on_many_rows_is_told(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 2)
    boyu = a_user("陳柏宇")
    made = [customer(a_customer(f"Customer {number}")) for number in range(5)]
    cursor = begun(caller)
    parties.reassign_customers(
        selection=Sql("select id from parties_party"),
        holder=Holder(owner_id=boyu.user_id),
        actor=OPERATOR,
        now=NOW,
        rng=DICE,
    )

    assert [uid for _, _, uid in since(caller, cursor)] == made
    paged: list[str] = []
    is_more = True
    while is_more:
        answer = caller.get("/changes", after=cursor, limit=1).json()
        paged += [each["id"] for each in answer["items"]]
        cursor, is_more = answer["next"], answer["more"]
    assert paged == made


def test_the_rows_of_an_import_are_told_at_its_end(caller: Caller, tmp_path: Path) -> None:
    cursor = begun(caller)
    file = tmp_path / "customers.csv"
    file.write_text("external_id,name\nK1,林志遠\nK2,江雨潔\n")
    result = running.run_import(file, "customers", actor=OPERATOR, now=NOW)

    told = since(caller, cursor)
    items = caller.get("/customers").json()["items"]
    assert sorted(uid or "" for _, _, uid in told) == sorted(item["id"] for item in items)
    assert {change for change, _, _ in told} == {"changed"}
    between = begun(caller)
    running.undo(result.as_json()["import"], actor=OPERATOR, now=NOW)
    assert since(caller, between) == [("resync", "customers", None)]


def test_a_relation_removed_for_good_is_gone(caller: Caller) -> None:
    lin, guo = customer(a_customer("林志遠")), customer(a_customer("郭怡君"))
    made = caller.post(f"/customers/{lin}/relations", {"kind": "spouse", "other": guo}).json()
    cursor = begun(caller)

    caller.send("DELETE", f"/relations/{made['id']}", if_match="*")

    assert ("gone", "relations", made["id"]) in since(caller, cursor)


@pytest.mark.parametrize("cursor", ["bm9wZQ", "x" * 2000, "é"])
def test_a_cursor_of_ones_own_making_is_refused(caller: Caller, cursor: str) -> None:
    refused = caller.get("/changes", after=cursor)

    assert (refused.status_code, refused.json()["code"]) == (422, "cursor_not_understood")


def test_after_a_restore_the_follower_is_sent_back_to_the_beginning(caller: Caller) -> None:
    cursor = begun(caller)
    with connection.cursor() as database:
        database.execute(
            """insert into audit_seal select coalesce(max(number), 0) + 1, 0, 99999999, 0, 0, 0, '',
            now() from audit_seal"""
        )

    refused = caller.get("/changes", after=cursor)

    assert (refused.status_code, refused.json()["code"]) == (409, "changes_lost")


def test_ids_are_all_that_is_told_of_what_is_gone(caller: Caller) -> None:
    lin = a_customer("林志遠")
    cursor = begun(caller)
    parties.delete_customer(party_id=lin, actor=OPERATOR, now=NOW)

    answer = caller.get("/changes", after=cursor)

    assert "林" not in answer.content.decode()
    assert UUID(answer.json()["items"][0]["id"])
