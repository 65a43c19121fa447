"""What customers spent; the table is the worked example of docs/algorithms/customer-totals.md."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from rapport.operations.commerce import commands as commerce
from rapport.operations.commerce.models import CustomerTotals, Order
from rapport.operations.commerce.words import OrderKind
from tests.algorithm_pages import examples
from tests.makers import NOW, OPERATOR, a_customer, a_rate, an_order

pytestmark = pytest.mark.django_db
PAGE = "customer-totals"
TAIPEI = ZoneInfo("Asia/Taipei")


def place(party_id, row):
    day = date.fromisoformat(row["ordered on"])
    order_id = an_order(
        party_id,
        [(1, row["total"])],
        currency=row["currency"],
        kind=OrderKind(row["kind"]),
        ordered_at=datetime.combine(day, time(12), TAIPEI),
    )
    if row["status"] == "cancelled":
        commerce.cancel_order(order_id=order_id, actor=OPERATOR, now=NOW)


def shown(totals):
    days = (totals.first_ordered_at, totals.last_ordered_at)
    return {
        "orders": str(totals.orders_count),
        "returns": str(totals.returns_count),
        "net": f"{totals.net:.2f}",
        "net of twelve months": f"{totals.net_year:.2f}",
        "currency": totals.currency,
        "without a rate": str(totals.unrated_count),
        "first order": days[0].astimezone(TAIPEI).date().isoformat(),
        "last order": days[1].astimezone(TAIPEI).date().isoformat(),
    }


def test_the_worked_example():
    a_rate("USD", "TWD", "31.5")
    orders = examples(PAGE, "Worked example")
    customers = {name: a_customer(name) for name in dict.fromkeys(r["customer"] for r in orders)}
    for row in orders:
        place(customers[row["customer"]], row)

    for row in examples(PAGE, "Totals of the example"):
        name = row.pop("customer")
        assert shown(CustomerTotals.objects.get(party_id=customers[name])) == row


def test_counting_again_gives_the_same():
    lin = a_customer()
    for day in range(3):
        an_order(lin, [(1, "10")], ordered_at=NOW - timedelta(days=day))
    before = list(CustomerTotals.objects.values())

    commerce.refresh_totals([lin], now=NOW)

    assert list(CustomerTotals.objects.values()) == before


def test_an_order_leaves_the_twelve_months_by_itself():
    old, fresh = a_customer("A"), a_customer("B")
    an_order(old, [(1, "10")], ordered_at=NOW - timedelta(days=364))
    an_order(fresh, [(1, "10")])
    later = NOW + timedelta(days=2)

    assert commerce.refresh_aged_totals(now=later) == 1

    assert CustomerTotals.objects.get(party_id=old).net_year == 0
    assert CustomerTotals.objects.get(party_id=old).net == 10
    assert commerce.refresh_aged_totals(now=later) == 0


def test_an_order_is_counted_at_home_once_its_day_has_a_rate():
    maria = a_customer("Maria")
    order = an_order(maria, [(1, "40")], currency="GBP")
    an_order(maria, [(1, "100")])
    assert commerce.rate_orders(now=NOW) == 0

    a_rate("GBP", "TWD", "42.5")

    assert commerce.rate_orders(now=NOW) == 1
    assert Order.objects.get(pk=order).home_total == Decimal(1700)
    assert CustomerTotals.objects.get(party_id=maria).net == Decimal(1800)
    assert commerce.rate_orders(now=NOW) == 0


def test_many_customers_take_as_many_statements_as_one(django_assert_max_num_queries):
    customers = [a_customer(f"C{at}") for at in range(30)]
    for customer in customers:
        an_order(customer, [(1, "10")])

    with django_assert_max_num_queries(3):
        assert commerce.refresh_totals(customers, now=NOW) == 30
