"""Orders, lines and payments in lists, and what customers spent, through the list engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import entity
from rapport.kernel.errors import NotFound
from rapport.kernel.filters.tree import Some, Test
from rapport.kernel.views import engine
from rapport.kernel.views.figures import totals
from rapport.kernel.views.listing import Listing
from tests.makers import NOW, OPERATOR, a_customer, a_payment, a_user, an_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Actor:
    """A salesman who sees his own customers and all of their orders."""
    return a_user("陳柏宇", grants={"parties.view": Reach.OWN, "commerce.view": Reach.ALL})


def rows(name, actor, **asked):
    return engine.page(Listing(entity(name), actor, **asked), now=NOW).rows


def test_orders_come_newest_first_and_page_by_key(seller):
    lin = a_customer(owner=seller)
    placed = [an_order(lin, ordered_at=NOW - timedelta(days=day)) for day in range(5)]

    first = engine.page(Listing(entity("commerce.order"), seller, limit=3), now=NOW)
    rest = engine.page(
        Listing(entity("commerce.order"), seller, limit=3, after=first.next), now=NOW
    )

    assert [row["key"] for row in (*first.rows, *rest.rows)] == placed
    assert first.rows[0]["party__shows"] == "林志遠"
    assert rest.next is None


def test_orders_lines_and_payments_are_seen_as_far_as_the_customer_is(seller):
    mine, other = a_customer(owner=seller), a_customer("江雨潔")
    for party in (mine, other, None):
        a_payment(an_order(party), "1990")

    for name in ("commerce.order", "commerce.order_line", "commerce.payment"):
        assert len(rows(name, seller)) == 1, name
        assert len(rows(name, OPERATOR)) == 3, name


def test_who_reaches_his_own_orders_sees_no_others_though_he_sees_all_customers(seller):
    mine, other = a_customer(owner=seller), a_customer("江雨潔")
    own_orders = replace(seller, reach={"parties.view": Reach.ALL, "commerce.view": Reach.OWN})
    for party in (mine, other, None):
        a_payment(an_order(party), "1990")

    for name in ("commerce.order", "commerce.order_line", "commerce.payment"):
        assert len(rows(name, own_orders)) == 1, name


def test_an_order_without_a_customer_is_seen_by_who_sees_all(seller):
    an_order(None)

    assert rows("commerce.order", seller) == []
    everybody = replace(seller, reach={"parties.view": Reach.ALL, "commerce.view": Reach.ALL})
    assert len(rows("commerce.order", everybody)) == 1


def test_a_line_is_named_by_an_id_of_its_own():
    an_order(a_customer(), [(2, "10.5")])
    (line,) = rows("commerce.order_line", OPERATOR)

    found = engine.row("commerce.order_line", line["id"], actor=OPERATOR, now=NOW)

    assert (found["quantity"], found["amount"]) == (Decimal(2), Decimal(21))
    assert found["amount__currency"] == "TWD"


def test_customers_are_sorted_by_what_they_spent():
    small, big, none = a_customer("A"), a_customer("B"), a_customer("C")
    an_order(small, [(1, "10")])
    an_order(big, [(1, "500")])

    by_net = rows(
        "parties.party", OPERATOR, columns=("net_spent", "orders_count"), sort="-net_spent"
    )

    assert [row["key"] for row in by_net] == [big, small, none]
    assert [row["net_spent"] for row in by_net] == [Decimal(500), Decimal(10), None]
    assert by_net[0]["net_spent__currency"] == "TWD"


def test_customers_are_filtered_by_what_they_spent_and_ordered():
    small, big = a_customer("A"), a_customer("B")
    an_order(small, [(1, "10")])
    an_order(big, [(1, "500")], channel="web")

    spent = Test("net_spent", "over", "100")
    by_web = Some("orders", Test("channel", "is", "web"))

    assert [row["key"] for row in rows("parties.party", OPERATOR, where=spent)] == [big]
    assert [row["key"] for row in rows("parties.party", OPERATOR, where=by_web)] == [big]


def test_totals_of_orders_are_by_currency():
    lin = a_customer()
    an_order(lin, [(1, "100")])
    an_order(lin, [(1, "30")])
    an_order(lin, [(1, "5.50")], currency="USD")

    found = totals(Listing(entity("commerce.order"), OPERATOR, columns=("total",)), now=NOW)

    assert [(total.currency, total.value) for total in found] == [
        ("TWD", Decimal(130)),
        ("USD", Decimal("5.50")),
    ]


def test_an_order_out_of_reach_is_not_found(seller):
    an_order(a_customer("江雨潔"))
    (order,) = rows("commerce.order", OPERATOR)

    with pytest.raises(NotFound):
        engine.row("commerce.order", order["id"], actor=seller, now=NOW)


def test_orders_are_found_by_numbers_and_by_customers():
    lin = a_customer("林志遠")
    first = an_order(lin, source="shop", external_number="A_100%")
    other = an_order(a_customer("江雨潔"), source="shop", external_number="AX100X")
    number = engine.page(Listing(entity("commerce.order"), OPERATOR), now=NOW).rows[0]["number"]

    def found(text):
        return {row["key"] for row in rows("commerce.order", OPERATOR, search=text)}

    assert found("林志遠") == {first}
    assert found("A_1") == {first}
    assert found(number.lower()) == {other}
    assert found("A") == {first, other}
