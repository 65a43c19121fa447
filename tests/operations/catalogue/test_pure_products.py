"""What the fields of a product may hold."""

from decimal import Decimal

import pytest

from rapport.kernel.values import Money
from rapport.operations.catalogue.pure import ProductNotUnderstood, cleaned


def test_fields_are_cleaned_and_a_price_is_split_into_amount_and_currency():
    found = cleaned(
        {"code": " SH-100 ", "name": "Rice  cooker", "list_price": Money(Decimal("12.3456"), "TWD")}
    )

    assert found == {
        "code": "SH-100",
        "name": "Rice cooker",
        "list_price": Decimal("12.3456"),
        "currency": "TWD",
    }


def test_a_product_may_have_no_list_price():
    assert cleaned({"list_price": None}) == {"list_price": None, "currency": ""}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", ""),
        ("code", "x" * 41),
        ("name", "\x07bell"),
        ("name", None),
        ("is_active", "yes"),
        ("list_price", "12"),
        ("list_price", Money(Decimal("-1"), "TWD")),
        ("list_price", Money(Decimal("1.00001"), "TWD")),
        ("colour", "red"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(field, value):
    with pytest.raises(ProductNotUnderstood):
        cleaned({field: value})
