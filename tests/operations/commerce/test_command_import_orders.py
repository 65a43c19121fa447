"""Orders from a file of their lines: an order as a whole or not at all."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from rapport.customers.interactions.models import Entry
from rapport.kernel.access.words import Reach
from rapport.kernel.imports import running
from rapport.kernel.imports.commands.judge_import import FORGET
from rapport.operations.commerce.mappings.orders import OrdersLoader
from rapport.operations.commerce.models import CustomerTotals, Line, Order
from tests.makers import NOW, OPERATOR, a_customer, a_product, a_rate, a_user, an_order
from tests.staging import a_stage, taken_in

pytestmark = pytest.mark.django_db
LOADER = OrdersLoader()
BY = {"actor": OPERATOR, "now": NOW}


def line(number="A-1", quantity="1", price="10", **more):
    return {
        "number": number,
        "ordered_at": NOW,
        "quantity": Decimal(quantity),
        "price": Decimal(price),
        **more,
    }


def orders():
    return list(
        Order.objects.order_by("id").values_list("external_number", "kind", "total", "currency")
    )


def test_lines_of_a_number_become_one_order_with_its_total():
    lin, cooker = a_customer(external_ids=[("shop", "K1")]), a_product("SH-100")
    a_rate("USD", "TWD", "31.5")
    rows = [
        line(customer="K1", product_code="sh-100", quantity="2", price="0.3350", currency="USD"),
        line(customer="K1", description="Freight", price="1", currency="USD"),
        line("C-1", customer="K1", quantity="-1", price="5"),
        line("A-2", price="7"),
    ]

    found = taken_in(LOADER, a_stage(LOADER, rows, source="shop"))

    assert found == [("create", None, None)] * 4
    assert orders() == [
        ("A-1", "sale", Decimal("1.67"), "USD"),
        ("C-1", "return", Decimal(-5), "TWD"),
        ("A-2", "sale", Decimal(7), "TWD"),
    ]
    first = Order.objects.get(external_number="A-1")
    assert (first.party_id, first.home_total, first.batch_id) == (lin, Decimal("52.61"), 1)
    assert list(
        Line.objects.filter(order_id=first.pk)
        .order_by("position")
        .values_list("position", "product_id", "amount")
    ) == [(1, cooker, Decimal("0.67")), (2, None, Decimal(1))]
    totals = CustomerTotals.objects.get(party_id=lin)
    assert (totals.orders_count, totals.returns_count, totals.net) == (1, 1, Decimal("47.61"))
    assert Entry.objects.filter(party_id=lin).count() == 2


def test_the_same_file_again_changes_nothing_and_another_one_is_left_out():
    taken_in(LOADER, a_stage(LOADER, [line(), line(price="2")]))
    before = orders()

    same = taken_in(LOADER, a_stage(LOADER, [line(), line(price="2")], number=2))
    other = taken_in(LOADER, a_stage(LOADER, [line(), line(price="3")], number=3))

    assert same == [("unchanged", None, None)] * 2
    assert other == [("skip", "order_differs", "number")] * 2
    assert orders() == before


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([line(customer="K9")], ("not_found", "customer")),
        ([line(customer="K1"), line()], ("heads_differ", "number")),
        ([line(), line(currency="USD")], ("heads_differ", "number")),
        ([line(), line(product_code="?")], ("not_found", "product_code")),
        ([line(), line(quantity="0")], ("nothing", "quantity")),
        ([line(currency="XXX")], ("currency_unknown", "currency")),
        ([line(kind="sale", quantity="-1")], ("sign", "quantity")),
    ],
)
def test_an_order_with_a_fault_is_left_out_whole(rows, fault):
    a_customer(external_ids=[("shop", "K1")])

    found = taken_in(LOADER, a_stage(LOADER, [*rows, line("good")]))

    assert found == [*[("fail", *fault)] * len(rows), ("create", None, None)]
    assert [number for number, *_ in orders()] == ["good"]


def test_an_order_may_come_with_its_total_alone():
    lin = a_customer(external_ids=[("shop", "K1")])
    rows = [
        {"number": "A-1", "ordered_at": NOW, "customer": "K1", "total": Decimal("12.5")},
        {"number": "C-1", "ordered_at": NOW, "total": Decimal(-3), "external_number": "X-9"},
        {"number": "A-2", "ordered_at": NOW, "quantity": Decimal(2)},
    ]

    found = taken_in(LOADER, a_stage(LOADER, rows))
    again = taken_in(LOADER, a_stage(LOADER, rows, number=2))

    assert found == [*[("create", None, None)] * 2, ("fail", "blank", "price")]
    assert again[:2] == [("unchanged", None, None)] * 2
    assert orders() == [
        ("A-1", "sale", Decimal("12.5"), "TWD"),
        ("X-9", "return", Decimal(-3), "TWD"),
    ]
    assert list(Line.objects.order_by("id").values_list("quantity", "price", "amount")) == [
        (1, Decimal("12.5"), Decimal("12.5")),
        (-1, Decimal(3), Decimal(-3)),
    ]
    assert CustomerTotals.objects.get(party_id=lin).net == Decimal("12.5")


def test_customers_out_of_reach_and_none_are_for_who_sees_all():
    a_customer(external_ids=[("shop", "K1")])
    own = a_user("Olga", reach=Reach.OWN)
    stage = a_stage(LOADER, [line(customer="K1"), line("A-2")])

    LOADER.judge(stage, actor=own, now=NOW)

    assert stage.rows("select fate, fault from {stage} order by line") == [
        ("fail", "out_of_reach"),
        ("fail", "out_of_reach"),
    ]


def test_a_thousand_orders_take_few_statements(django_assert_max_num_queries):
    a_customer(external_ids=[("shop", "K1")])
    rows = [line(f"A-{at // 3}", customer="K1") for at in range(3000)]
    stage = a_stage(LOADER, rows)

    with django_assert_max_num_queries(40):
        taken_in(LOADER, stage)

    assert (Order.objects.count(), Line.objects.count()) == (1000, 3000)


@pytest.mark.django_db(transaction=True)
def test_a_file_is_taken_in_and_taken_back(tmp_path):
    lin = a_customer(external_ids=[("shop", "K1")])
    an_order(lin, [(1, "100")])
    path = tmp_path / "orders.csv"
    path.write_text(
        "order number,order date,customer,qty,unit price,item\n"
        "A-1,2026-11-19 10:00,K1,2,10.5,Lamp\nA-1,2026-11-19 10:00,K1,x,1,Bulb\n"
        "A-2,2026-11-19 11:00,K1,1,30,Rug\n"
    )

    taken = running.run_import(path, "orders", actor=OPERATOR, now=NOW)

    assert taken.card.entities["orders"]["created"] == 1
    assert (taken.card.counts["created"], taken.card.counts["failed"]) == (1, 2)
    assert CustomerTotals.objects.get(party_id=lin).net == Decimal(130)
    path.write_text(
        "order,ordered_at,product_code,description,quantity,price,position\n"
        f"{Order.objects.first().number},{NOW.isoformat()},,,1,100,1\n"
    )
    same = running.run_import(path, "orders", actor=OPERATOR, now=NOW)
    assert same.card.counts["unchanged"] == 1
    undone = running.undo(str(taken.card.id), actor=OPERATOR, now=NOW)
    assert (undone.taken_back, undone.kept) == (1, 0)
    assert (Order.objects.count(), Line.objects.count()) == (1, 1)
    assert CustomerTotals.objects.get(party_id=lin).net == Decimal(100)
    assert Entry.objects.filter(party_id=lin).count() == 1


def test_an_import_killed_before_its_end_counts_the_customers_of_what_it_wrote_before():
    lin = a_customer(external_ids=[("shop", "K1")])
    stage = a_stage(LOADER, [line(customer="K1", price="7")], source="shop")
    LOADER.judge(stage, **BY)
    for window in LOADER.windows(stage):
        LOADER.apply(stage, window, **BY)

    stage.run(FORGET)  # as the kernel does before it judges again
    again = taken_in(LOADER, stage)

    assert again == [("unchanged", None, None)]
    totals = CustomerTotals.objects.get(party_id=lin)
    assert (totals.orders_count, totals.net) == (1, Decimal(7))


def test_returns_find_their_sales_in_a_file_of_thousands_within_seconds():
    few, many = range(1500), range(1500, 4000)
    back = [line(f"SO-{n + 9000}", "-1", original=f"SO-{n}", external_number=None) for n in few]
    sales = [line(f"SO-{n}", external_number=None) for n in (*few, *many)]
    stage = a_stage(LOADER, sales + back)
    began = time.perf_counter()

    taken_in(LOADER, stage)

    assert time.perf_counter() - began < 20
    found = Order.objects.filter(kind="return").order_by("id").values_list("original__number")
    assert [number for (number,) in found] == [f"SO-{n}" for n in few]
