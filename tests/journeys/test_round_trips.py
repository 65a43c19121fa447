"""What a list writes to a file can be taken in again, and then nothing has changed."""

from __future__ import annotations

import pytest

from rapport.customers.holdings.words import FigureName
from rapport.kernel.imports import exports, running
from rapport.operations.commerce.words import OrderKind
from tests.makers import (
    NOW,
    OPERATOR,
    a_balance,
    a_customer,
    a_firm,
    a_holding,
    a_payment,
    a_product,
    a_rate,
    an_order,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def firm():
    a_firm()


def taken_in_again(tmp_path, key, ending):
    path = tmp_path / f"{key}.{ending}"
    rows = exports.export_list(key, path, actor=OPERATOR, now=NOW)
    result = running.run_import(path, key, actor=OPERATOR, now=NOW)
    return rows, {word: count for word, count in result.card.counts.items() if count}


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ndjson"])
def test_products_come_back_as_they_were(tmp_path, ending):
    a_product("A-1", "Kettle", price="1990.1234")
    a_product("=B", "@Lamp", price="0.5")

    assert taken_in_again(tmp_path, "products", ending) == (2, {"unchanged": 2})


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ndjson"])
def test_orders_come_back_as_they_were(tmp_path, ending):
    a_rate("USD", "TWD", "31.5")
    lin = a_customer()
    a_payment(an_order(lin, [(2, "10.5"), (1, "0.3333")], source="shop", external_number="7"), "5")
    an_order(lin, [(-1, "3")], kind=OrderKind.RETURN, currency="USD")
    an_order(None, [(1, "30")], channel="web")

    assert taken_in_again(tmp_path, "orders", ending) == (3, {"unchanged": 3})


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ndjson"])
def test_holdings_come_back_as_they_were(tmp_path, ending):
    lin = a_customer()
    a_balance(a_holding(lin, number="00123", source="core", name="Savings"), "120000.50")
    a_balance(a_holding(lin, "card", source="core"), "7", "USD")
    car = a_holding(lin, "vehicle", number="ABC-1234")
    a_balance(car, "52000", currency="", name=FigureName.MILEAGE)

    assert taken_in_again(tmp_path, "holdings", ending) == (3, {"unchanged": 3})
