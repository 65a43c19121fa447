"""Placing, returning, paying and cancelling orders, and what a customer spent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from rapport.customers.interactions.models import Entry
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.errors import NotAllowed, NotFound
from rapport.kernel.values import Money
from rapport.operations.commerce import commands as commerce
from rapport.operations.commerce.models import CustomerTotals, Line, Order, Payment
from rapport.operations.commerce.pure import MoreReturnedThanSold, PaymentNotUnderstood, PaysTooMuch
from rapport.operations.commerce.words import NewLine, NewOrder, NewPayment, NewReturn, OrderKind
from tests.makers import DICE, NOW, OPERATOR, a_customer, a_payment, a_product, a_rate, an_order

pytestmark = pytest.mark.django_db
CLERK = Actor(
    kind="user",
    name="Olga",
    user_id=1,
    reach={"parties.view": Reach.ALL, "commerce.view": Reach.ALL},
)


def totals(party_id):
    return CustomerTotals.objects.get(party_id=party_id)


def a_return(original, quantity, *, actor=OPERATOR, now=NOW):
    line = Line.objects.filter(order_id=original).order_by("position").first()
    new = NewReturn(original, ((line.pk, Decimal(quantity)),), now)
    return commerce.record_return(returned=new, actor=actor, now=now, rng=DICE).order_id


def nothing_changed(before):
    return everything() == before


def everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Order, Line, Payment, CustomerTotals)
    ]


def test_an_order_has_a_number_lines_and_a_total():
    lin, cooker = a_customer(), a_product()
    lines = (
        NewLine(Decimal(2), Decimal("1990"), cooker, "Rice cooker"),
        NewLine(Decimal(1), Decimal("0.5550")),
    )
    new = NewOrder(lines, "TWD", NOW, lin, channel="store", store="Xinyi", external_number="A-1")

    placed = commerce.place_order(order=new, actor=OPERATOR, now=NOW, rng=DICE)

    order = Order.objects.get(pk=placed.order_id)
    assert order.number.startswith("SO-")
    assert placed.total == Money(Decimal("3980.56"), "TWD")
    assert (order.total, order.home_total) == (Decimal("3980.56"), Decimal("3980.56"))
    assert list(
        Line.objects.filter(order_id=order.pk)
        .order_by("position")
        .values_list("position", "product_id", "amount")
    ) == [(1, cooker, Decimal("3980.00")), (2, None, Decimal("0.56"))]


def test_placing_an_order_keeps_what_the_customer_spent():
    lin = a_customer()

    an_order(lin, [(1, "1000")], ordered_at=NOW - timedelta(days=400))
    an_order(lin, [(2, "250")], ordered_at=NOW - timedelta(days=3))
    an_order(lin, [(-1, "100")], kind=OrderKind.RETURN)

    kept = totals(lin)
    assert (kept.orders_count, kept.returns_count) == (2, 1)
    assert (kept.net, kept.net_year, kept.currency) == (Decimal(1400), Decimal(400), "TWD")
    assert kept.first_ordered_at == NOW - timedelta(days=400)
    assert kept.last_ordered_at == NOW - timedelta(days=3)


def test_who_may_not_change_orders_places_none():
    lin = a_customer()
    before = everything()

    with pytest.raises(NotAllowed):
        an_order(lin, actor=CLERK)

    assert nothing_changed(before)


def test_an_order_of_a_customer_out_of_reach_is_not_placed():
    lin = a_customer()
    before = everything()
    seller = replace(CLERK, reach={"commerce.change": Reach.ALL, "parties.view": Reach.OWN})

    with pytest.raises(NotFound):
        an_order(lin, actor=seller)

    assert nothing_changed(before)


def test_an_order_without_a_customer_is_for_who_sees_all():
    before = everything()
    seller = replace(CLERK, reach={"commerce.change": Reach.TEAM, "parties.view": Reach.ALL})

    with pytest.raises(NotAllowed):
        an_order(None, actor=seller)

    assert nothing_changed(before)
    assert an_order(None)


def test_an_external_number_is_taken_once_a_source():
    lin = a_customer()
    an_order(lin, source="shop", external_number="536365")
    before = everything()

    with pytest.raises(commerce.OrderNumberTaken):
        an_order(lin, source="shop", external_number="536365")

    assert nothing_changed(before)
    assert an_order(lin, source="erp", external_number="536365")


def test_a_line_with_an_unknown_product_is_refused():
    lin = a_customer()
    before = everything()
    new = NewOrder((NewLine(Decimal(1), Decimal(1), 999_999),), "TWD", NOW, lin)

    with pytest.raises(commerce.ProductUnknown):
        commerce.place_order(order=new, actor=OPERATOR, now=NOW, rng=DICE)

    assert nothing_changed(before)


def test_the_same_request_places_one_order():
    new = NewOrder((NewLine(Decimal(1), Decimal(1)),), "TWD", NOW, a_customer())

    first = commerce.place_order(order=new, actor=OPERATOR, now=NOW, rng=DICE, request_key="k")
    again = commerce.place_order(order=new, actor=OPERATOR, now=NOW, rng=DICE, request_key="k")

    assert first == again
    assert Order.objects.count() == 1


def test_a_return_refers_to_its_original_and_lowers_what_was_spent():
    lin = a_customer()
    sale = an_order(lin, [(3, "100")])

    back = a_return(sale, 2)

    row = Order.objects.get(pk=back)
    assert (row.kind, row.original_id, row.total) == ("return", sale, Decimal(-200))
    assert totals(lin).net == Decimal(100)


def test_no_more_comes_back_than_was_sold():
    sale = an_order(a_customer(), [(3, "100")])
    a_return(sale, 2)
    before = everything()

    with pytest.raises(MoreReturnedThanSold):
        a_return(sale, 2)

    assert nothing_changed(before)


def test_of_a_return_nothing_comes_back():
    back = a_return(an_order(a_customer(), [(3, "100")]), 2)
    before = everything()

    with pytest.raises(commerce.NotASale):
        a_return(back, 1)

    assert nothing_changed(before)


def test_payments_add_up_and_no_more_is_paid_than_is_open():
    sale = an_order(a_customer(), [(1, "100")])
    a_payment(sale, "40")
    before = everything()

    with pytest.raises(PaysTooMuch):
        a_payment(sale, "60.01")

    assert nothing_changed(before)
    a_payment(sale, "60")
    assert Order.objects.get(pk=sale).paid == Decimal(100)


def test_a_payment_in_another_currency_is_refused():
    sale = an_order(a_customer(), [(1, "100")])
    before = everything()
    new = NewPayment(sale, "card", Money(Decimal(1), "USD"), NOW)

    with pytest.raises(PaymentNotUnderstood):
        commerce.record_payment(payment=new, actor=OPERATOR, now=NOW, rng=DICE)

    assert nothing_changed(before)


def test_a_voided_payment_stays_and_no_longer_counts():
    sale = an_order(a_customer(), [(1, "100")])
    paid = a_payment(sale, "40")

    commerce.undo_record_payment(payment_id=paid, actor=OPERATOR, now=NOW)

    assert Order.objects.get(pk=sale).paid == Decimal(0)
    assert Payment.objects.get(pk=paid).voided_at == NOW
    with pytest.raises(commerce.PaymentVoidedAlready):
        commerce.undo_record_payment(payment_id=paid, actor=OPERATOR, now=NOW)


def test_a_cancelled_order_counts_no_more_until_it_is_restored():
    lin = a_customer()
    sale = an_order(lin, [(1, "100")])

    commerce.cancel_order(order_id=sale, actor=OPERATOR, now=NOW)
    assert (totals(lin).net, totals(lin).orders_count) == (Decimal(0), 0)

    commerce.undo_cancel_order(order_id=sale, actor=OPERATOR, now=NOW)
    assert (totals(lin).net, totals(lin).orders_count) == (Decimal(100), 1)


def test_a_paid_or_returned_order_is_not_cancelled():
    paid = an_order(a_customer(), [(1, "100")])
    a_payment(paid, "40")
    returned = an_order(a_customer(), [(1, "100")])
    a_return(returned, 1)
    before = everything()

    with pytest.raises(commerce.OrderIsPaid):
        commerce.cancel_order(order_id=paid, actor=OPERATOR, now=NOW)
    with pytest.raises(commerce.OrderHasReturns):
        commerce.cancel_order(order_id=returned, actor=OPERATOR, now=NOW)

    assert nothing_changed(before)


def test_a_cancelled_return_is_not_restored_over_another_return():
    sale = an_order(a_customer(), [(2, "100")])
    first = a_return(sale, 2)
    commerce.cancel_order(order_id=first, actor=OPERATOR, now=NOW)
    a_return(sale, 1)
    before = everything()

    with pytest.raises(MoreReturnedThanSold):
        commerce.undo_cancel_order(order_id=first, actor=OPERATOR, now=NOW)

    assert nothing_changed(before)


def test_a_cancelled_order_takes_no_payment_return_or_second_cancelling():
    sale = an_order(a_customer(), [(2, "100")])
    commerce.cancel_order(order_id=sale, actor=OPERATOR, now=NOW)
    before = everything()

    with pytest.raises(commerce.OrderCancelledAlready):
        a_payment(sale, "1")
    with pytest.raises(commerce.OrderCancelledAlready):
        a_return(sale, 1)
    with pytest.raises(commerce.OrderCancelledAlready):
        commerce.cancel_order(order_id=sale, actor=OPERATOR, now=NOW)

    assert nothing_changed(before)


def timeline(party_id):
    entries = Entry.objects.filter(party_id=party_id).order_by("id")
    return [(entry.kind, entry.code, entry.figures["amount"]) for entry in entries]


def test_orders_returns_and_payments_are_in_the_customers_timeline_once():
    lin = a_customer()
    sale = an_order(lin, [(3, "100")], channel="web")
    a_payment(sale, "300")
    a_return(sale, 1)

    assert timeline(lin) == [
        ("purchase", "sale", "300.00"),
        ("purchase", "payment", "300.00"),
        ("return", "return", "-100.00"),
    ]


def test_an_order_in_another_currency_counts_at_the_rate_of_its_day():
    lin = a_customer()
    a_rate("USD", "TWD", "31.5")

    an_order(lin, [(1, "10.01")], currency="USD")
    an_order(lin, [(1, "100")])

    kept = totals(lin)
    assert (kept.net, kept.currency, kept.unrated_count) == (Decimal("415.32"), "TWD", 0)
    assert kept.net_by_currency == {"USD": "10.0100", "TWD": "100.0000"}


def test_orders_without_a_rate_count_in_their_own_currency_or_are_counted_apart():
    foreign, mixed = a_customer("A"), a_customer("B")
    an_order(foreign, [(1, "10")], currency="GBP")
    an_order(mixed, [(1, "10")], currency="GBP")
    an_order(mixed, [(1, "100")])

    assert (totals(foreign).net, totals(foreign).currency) == (Decimal(10), "GBP")
    assert (totals(mixed).net, totals(mixed).currency) == (Decimal(100), "TWD")
    assert totals(mixed).unrated_count == 1
