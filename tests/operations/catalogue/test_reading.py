"""Products in lists."""

from __future__ import annotations

import pytest

from rapport.kernel.entities.registry import entity
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing
from tests.makers import NOW, OPERATOR, a_product

pytestmark = pytest.mark.django_db


def test_products_are_listed_by_code_and_found_by_code_and_name():
    second, first = a_product("85123B", "Lamp"), a_product("85123a", "White heart")

    def found(text):
        listing = Listing(entity("catalogue.product"), OPERATOR, search=text)
        return [row["key"] for row in engine.page(listing, now=NOW).rows]

    assert found("") == [second, first]
    assert found("85123A") == found("heart") == [first]
    assert found("_") == []
