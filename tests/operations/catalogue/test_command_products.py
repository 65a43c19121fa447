"""Products entered and changed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.audit.queries import history_of
from rapport.kernel.errors import NotAllowed, NotFound
from rapport.kernel.values import Money
from rapport.kernel.web.problems import Stale
from rapport.operations.catalogue import commands as catalogue
from rapport.operations.catalogue import queries
from rapport.operations.catalogue.models import Product
from rapport.operations.catalogue.pure import ProductNotUnderstood
from tests.makers import NOW, OPERATOR, a_product

pytestmark = pytest.mark.django_db
CLERK = Actor(kind="user", name="Olga", user_id=1, reach={"catalogue.view": Reach.ALL})


def everything():
    return list(Product.objects.order_by("pk").values())


def change(product_id, *, actor=OPERATOR, version=None, **values):
    return catalogue.change_product(
        product_id=product_id, values=values, version=version, actor=actor, now=NOW
    )


def test_a_product_is_found_by_its_code_in_any_letter_case():
    product_id = a_product("85123a", "White heart", price="2.5500")

    card = queries.product_named("85123A", actor=CLERK)

    assert card is not None
    assert (card.product_id, card.code) == (product_id, "85123a")
    assert card.list_price == Money(Decimal("2.55"), "TWD")


def test_a_code_is_taken_in_any_letter_case():
    a_product("85123a")
    before = everything()

    with pytest.raises(catalogue.ProductCodeTaken):
        a_product("85123A")

    assert everything() == before


def test_a_change_is_told_with_what_was_before():
    product_id = a_product()

    changed = change(product_id, name="Rice cooker 2", category="Kitchen")

    assert changed.fields == ("name", "category")
    assert Product.objects.get(pk=product_id).version == 2
    history = history_of("catalogue.product", product_id, actor=CLERK)
    assert ("name", "Rice cooker", "Rice cooker 2") in {
        (step.field, step.before, step.after) for step in history
    }


def test_a_change_to_the_same_values_is_none():
    product_id = a_product()
    before = everything()

    assert change(product_id, name="Rice cooker").fields == ()
    assert everything() == before


@pytest.mark.parametrize(
    ("values", "refusal"),
    [({"name": ""}, ProductNotUnderstood), ({"code": "taken"}, catalogue.ProductCodeTaken)],
)
def test_a_change_that_cannot_be_leaves_the_product_as_it_was(values, refusal):
    product_id = a_product()
    a_product("TAKEN")
    before = everything()

    with pytest.raises(refusal):
        change(product_id, **values)

    assert everything() == before


def test_who_may_only_see_products_changes_none():
    product_id = a_product()
    before = everything()

    with pytest.raises(NotAllowed):
        change(product_id, actor=CLERK, name="Kettle")
    with pytest.raises(NotAllowed):
        queries.product_named("SH-100", actor=replace(CLERK, reach={}))
    with pytest.raises(NotFound):
        change(999_999, name="Kettle")

    assert everything() == before


def test_a_change_of_another_version_is_stale():
    product_id = a_product()
    change(product_id, name="Kettle", version=1)
    before = everything()

    with pytest.raises(Stale):
        change(product_id, name="Lamp", version=1)

    assert everything() == before
