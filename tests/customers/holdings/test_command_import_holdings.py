"""Holdings from a file: with roles, figures and own fields."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from rapport.customers.holdings import commands as holdings
from rapport.customers.holdings.mappings import HoldingsLoader
from rapport.customers.holdings.models import Figure, Holding, Role
from rapport.customers.holdings.words import NewKind
from rapport.kernel.access.words import Reach
from rapport.kernel.errors import NotAllowed
from rapport.kernel.imports import running
from tests.makers import (
    DICE,
    NOW,
    OPERATOR,
    a_balance,
    a_customer,
    a_firm,
    a_holding,
    a_user,
)
from tests.staging import a_stage, taken_in

pytestmark = pytest.mark.django_db
LOADER = HoldingsLoader()
MIDNIGHT = NOW.replace(hour=0, minute=0)


@pytest.fixture(autouse=True)
def firm():
    a_firm()


def a_bank_customer(key, name="林志遠"):
    return a_customer(name, external_ids=[("core", key)])


def rows_of(model, *fields):
    return list(model.objects.order_by("id").values_list(*fields))


def account(**more):
    return {"kind": "account", "number": "001", "holder": "K1", "as_of": MIDNIGHT, **more}


def test_a_joint_account_comes_with_its_roles_and_its_balance():
    lin, guo = a_bank_customer("K1"), a_bank_customer("K2", "郭怡君")
    rows = [
        account(name="Savings", balance=Decimal("120000.50"), from_on=date(2020, 5, 1)),
        account(holder="K2", role="joint_holder"),
        account(number="002", holder="K2", balance=Decimal(7), currency="USD"),
    ]
    rows[1] |= {name: rows[0][name] for name in ("name", "balance", "from_on")}
    stage = a_stage(LOADER, rows, source="core")

    assert taken_in(LOADER, stage) == [("create", None, None)] * 3
    first, second = rows_of(Holding, "id", "number", "name", "source")
    assert first[1:] == ("001", "Savings", "core")
    assert rows_of(Role, "holding_id", "party_id", "part") == [
        (first[0], lin, "holder"),
        (first[0], guo, "joint_holder"),
        (second[0], guo, "holder"),
    ]
    assert rows_of(Figure, "value", "currency", "as_of", "source") == [
        (Decimal("120000.5"), "TWD", MIDNIGHT, "core"),
        (Decimal(7), "USD", MIDNIGHT, "core"),
    ]
    assert [(row[1], row[2]) for row in stage.recorded] == [(first[0], None), (second[0], None)]


def test_the_same_file_again_changes_nothing():
    a_bank_customer("K1")
    rows = [account(balance=Decimal(5), name="Savings")]
    taken_in(LOADER, a_stage(LOADER, rows, source="core"))
    before = [rows_of(model) for model in (Holding, Role, Figure)]

    again = a_stage(LOADER, rows, number=2, source="core")

    assert taken_in(LOADER, again) == [("unchanged", None, None)]
    assert [rows_of(model) for model in (Holding, Role, Figure)] == before


def test_a_newer_feed_changes_the_figure_and_remembers_the_one_before():
    lin, guo = a_bank_customer("K1"), a_bank_customer("K2", "郭怡君")
    taken_in(LOADER, a_stage(LOADER, [account(balance=Decimal(5))], source="core"))
    newer = account(balance=Decimal(9), as_of=NOW, status="blocked")
    stage = a_stage(
        LOADER, [newer, newer | {"holder": "K2", "role": "driver"}], number=2, source="core"
    )

    assert taken_in(LOADER, stage) == [("update", None, None)] * 2
    ((holding_id, version, status),) = rows_of(Holding, "id", "version", "status")
    assert (version, status) == (2, "blocked")
    assert rows_of(Figure, "value", "as_of") == [(Decimal(9), NOW)]
    assert rows_of(Role, "party_id", "part") == [(lin, "holder"), (guo, "driver")]
    ((entity, row_id, before, after),) = stage.recorded
    assert (entity, row_id) == ("holdings.holding", holding_id)
    before, after = json.loads(before), json.loads(after)
    assert before["status"] == "active"
    assert before["balance"]["was"]["value"] == 5
    assert before["roles"] == [{"party": guo, "part": "driver"}]
    assert after == {"status": "blocked", "version": 2}

    holdings.put_back_parts([(holding_id, before)], now=NOW)

    assert rows_of(Figure, "value", "as_of") == [(Decimal(5), MIDNIGHT)]
    assert rows_of(Role, "party_id", "part") == [(lin, "holder")]


def imported(tmp_path, text):
    """Take a file in as the command line does."""
    path = tmp_path / "holdings.csv"
    path.write_text(text)
    return running.run_import(path, "holdings", actor=OPERATOR, now=NOW)


FILE = """kind,number,customer,role,balance,currency,as of,product,source
account,001,K1,,120000.50,TWD,2026-11-20 00:00,Savings,core
account,001,K2,joint holder,120000.50,TWD,2026-11-20 00:00,Savings,core
card,4000,K1,,1234.50,TWD,2026-11-20 00:00,Gold card,core
"""


@pytest.mark.django_db(transaction=True)
def test_a_file_is_taken_in_and_taken_back(tmp_path):
    a_bank_customer("K1")
    guo = a_bank_customer("K2", "郭怡君")
    first = imported(tmp_path, FILE)
    before = [rows_of(Role), rows_of(Figure, "holding_id", "name", "value", "as_of")]
    newer = FILE.replace("2026-11-20 00:00", "2026-11-20 12:00").replace("120000.50", "9")

    second = imported(
        tmp_path,
        newer + "card,4000,K2,authorised user,1234.50,TWD,2026-11-20 12:00,Gold card,core\n",
    )

    assert first.card.counts["created"] == 3
    assert second.card.counts["updated"] == 3
    assert (guo, "authorised_user") in rows_of(Role, "party_id", "part")
    undone = running.undo(str(second.card.id), actor=OPERATOR, now=NOW)
    assert (undone.taken_back, undone.kept) == (2, 0)
    assert [rows_of(Role), rows_of(Figure, "holding_id", "name", "value", "as_of")] == before
    assert rows_of(Holding, "version") == [(3,), (3,)]


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_taken_back_leaves_nothing(tmp_path):
    a_bank_customer("K1")
    a_bank_customer("K2", "郭怡君")
    first = imported(tmp_path, FILE)

    undone = running.undo(str(first.card.id), actor=OPERATOR, now=NOW)

    assert (undone.taken_back, undone.kept) == (2, 0)
    assert [rows_of(model) for model in (Holding, Role, Figure)] == [[], [], []]


def test_an_older_figure_or_one_of_another_hand_leaves_the_line_out():
    lin = a_bank_customer("K1")
    a_balance(a_holding(lin, number="001"), "5", as_of=NOW - timedelta(hours=1))
    rows = [account(balance=Decimal(9), as_of=NOW - timedelta(hours=2))]

    assert taken_in(LOADER, a_stage(LOADER, rows, source="core")) == [
        ("skip", "figure_older", "as_of")
    ]
    assert rows_of(Figure, "value") == [(Decimal(5),)]


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"kind": "yacht"}, ("kind_unknown", "kind")),
        ({"holder": None}, ("blank", "holder")),
        ({"holder": "K9"}, ("not_found", "holder")),
        ({"from_on": date(2026, 2, 1), "until_on": date(2026, 1, 1)}, ("ends_before", "until_on")),
        ({"as_of": NOW + timedelta(hours=1)}, ("as_of_ahead", "as_of")),
        ({"balance": Decimal(1), "currency": "XXX"}, ("currency_unknown", "currency")),
        ({"mileage": Decimal(1)}, ("no_figure", "mileage")),
        ({"balance": Decimal("1.005"), "currency": "USD"}, ("too_fine", "balance")),
        ({"own": json.dumps({"plate": "A"})}, ("own_field", "own")),
    ],
)
def test_a_line_that_cannot_be_is_left_out_with_its_reason(more, fault):
    a_bank_customer("K1")

    found = taken_in(LOADER, a_stage(LOADER, [account(**more)], source="core"))

    assert found == [("fail", *fault)]
    assert not Holding.objects.exists()


def test_repeats_and_contradictions_inside_the_file_are_left_out():
    a_bank_customer("K1")
    rows = [
        account(name="Savings"),
        account(name="Savings"),
        account(name="Current", role="driver"),
    ]

    assert taken_in(LOADER, a_stage(LOADER, rows)) == [
        ("create", None, None),
        ("skip", "repeat", "number"),
        ("fail", "key_twice", "number"),
    ]


def test_own_fields_are_held_to_the_kind():
    a_bank_customer("K1")
    schema = {"properties": {"plate": {"type": "string"}}}
    new = NewKind("car", "Car", own_fields=schema)
    holdings.create_kind(kind=new, actor=OPERATOR, now=NOW, rng=DICE)
    row = account(kind="car", own=json.dumps({"plate": " ABC-1234 "}))

    assert taken_in(LOADER, a_stage(LOADER, [row])) == [("create", None, None)]
    assert rows_of(Holding, "own") == [({"plate": "ABC-1234"},)]


def test_what_another_source_keeps_is_left_alone():
    lin = a_bank_customer("K1")
    a_holding(lin, number="001", source="cards")

    assert taken_in(LOADER, a_stage(LOADER, [account(name="X")], source="core")) == [
        ("fail", "kept_by_source", "source")
    ]


def test_customers_and_holdings_out_of_reach_are_left_alone():
    a_bank_customer("K1")
    own = a_user("Olga", reach=Reach.OWN)
    stage = a_stage(LOADER, [account(name="X")])

    LOADER.judge(stage, actor=own, now=NOW)

    assert stage.rows("select fate, fault from {stage}") == [("fail", "out_of_reach")]


def test_who_may_not_see_amounts_takes_none_in():
    adviser = a_user("Olga", grants={"holdings.change": Reach.ALL, "parties.view": Reach.ALL})
    stage = a_stage(LOADER, [account(balance=Decimal(1))])

    with pytest.raises(NotAllowed):
        LOADER.judge(stage, actor=adviser, now=NOW)

    assert stage.rows("select fate from {stage}") == [(None,)]


def test_a_thousand_lines_take_as_many_statements_as_ten(django_assert_max_num_queries):
    a_bank_customer("K1")
    rows = [account(number=f"{at:04}", balance=Decimal(at)) for at in range(1000)]
    stage = a_stage(LOADER, rows, source="core")

    with django_assert_max_num_queries(25):
        taken_in(LOADER, stage)

    assert Holding.objects.count() == 1000
    with connection.cursor() as cursor:
        cursor.execute("select sum(value) from holdings_figure")
        assert cursor.fetchone()[0] == Decimal(499500)
