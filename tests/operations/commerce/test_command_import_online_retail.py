"""A file of invoices becomes orders, customers and products; and all of it can be taken back."""

from __future__ import annotations

import pytest

from rapport.kernel.access.actor import operator
from rapport.kernel.imports import running
from rapport.operations.commerce.models import Order
from tests.makers import NOW, a_firm

OPERATOR = operator("tester")
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
