"""What a timeline says of orders and payments."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from rapport.customers.interactions import queries as interactions
from rapport.customers.parties.models import Party
from rapport.kernel.access.words import Reach
from rapport.operations.commerce import commands as commerce
from rapport.operations.commerce.models import Order
from tests.makers import NOW, OPERATOR, a_customer, a_payment, a_user, an_order

pytestmark = pytest.mark.django_db
HUNDRED = "NT$\N{NO-BREAK SPACE}100"


@pytest.fixture(autouse=True)
def addresses_are_loaded():
    """The first address of a process takes longer than a question may."""
    reverse("desk:orders")


def cards(party_id, actor):
    with translation.override("en"):
        page = interactions.timeline(Party.objects.get(pk=party_id).uid, actor=actor, now=NOW)
    assert page.missing == ()
    return [entry.card for entry in page.entries if entry.entity.startswith("commerce.")]


def test_orders_and_payments_say_what_they_were():
    lin = a_customer()
    order = an_order(lin, [(2, "10")] * 5)
    row = Order.objects.get(pk=order)
    a_payment(order, "100")

    payment, sale = cards(lin, OPERATOR)

    assert (sale.title, sale.amount) == (f"Order {row.number}", HUNDRED)
    assert sale.url == payment.url == f"/orders/{row.uid}"
    assert (payment.title, payment.amount) == (f"Payment for {row.number}", HUNDRED)


def test_a_cancelled_order_says_so():
    lin = a_customer()
    order = an_order(lin)
    commerce.cancel_order(order_id=order, actor=OPERATOR, now=NOW)

    (card,) = cards(lin, OPERATOR)

    assert card.marks == (("Cancelled", "bad"),)


def test_who_may_not_see_orders_is_told_nothing():
    lin = a_customer()
    an_order(lin)
    grants = {"parties.view": Reach.ALL, "interactions.view": Reach.ALL}

    assert cards(lin, a_user("Olga", grants=grants)) == []
