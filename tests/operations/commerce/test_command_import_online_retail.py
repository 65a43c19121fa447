"""A file of invoices becomes orders, customers and products; and all of it can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

import pytest
from django.db.models import Count, Sum

from rapport.customers.interactions.models import Entry
from rapport.customers.parties import commands as parties
from rapport.customers.parties.models import ExternalId, Party
from rapport.kernel.access.actor import operator
from rapport.kernel.imports import running, shipped
from rapport.kernel.imports.shipped import mapping_named
from rapport.operations.catalogue.models import Product
from rapport.operations.commerce.models import CustomerTotals, Line, Order
from rapport.operations.commerce.words import OrderKind
from tests.algorithm_pages import examples
from tests.makers import NOW, a_firm
from tests.shared_data import shared

OPERATOR = operator("tester")
SHOWN = ("position", "product_id", "quantity", "price", "amount", "description")
HEADER = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
LINES = """\
489434,85048,15CM CHRISTMAS GLASS BALL,12,2009-12-01 07:46:00,6.95,13085,United Kingdom
489434,79323P,PINK CHERRY LIGHTS,12,2009-12-01 07:45:00,6.75,13085,United Kingdom
489434,POST,POSTAGE,1,2009-12-01 07:45:00,18,13085,United Kingdom
489435,79323p,damaged,1,2009-12-01 07:46:00,0.125,13085.0,United Kingdom
489435,79323p,damaged,1,2009-12-01 07:46:00,0.125,13085.0,United Kingdom
C489449,79323P,PINK CHERRY LIGHTS,-1,2010-07-01 10:33:00,6.75,16321,EIRE
A506401,B,Adjust bad debt,1,2010-04-29 13:36:00,-53594.36,,United Kingdom
489463,85048,short,-240,2009-12-01 10:52:00,0,,United Kingdom
489500,21212,,1,2009-12-01 11:00:00,2.5,,France
489501,21212,PACK,one,2009-12-01 11:00:00,2.5,,France
"""


@pytest.fixture
def file(tmp_path):
    place = tmp_path / "invoices.csv"
    place.write_text(HEADER + LINES, encoding="utf-8")
    return place


def imported(place, **more):
    return running.run_import(place, "online-retail", actor=OPERATOR, now=NOW, **more).as_json()


@pytest.mark.django_db
def test_each_invoice_number_becomes_one_document(file):
    a_firm()

    came = imported(file)

    assert {name: came[name] for name in ("read", "created", "skipped", "failed")} == {
        "read": 10,
        "created": 9,
        "skipped": 0,
        "failed": 1,
    }
    kinds = dict(Order.objects.values_list("external_number", "kind"))
    assert kinds == {
        "489434": "sale",
        "489435": "sale",
        "C489449": "return",
        "A506401": "adjustment",
        "489463": "adjustment",
        "489500": "sale",
    }


@pytest.mark.django_db
def test_a_time_is_the_earliest_of_its_lines_in_london(file):
    a_firm()

    imported(file)

    assert Order.objects.get(external_number="489434").ordered_at == datetime(
        2009, 12, 1, 7, 45, tzinfo=UTC
    )
    assert Order.objects.get(external_number="C489449").ordered_at == datetime(
        2010, 7, 1, 9, 33, tzinfo=UTC
    )


@pytest.mark.django_db
def test_customers_show_their_numbers_and_are_known_by_them(file):
    a_firm()

    came = imported(file)

    assert came["entities"]["customers"]["created"] == 2
    shown = Party.objects.order_by("display_name").values_list("display_name", flat=True)
    assert list(shown) == ["13085", "16321"]
    known = ExternalId.objects.get(value="13085")
    assert known.system == "online-retail"
    orders = Order.objects.filter(party_id=known.party_id).order_by("external_number")
    assert [order.external_number for order in orders] == ["489434", "489435"]
    assert Order.objects.filter(party_id=None).count() == 3


@pytest.mark.django_db
def test_codes_of_goods_are_products_and_charges_are_not(file):
    a_firm()

    imported(file)

    assert dict(Product.objects.values_list("code", "name")) == {
        "85048": "15CM CHRISTMAS GLASS BALL",
        "79323P": "PINK CHERRY LIGHTS",
        "21212": "21212",
    }
    postage = Line.objects.get(description="POST: POSTAGE")
    assert (postage.product_id, postage.amount) == (None, Decimal(18))


@pytest.mark.django_db
def test_lines_keep_the_order_of_the_file_and_their_own_words(file):
    a_firm()

    imported(file)

    order = Order.objects.get(external_number="489434")
    lines = Line.objects.filter(order_id=order.pk).order_by("position")
    assert [(line.position, line.description, line.quantity) for line in lines] == [
        (1, "15CM CHRISTMAS GLASS BALL", 12),
        (2, "PINK CHERRY LIGHTS", 12),
        (3, "POST: POSTAGE", 1),
    ]


@pytest.mark.django_db
def test_sums_agree_to_the_penny_and_each_line_is_rounded(file):
    a_firm()

    came = imported(file)

    # 12 x 6.95 + 12 x 6.75 + 18 + 2 x 0.13 - 6.75 - 53594.36 + 2.50; the faulty line has no number
    assert came["amounts"] == {"file": "-53415.95", "orders": "-53415.95", "left_out": "0.00"}
    twice = Order.objects.get(external_number="489435")
    assert (twice.total, twice.currency) == (Decimal("0.26"), "GBP")
    assert sum(Order.objects.values_list("total", flat=True)) == Decimal("-53415.95")


@pytest.mark.django_db
def test_repeats_are_left_out_where_the_mapping_says_so(file, monkeypatch):
    a_firm()
    mapping = mapping_named("online-retail")
    options = {**mapping.options, "repeats": "skip"}
    monkeypatch.setattr(shipped, "mapping_named", lambda _: replace(mapping, options=options))

    came = imported(file)

    assert (came["created"], came["skipped"], came["failed"]) == (8, 1, 1)
    assert came["amounts"] == {"file": "-53415.95", "orders": "-53416.08", "left_out": "0.13"}


@pytest.mark.django_db
def test_the_same_file_twice_changes_nothing(file):
    a_firm()
    imported(file)

    again = imported(file)

    assert (again["unchanged"], again["created"], again["updated"]) == (9, 0, 0)
    assert again["entities"]["orders"]["unchanged"] == 6
    assert Order.objects.filter(version=1).count() == 6


@pytest.mark.django_db
def test_a_changed_document_is_updated_and_put_back(file):
    a_firm()
    imported(file)
    order = Order.objects.get(external_number="489434")
    before = list(Line.objects.filter(order_id=order.pk).order_by("position").values_list(*SHOWN))
    changed = LINES.replace("BALL,12,", "BALL,10,").replace(
        "489434,POST,POSTAGE,1", "489434,M,Manual,2"
    )
    file.write_text(HEADER + changed + "489434,21212,PACK,1,2009-12-01 07:45:00,1,13085,UK\n")

    came = imported(file)
    order.refresh_from_db()
    total, version = order.total, order.version
    running.undo(came["import"], actor=OPERATOR, now=NOW)

    order.refresh_from_db()
    after = list(Line.objects.filter(order_id=order.pk).order_by("position").values_list(*SHOWN))
    assert came["entities"]["orders"]["updated"] == 1
    assert (total, version) == (Decimal("187.50"), 2)
    assert (order.total, order.version) == (Decimal("182.40"), 3)
    assert after == before


@pytest.mark.django_db
def test_all_of_it_can_be_taken_back(file):
    a_firm()
    came = imported(file)

    undone = running.undo(came["import"], actor=OPERATOR, now=NOW)

    assert (undone.taken_back, undone.kept) == (11, 0)
    for table in (Order, Line, Product, Party, ExternalId, CustomerTotals):
        assert not table.objects.exists()


def party_of(value):
    return ExternalId.objects.get(value=value).party_id


def timeline(value):
    """Return what the timeline of the customer of that number says of its orders."""
    entries = Entry.objects.filter(party_id=party_of(value), entity="commerce.order").order_by("at")
    return [(e.kind, e.code, e.channel, e.figures["amount"]) for e in entries]


@pytest.mark.django_db
def test_orders_are_in_the_timelines_of_their_customers_once_and_leave_them_on_undo(file):
    a_firm()
    came = imported(file)
    imported(file)

    first, second = timeline("13085"), timeline("16321")
    touched = Party.objects.get(pk=party_of("13085")).last_touch_at
    running.undo(came["import"], actor=OPERATOR, now=NOW)

    assert first == [
        ("purchase", "sale", "web", "182.40"),
        ("purchase", "sale", "web", "0.26"),
    ]
    assert second == [("return", "return", "web", "-6.75")]
    assert touched == datetime(2009, 12, 1, 7, 46, tzinfo=UTC)
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_an_order_that_goes_to_another_customer_changes_timelines_and_comes_back(file):
    a_firm()
    imported(file)
    before = timeline("13085"), timeline("16321"), totals_of("13085"), totals_of("16321")
    file.write_text(HEADER + LINES.replace("6.95,13085", "6.95,16321").replace("13085,", "16321,"))

    moved = imported(file)
    between = timeline("13085"), timeline("16321")
    running.undo(moved["import"], actor=OPERATOR, now=NOW)

    assert [len(entries) for entries in between] == [1, 2]
    assert (*map(timeline, ("13085", "16321")), *map(totals_of, ("13085", "16321"))) == before


def totals_of(value):
    found = CustomerTotals.objects.filter(party_id=party_of(value))
    return [(row.orders_count, row.returns_count, row.net) for row in found]


@pytest.mark.django_db
def test_a_customer_who_was_written_to_since_stays(file):
    a_firm()
    came = imported(file)
    key = ExternalId.objects.get(value="13085").party_id
    parties.add_note(party_id=key, text="Rang.", actor=OPERATOR, now=NOW, rng=Random(3))

    undone = running.undo(came["import"], actor=OPERATOR, now=NOW)

    assert (undone.taken_back, undone.kept) == (10, 1)
    totals = CustomerTotals.objects.get(party_id=key)
    assert (totals.orders_count, totals.net) == (0, Decimal(0))


@pytest.mark.django_db
def test_totals_of_customers_follow(file):
    a_firm()

    imported(file)

    totals = CustomerTotals.objects.get(party_id=ExternalId.objects.get(value="13085").party_id)
    assert (totals.orders_count, totals.net_by_currency) == (2, {"GBP": "182.6600"})


@pytest.mark.django_db(transaction=True)
def test_two_sessions_write_what_one_would(file):
    a_firm()

    came = imported(file)

    assert (came["created"], Order.objects.count(), Line.objects.count()) == (9, 6, 9)


@pytest.mark.django_db
def test_the_real_file_agrees_with_itself_to_the_penny():
    """The decisions of docs/algorithms/online-retail.md, with its sums."""
    a_firm()
    place = shared("online_retail_ii/transactions_to_2011-06-09.parquet")

    came = imported(place)

    wanted = {row["what"]: row for row in examples("online-retail", "What the real file comes to")}
    amount = wanted["lines"]["amount"]
    assert (came["read"], came["created"], came["failed"]) == (724_762, 724_762, 0)
    assert came["amounts"] == {"file": amount, "orders": amount, "left_out": "0.00"}
    for name in ("customers", "products", "orders"):
        assert came["entities"][name]["created"] == int(wanted[name]["count"])
    for kind in OrderKind:
        found = Order.objects.filter(kind=kind.value).aggregate(n=Count("pk"), sum=Sum("total"))
        assert (str(found["n"]), found["sum"]) == (
            wanted[kind]["count"],
            Decimal(wanted[kind]["amount"]),
        )
    charges = Line.objects.filter(product_id=None).aggregate(n=Count("pk"), sum=Sum("amount"))
    assert charges == {
        "n": int(wanted["charges"]["count"]),
        "sum": Decimal(wanted["charges"]["amount"]),
    }
    assert came["peak_mb"] < 600
