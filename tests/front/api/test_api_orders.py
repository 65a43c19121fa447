"""Products, orders, returns and payments by the interface, and the timeline they enter."""

from __future__ import annotations

from typing import Any

import pytest

from rapport.kernel.access.words import Reach
from tests.front.api.caller import ROOT, Caller
from tests.makers import a_customer, a_user

pytestmark = pytest.mark.django_db
AT = "2026-11-20T07:40:00Z"
PAYMENT = {"amount": {"amount": "3980", "currency": "TWD"}, "method": "card", "paid_at": AT}


@pytest.fixture
def caller() -> Caller:
    return Caller(a_user("歐佳玲"))


@pytest.fixture
def lin(caller: Caller) -> str:
    a_customer("林志遠")
    return str(caller.get("/customers").json()["items"][0]["id"])


def a_sale(caller: Caller, buyer: str, **more: Any) -> Any:
    body = {
        "customer": buyer,
        "lines": [{"quantity": "2", "price": "1990", "description": "Rice cooker"}],
        "currency": "TWD",
        "ordered_at": AT,
        **more,
    }
    return caller.post("/orders", body)


def test_a_product_is_entered_and_changed(caller: Caller) -> None:
    body = {"code": "SH-100", "name": "Rice cooker"}
    price = {"amount": "1990", "currency": "TWD"}
    made = caller.post("/products", {**body, "list_price": price}, idempotency_key="p")
    place = made["Location"].removeprefix(ROOT)

    again = caller.post("/products", {**body, "list_price": price}, idempotency_key="p")
    taken = caller.post("/products", {**body, "code": "sh-100"})
    changed = caller.send("PATCH", place, {"list_price": None}, if_match='"1"')
    stale = caller.send("PATCH", place, {"name": "x"}, if_match='"1"')
    without = caller.send("PATCH", place, {"name": "x"})

    assert made.status_code == 201 and again.json() == made.json()
    assert made.json()["list_price"] == {"amount": "1990.00", "currency": "TWD"}
    assert (taken.status_code, taken.json()["code"]) == (409, "product_code_taken")
    assert (changed.status_code, changed.json()["list_price"]) == (200, None)
    assert (stale.status_code, without.status_code) == (412, 428)


@pytest.mark.parametrize(
    "price",
    [
        {"amount": "1.23456", "currency": "TWD"},
        {"amount": "-1", "currency": "TWD"},
        {"amount": 1990, "currency": "TWD"},
        {"amount": "1e3", "currency": "TWD"},
        {"amount": "NaN", "currency": "TWD"},
        {"amount": "1", "currency": "ZZZ"},
        {"amount": "1"},
        "1990",
    ],
)
def test_what_is_no_price_is_refused(caller: Caller, price: Any) -> None:
    answer = caller.post("/products", {"code": "SH-100", "name": "x", "list_price": price})

    assert answer.status_code == 422
    assert caller.get("/products/count").json()["count"] == 0


def test_an_order_is_placed_paid_returned_and_cancelled(caller: Caller, lin: str) -> None:
    product = caller.post("/products", {"code": "SH-100", "name": "Rice cooker"}).json()["id"]
    line = {"quantity": "2", "price": "1990", "product": product}
    made = a_sale(caller, lin, lines=[line])
    place = made["Location"].removeprefix(ROOT)

    paid = caller.post(f"{place}/payments", PAYMENT)
    paid_again = caller.post(f"{place}/payments", PAYMENT)
    back = {"lines": [{"position": 1, "quantity": "1"}], "returned_at": AT}
    returned = caller.post(f"{place}/returns", back)
    too_much = caller.post(
        f"{place}/returns", {**back, "lines": [{"position": 1, "quantity": "2"}]}
    )
    is_paid = caller.post(f"{place}/cancellation")
    voided = caller.post(f"/payments/{paid.json()['id']}/voiding")
    has_returns = caller.post(f"{place}/cancellation")

    assert made.status_code == 201 and made.json()["total"]["amount"] == "3980.00"
    assert caller.get(f"{place}/lines").json()["items"][0]["product"]["id"] == product
    assert paid.status_code == 201
    assert (paid_again.status_code, paid_again.json()["code"]) == (409, "pays_too_much")
    assert returned.status_code == 201 and returned.json()["original"]["id"] == made.json()["id"]
    assert too_much.json()["code"] == "more_returned_than_sold"
    assert [item["id"] for item in caller.get(f"{place}/returns").json()["items"]] == [
        returned.json()["id"]
    ]
    assert is_paid.json()["code"] == "order_is_paid"
    assert voided.status_code == 200 and voided.json()["voided_at"]
    assert len(caller.get(f"{place}/payments").json()["items"]) == 1
    assert has_returns.json()["code"] == "order_has_returns"


