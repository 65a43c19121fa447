"""How values of a row stand in JSON."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.views.wire import wire

PRICE = Field("price", "Unit price", Kind.MONEY, "{t}.price", currency="{t}.currency")


@pytest.mark.parametrize(
    ("kept", "currency", "said"),
    [
        ("100.0000", "JPY", "100"),
        ("100.0000", "TWD", "100.00"),
        ("12.5000", "GBP", "12.50"),
        ("0.0000", "GBP", "0.00"),
        ("-6.7500", "GBP", "-6.75"),
        ("1.2340", "KWD", "1.234"),
        # A unit price keeps what it has beyond its currency.
        ("0.1250", "GBP", "0.125"),
        ("19.9001", "JPY", "19.9001"),
        # A product whose price was never given a currency.
        ("5.0000", "", "5.0000"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(kept: str, currency: str, said: str) -> None:
    row = {"id": "1", "price": Decimal(kept), "price__currency": currency}

    assert wire(row, [PRICE])["price"] == {"amount": said, "currency": currency}


def test_no_amount_is_null() -> None:
    assert wire({"id": "1", "price": None, "price__currency": None}, [PRICE])["price"] is None
