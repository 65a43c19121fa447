"""Products from a file."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rapport.kernel.access.actor import NOBODY
from rapport.kernel.errors import NotAllowed
from rapport.kernel.imports import running
from rapport.operations.catalogue import commands as catalogue
from rapport.operations.catalogue.mappings import ProductsLoader
from rapport.operations.catalogue.models import Product
from tests.makers import NOW, OPERATOR, a_firm, a_product
from tests.staging import a_stage, taken_in

pytestmark = pytest.mark.django_db
LOADER = ProductsLoader()


def test_products_are_created_changed_and_left_alone():
    a_firm()
    known = a_product("A-1", "Kettle", price="100")
    rows = [
        {"code": "a-1", "name": "Kettle 2", "list_price": Decimal("99.5000")},
        {"code": "B-1", "name": "Lamp", "list_price": Decimal("12.3456"), "category": "Light"},
        {"code": "B-1", "name": "Lamp", "list_price": Decimal("12.3456"), "category": "Light"},
        {"code": "b-1", "name": "Another lamp"},
        {"code": "C-1"},
        {"code": "D-1", "name": "Rug", "list_price": Decimal(-1)},
        {"code": "E-1", "name": "Rug", "list_price": Decimal(1), "currency": "XXX"},
    ]
    stage = a_stage(LOADER, rows)

    assert taken_in(LOADER, stage) == [
        ("update", None, None),
        ("create", None, None),
        ("skip", "repeat", "code"),
        ("fail", "key_twice", "code"),
        ("fail", "blank", "name"),
        ("fail", "negative", "list_price"),
        ("fail", "currency_unknown", "currency"),
    ]
    changed, lamp = Product.objects.order_by("id")
    assert (changed.pk, changed.name, changed.list_price, changed.version) == (
        known,
        "Kettle 2",
        Decimal("99.5"),
        2,
    )
    assert (lamp.code, lamp.currency, lamp.list_price) == ("B-1", "TWD", Decimal("12.3456"))
    assert stage.recorded == [
        (
            "catalogue.product",
            known,
            '{"name": "Kettle", "list_price": 100.0000}',
            '{"name": "Kettle 2", "version": 2, "list_price": 99.5000}',
        ),
        ("catalogue.product", lamp.pk, None, '{"version": 1}'),
    ]


def test_the_same_file_again_changes_nothing():
    rows = [{"code": "B-1", "name": "Lamp", "list_price": Decimal("12.3456"), "unit": "pc"}]
    taken_in(LOADER, a_stage(LOADER, rows))
    before = list(Product.objects.values())

    again = a_stage(LOADER, rows, number=2)

    assert taken_in(LOADER, again) == [("unchanged", None, None)]
    assert list(Product.objects.values()) == before
    assert again.recorded == []


@pytest.mark.parametrize(
    ("mode", "fates"),
    [
        ("create", [("skip", "exists", "code"), ("create", None, None)]),
        ("update", [("update", None, None), ("skip", "absent", None)]),
    ],
)
def test_a_mode_leaves_the_other_lines_out(mode, fates):
    a_product("A-1", "Kettle")
    rows = [{"code": "A-1", "name": "Kettle 2"}, {"code": "B-1", "name": "Lamp"}]

    assert taken_in(LOADER, a_stage(LOADER, rows, mode=mode)) == fates


def test_who_may_not_change_products_takes_none_in():
    stage = a_stage(LOADER, [{"code": "B-1", "name": "Lamp"}])

    with pytest.raises(NotAllowed):
        catalogue.judge_products(stage, actor=NOBODY, now=NOW)

    assert stage.rows("select fate from {stage}") == [(None,)]
    assert not Product.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_file_is_taken_in_and_taken_back(tmp_path):
    a_firm()
    a_product("A-1", "Kettle", price="100")
    before = list(Product.objects.values("code", "name", "list_price", "category"))
    path = tmp_path / "products.csv"
    path.write_text('貨號,品名,定價,類別\nA-1,Kettle 2,"NT$1,099.5",廚房\nB-1,Lamp,12.3456,\n')

    taken = running.run_import(path, "products", actor=OPERATOR, now=NOW)

    assert (taken.card.counts["created"], taken.card.counts["updated"]) == (1, 1)
    assert Product.objects.get(code="A-1").list_price == Decimal("1099.5")
    undone = running.undo(str(taken.card.id), actor=OPERATOR, now=NOW)
    assert (undone.taken_back, undone.kept) == (2, 0)
    assert list(Product.objects.values("code", "name", "list_price", "category")) == before
