"""What a customer's page and an order's page read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.errors import NotAllowed, NotFound
from rapport.kernel.values import Money
from rapport.kernel.web.cursors import CursorNotUnderstood, write_cursor
from rapport.operations.commerce import commands as commerce
from rapport.operations.commerce import queries
from rapport.operations.commerce.models import Line, Order
from rapport.operations.commerce.words import NewReturn, OrderKind
from tests.makers import DICE, NOW, OPERATOR, a_customer, a_payment, an_order

pytestmark = pytest.mark.django_db
STRANGER = Actor(kind="user", name="Olga", user_id=1, reach={"parties.view": Reach.OWN})


def twd(amount):
    return Money(Decimal(amount), "TWD")


def test_the_orders_of_a_customer_page_by_key():
    lin = a_customer()
    placed = [an_order(lin, ordered_at=NOW) for _ in range(5)]
    an_order(a_customer("B"))

    first = queries.orders_of(lin, actor=OPERATOR, limit=3)
    rest = queries.orders_of(lin, actor=OPERATOR, limit=3, after=first.next)

    assert [row.order_id for row in (*first.orders, *rest.orders)] == placed[::-1]
    assert rest.next is None


def test_a_place_of_another_list_is_refused():
    with pytest.raises(CursorNotUnderstood):
        queries.orders_of(a_customer(), actor=OPERATOR, after=write_cursor(["-name", "v", 1]))


def test_months_begin_in_the_readers_zone_and_empty_ones_are_there():
    lin = a_customer()
    in_november_in_taipei = datetime(2026, 10, 31, 16, 0, tzinfo=UTC)
    an_order(lin, [(1, "100")], ordered_at=in_november_in_taipei)
    an_order(lin, [(-1, "30")], kind=OrderKind.RETURN, ordered_at=NOW)
    an_order(lin, [(1, "7")], ordered_at=in_november_in_taipei - timedelta(microseconds=1))
    an_order(lin, [(1, "9")], ordered_at=datetime(2024, 11, 30, 15, 59, tzinfo=UTC))

    months = queries.months_of(lin, actor=OPERATOR, now=NOW)

    assert len(months) == 24
    assert months[0] == queries.MonthRow(date(2024, 12, 1), Decimal(0), 0)
    assert months[-2:] == (
        queries.MonthRow(date(2026, 10, 1), Decimal(7), 1),
        queries.MonthRow(date(2026, 11, 1), Decimal(70), 1),
    )


def test_totals_are_none_before_the_first_order():
    lin = a_customer()
    assert queries.totals_of(lin, actor=OPERATOR) is None

    an_order(lin, [(1, "100")])

    card = queries.totals_of(lin, actor=OPERATOR)
    assert card is not None
    assert (card.orders_count, card.net, card.by_currency) == (1, twd(100), {"TWD": Decimal(100)})


def test_an_order_page_has_lines_payments_and_returns():
    lin = a_customer()
    sale = an_order(lin, [(2, "100"), (1, "9.95")])
    a_payment(sale, "50")
    line = Line.objects.filter(order_id=sale).order_by("position").first()
    new = NewReturn(sale, ((line.pk, Decimal(1)),), NOW)
    commerce.record_return(returned=new, actor=OPERATOR, now=NOW, rng=DICE)

    page = queries.order_page(Order.objects.get(pk=sale).uid, actor=OPERATOR)

    assert (page.order.total, page.order.paid) == (twd("209.95"), twd(50))
    assert [row.amount for row in page.lines] == [twd(200), twd("9.95")]
    assert [row.amount for row in page.payments] == [twd(50)]
    assert [row.total for row in page.returns] == [twd(-100)]
    assert page.party_name == "林志遠"


def test_an_order_page_takes_few_statements(django_assert_max_num_queries):
    sale = an_order(a_customer(), [(1, "1")] * 40)
    uid = Order.objects.get(pk=sale).uid

    with django_assert_max_num_queries(5):
        queries.order_page(uid, actor=OPERATOR)


def test_what_is_out_of_reach_is_not_found():
    lin = a_customer()
    uid = Order.objects.get(pk=an_order(lin)).uid

    for read in (
        lambda: queries.orders_of(lin, actor=STRANGER),
        lambda: queries.totals_of(lin, actor=STRANGER),
        lambda: queries.months_of(lin, actor=STRANGER, now=NOW),
        lambda: queries.order_page(uid, actor=STRANGER),
    ):
        with pytest.raises(NotFound):
            read()
    sees_customers = replace(STRANGER, reach={"parties.view": Reach.ALL})
    with pytest.raises(NotAllowed):
        queries.totals_of(lin, actor=sees_customers)
