"""What is exported can be imported again and changes nothing (CRM-5, CRM-6, CRM-7)."""

from __future__ import annotations

import csv

import pytest

from rapport.kernel.imports import running
from rapport.kernel.imports.exports import export_list
from tests.makers import (
    NOW,
    OPERATOR,
    a_balance,
    a_customer,
    a_firm,
    a_holding,
    a_product,
    an_order,
)

pytestmark = pytest.mark.django_db
LISTS = ("customers", "products", "orders", "holdings")
ENDINGS = ("csv", "xlsx", "ndjson")


@pytest.fixture
def _filled():
    a_firm()
    lin = a_customer(
        "林志遠",
        phones=["0912-345-678", "02 2345 6789"],
        emails=["lin@example.tw", "c.y.lin@example.com"],
        tags=["=vip", "a;b"],
        external_ids=[("import", "M-1")],
    )
    a_customer('=HYPERLINK("http://x")', occupation="-2+3")
    a_product("SH-100", "@Rice; cooker", price="1990.1250")
    a_product("00123", "+1")
    an_order(lin, [(2, "19.9"), (1, "-0.0001")], source="import", external_number="O-1")
    a_balance(a_holding(lin), "1250")


@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("what", LISTS)
def test_an_export_taken_in_again_changes_nothing(tmp_path, what, ending):
    place = tmp_path / f"{what}.{ending}"
    written = export_list(what, place, actor=OPERATOR, now=NOW)

    came = running.run_import(place, what, actor=OPERATOR, now=NOW).as_json()

    assert written > 0
    assert {word: came[word] for word in ("read", "created", "updated", "skipped", "failed")} == {
        "read": came["unchanged"],
        "created": 0,
        "updated": 0,
        "skipped": 0,
        "failed": 0,
    }


@pytest.mark.usefixtures("_filled")
def test_no_cell_of_an_export_runs_in_a_spreadsheet(tmp_path):
    for what in LISTS:
        export_list(what, tmp_path / f"{what}.csv", actor=OPERATOR, now=NOW)

    risky = []
    for place in tmp_path.glob("*.csv"):
        with place.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        risky += [cell for cell in cells if cell[:1] in "=+@\t\r＝" and cell]
    assert risky == []
