"""Pages of orders, holdings and products, the deeds on them, and what the palette finds."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from rapport.front.desk import finding
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import entity
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing
from rapport.operations.catalogue import queries as catalogue
from tests.front.desk.conftest import Enter
from tests.front.desk.test_pages import COUNTS, said, statements
from tests.makers import (
    NOW,
    OPERATOR,
    a_balance,
    a_customer,
    a_holding,
    a_payment,
    a_product,
    a_user,
    an_order,
)

pytestmark = pytest.mark.django_db
COOKER = {"code": "SH-100", "name": "Rice cooker", "list_price": "1,990", "currency": "TWD"}


def only(name: str, *columns: str) -> dict[str, Any]:
    """Return the only row of an entity."""
    [row] = engine.page(Listing(entity(name), OPERATOR, columns), now=NOW).rows
    return row


def an_order_page(lines: Any = ((2, "1990"),)) -> tuple[int, str]:
    order = an_order(a_customer("Maria Santos"), lines)
    return order, f"/orders/{only('commerce.order')['id']}"


def order_now() -> dict[str, Any]:
    listing = Listing(entity("commerce.order"), OPERATOR, ("kind", "total", "paid", "status"))
    rows = engine.page(listing, now=NOW).rows
    return next(row for row in rows if row["kind"] == "sale")


def undo_of(answer: HttpResponse) -> str:
    assert answer.status_code < 300, answer.content.decode()[:400]
    undo: str = json.loads(answer["HX-Trigger"])["toast"]["undo"]
    return undo


@pytest.fixture
def client(enter: Enter) -> Client:
    return enter()


def test_an_order_tells_lines_payments_and_what_is_open(client: Client) -> None:
    order, address = an_order_page([(2, "1990"), (1, "250")])
    a_payment(order, "1000", method="cash")

    page = said(client, address)

    for words in ("Maria Santos", "NT$4,230", "NT$1,000", "NT$3,230", "記付款"):
        assert words in page, words


def test_who_may_only_look_is_offered_no_deeds(enter: Enter) -> None:
    _, address = an_order_page()
    grants = {"parties.view": Reach.ALL, "commerce.view": Reach.ALL}

    page = said(enter(a_user("Olga", grants=grants)), address)

    assert "記付款" not in page
    assert "/returns" not in page


def test_an_order_out_of_reach_is_not_there(enter: Enter) -> None:
    _, address = an_order_page()
    nobodys = enter(a_user("Olga", grants={"commerce.view": Reach.OWN}))

    assert nobodys.get(address).status_code == 404


def test_a_payment_is_recorded_and_voided(client: Client) -> None:
    _, address = an_order_page()

    assert 'value="3,980"' in said(client, f"{address}/payments")
    told = client.post(f"{address}/payments", {"amount": "1,980", "method": "card"})
    paid = order_now()["paid"]
    client.post(undo_of(told))

    assert (paid, order_now()["paid"]) == (Decimal(1980), Decimal(0))


@pytest.mark.parametrize("amount", ["", "some", "1e400", "NaN"])
def test_what_is_no_amount_is_no_payment(client: Client, amount: str) -> None:
    _, address = an_order_page()

    answer = client.post(f"{address}/payments", {"amount": amount, "method": "card"})

    assert answer.status_code == 422
    assert order_now()["paid"] == 0


def test_goods_come_back_and_the_return_is_taken_back(client: Client) -> None:
    _, address = an_order_page()
    dialog = said(client, f"{address}/returns")
    field = dialog.partition('name="line-')[2].partition('"')[0]

    told = client.post(f"{address}/returns", {f"line-{field}": "1"})
    page = said(client, address)
    client.post(undo_of(told))

    assert "NT$1,990" in page
    assert "已退金額" in page
    assert "NT$0" in said(client, address).partition("已退金額")[2]


def test_more_than_was_sold_does_not_come_back(client: Client) -> None:
    _, address = an_order_page()
    field = said(client, f"{address}/returns").partition('name="line-')[2].partition('"')[0]

    assert client.post(f"{address}/returns", {f"line-{field}": "3"}).status_code in (409, 422)


def test_an_order_is_cancelled_and_placed_again(client: Client) -> None:
    _, address = an_order_page()

    told = client.post(f"{address}/cancellation")
    cancelled = order_now()["status"]
    client.post(undo_of(told))

    assert (cancelled, order_now()["status"]) == ("cancelled", "placed")


def test_a_holding_tells_its_figures_with_their_age(client: Client) -> None:
    maria = a_customer("Maria Santos")
    a_balance(a_holding(maria, "card", number="6020-8817", name="松河聯名卡"), "18400")

    page = said(client, f"/holdings/{only('holdings.holding')['id']}")

    for words in ("松河聯名卡", "6020-8817", "NT$18,400", "Maria Santos"):
        assert words in page, words


def test_a_product_is_entered_once_however_often_the_button_is_pressed(client: Client) -> None:
    form = {**COOKER, "unit": "pc", "is_active": "1", "request_key": "k-1"}

    for _ in range(2):
        assert client.post("/products/new", form).status_code == 204

    product = catalogue.product_named("SH-100", actor=OPERATOR)
    assert product is not None
    assert (product.name, str(product.list_price), product.is_active) == (
        "Rice cooker",
        "1990.00 TWD",
        True,
    )
    assert "NT$1,990" in said(client, f"/products/{product.uid}")


def test_a_code_that_is_taken_is_refused_in_words(client: Client) -> None:
    a_product("SH-100")

    answer = client.post("/products/new", COOKER, headers={"HX-Request": "true"})

    assert answer.status_code == 409
    assert "SH-100" in answer.content.decode()


def test_who_may_not_change_the_catalogue_gets_no_form(enter: Enter) -> None:
    client = enter(a_user("Olga", grants={"catalogue.view": Reach.ALL}))

    assert client.get("/products/new").status_code == 403
    assert "/products/new" not in said(client, "/products")


def test_a_product_is_changed_and_changed_back(client: Client) -> None:
    a_product("SH-100", "Rice cooker", price="1990")
    uid: UUID = only("catalogue.product")["id"]
    form = {**COOKER, "list_price": "2090.5", "is_active": "0", "version": "1"}

    assert 'value="1990"' in said(client, f"/products/{uid}/change")
    told = client.post(f"/products/{uid}/change", form)
    changed = catalogue.product_card(uid, actor=OPERATOR)
    client.post(undo_of(told))
    back = catalogue.product_card(uid, actor=OPERATOR)

    assert (str(changed.list_price), changed.is_active) == ("2090.50 TWD", False)
    assert (str(back.list_price), back.is_active) == ("1990.00 TWD", True)


def test_a_product_that_somebody_else_changed_meanwhile_is_left(client: Client) -> None:
    a_product("SH-100")
    uid = only("catalogue.product")["id"]
    client.post(f"/products/{uid}/change", {"name": "Kettle", "version": "1"})

    assert client.post(f"/products/{uid}/change", {"name": "Iron", "version": "1"}).status_code in (
        409,
        412,
    )
    assert only("catalogue.product", "name")["name"] == "Kettle"


@pytest.mark.parametrize("page", ["order", "holding", "product"])
def test_record_pages_ask_as_much_for_one_row_as_for_many(client: Client, page: str) -> None:
    maria = a_customer("Maria Santos")
    for many in (1, 12):
        for nth in range(many):
            order = an_order(maria, [(1, "1990")] * many)
            a_payment(order, "10")
            a_balance(a_holding(maria, "card", number=f"6020-{many}-{nth}"), "18400")
        a_product(f"SH-{many}")
        whole = {
            "order": "commerce.order",
            "holding": "holdings.holding",
            "product": "catalogue.product",
        }[page]
        rows = engine.page(Listing(entity(whole), OPERATOR, ()), now=NOW).rows
        address = f"/{entity(whole).base.key}/{rows[0]['id']}"

        assert statements(client, address) == COUNTS[page], (page, many)


def test_the_palette_finds_by_number_code_and_name(client: Client) -> None:
    maria = a_customer("Maria Santos", phones=["0905-662-913"])
    an_order(maria)
    a_holding(maria, "card", number="6020-8817")
    a_product("SH-100", "Rice cooker")
    number = only("commerce.order", "number")["number"]

    for asked, found in (
        (number, number),
        ("6020", "6020-8817"),
        ("rice", "Rice cooker"),
        ("sh-1", "Rice cooker"),
        ("Maria", "Maria Santos"),
        ("662913", "Maria Santos"),
    ):
        assert found in plain(said(client, "/palette", data={"q": asked})), asked


def test_the_palette_offers_only_what_one_may_do() -> None:
    nobody = a_user("Olga", grants={})

    for source in (finding.orders, finding.holdings, finding.products, finding.deeds):
        assert source("SO-1000", nobody, NOW) == []


def plain(page: str) -> str:
    return page.replace("<mark>", "").replace("</mark>", "")