def test_a_cancellation_is_taken_back(caller: Caller, lin: str) -> None:
    place = a_sale(caller, lin)["Location"].removeprefix(ROOT) + "/cancellation"

    cancelled = caller.post(place)
    twice = caller.post(place)
    back = caller.send("DELETE", place)
    not_cancelled = caller.send("DELETE", place)

    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert (twice.status_code, twice.json()["code"]) == (409, "order_cancelled_already")
    assert (back.status_code, back.json()["status"]) == (200, "placed")
    assert (not_cancelled.status_code, not_cancelled.json()["code"]) == (
        409,
        "order_not_cancelled",
    )


def test_orders_returns_and_payments_may_be_repeated(caller: Caller, lin: str) -> None:
    body = {"customer": lin, "lines": [{"quantity": "1", "price": "5"}], "currency": "TWD"}
    body["ordered_at"] = AT
    first = caller.post("/orders", body, idempotency_key="o")
    again = caller.post("/orders", body, idempotency_key="o")
    other = caller.post("/orders", {**body, "store": "A"}, idempotency_key="o")
    pay = f"/orders/{first.json()['id']}/payments"
    payment = {**PAYMENT, "amount": {"amount": "1", "currency": "TWD"}}

    paid = [caller.post(pay, payment, idempotency_key="p").json()["id"] for _ in range(2)]

    assert first.json() == again.json()
    assert other.status_code == 409
    assert paid[0] == paid[1]
    assert caller.get("/payments/count").json()["count"] == 1


@pytest.mark.parametrize(
    "more",
    [
        {"lines": []},
        {"lines": [{"quantity": "0", "price": "1"}]},
        {"lines": [{"quantity": "1", "price": "0.00001"}]},
        {"lines": [{"quantity": 1, "price": "1"}]},
        {"lines": [{"quantity": "-1", "price": "1"}]},
        {"lines": [{"quantity": "1", "price": "1"}] * 1001},
        {"currency": "ZZZ"},
        {"ordered_at": "2026-11-20T07:40:00"},
        {"ordered_at": "0001-01-01T00:00:00Z"},
        {"ordered_at": 1_763_000_000},
        {"channel": "a\x00"},
        {"channel": "x" * 41},
        {"kind": "gift"},
        {"customer": "0199e0b0-0000-7000-8000-000000000000"},
        {
            "lines": [
                {
                    "quantity": "1",
                    "price": "1",
                    "product": "0199e0b0-0000-7000-8000-000000000000",
                }
            ]
        },
    ],
)
def test_what_cannot_be_an_order_is_refused(caller: Caller, lin: str, more: Any) -> None:
    assert a_sale(caller, lin, **more).status_code == 422
    assert caller.get("/orders/count").json()["count"] == 0


def test_orders_of_others_are_neither_seen_nor_touched(caller: Caller, lin: str) -> None:
    place = a_sale(caller, lin)["Location"].removeprefix(ROOT)
    stranger = Caller(a_user("Omar", reach=Reach.OWN))

    answers = [
        stranger.get(place),
        stranger.get(f"{place}/lines"),
        stranger.get(f"{place}/payments"),
        stranger.post(f"{place}/payments", PAYMENT),
        stranger.post(f"{place}/cancellation"),
        stranger.send("DELETE", f"{place}/cancellation"),
        stranger.post(
            f"{place}/returns", {"lines": [{"position": 1, "quantity": "1"}], "returned_at": AT}
        ),
    ]

    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert stranger.get("/orders").json()["items"] == []


def test_an_order_enters_the_customers_timeline(caller: Caller, lin: str) -> None:
    made = a_sale(caller, lin).json()

    page = caller.get(f"/customers/{lin}/timeline", kinds="purchase").json()
    calls = caller.get(f"/customers/{lin}/timeline", kinds="call").json()

    (touch,) = page["items"]
    assert touch["about"]["resource"] == "orders" and touch["about"]["id"] == made["id"]
    assert touch["figures"]["amount"] == "3980.00"
    assert touch["card"]["title"].endswith(made["number"])
    assert (page["next"], page["missing"], calls["items"]) == (None, [], [])


def test_a_timeline_is_paged_and_refuses_what_it_cannot_read(caller: Caller, lin: str) -> None:
    for _ in range(3):
        a_sale(caller, lin)
    timeline = f"/customers/{lin}/timeline"

    first = caller.get(timeline, limit=2).json()
    second = caller.get(timeline, limit=2, after=first["next"]).json()

    assert len(first["items"]) == 2 and len(second["items"]) == 1
    assert caller.get(timeline, after="bm9wZQ").json()["code"] == "cursor_not_understood"
    foreign = caller.get("/customers", limit=1).json()["next"] or first["next"]
    assert caller.get(timeline, after=foreign).status_code in (200, 422)
    assert caller.get(timeline, kinds="dance").status_code == 422
    assert caller.get("/customers/0199e0b0-0000-7000-8000-000000000000/timeline").status_code == 404
