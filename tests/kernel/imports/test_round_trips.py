"""What is exported can be imported again and changes nothing (CRM-5, CRM-6, CRM-7)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from rapport.customers.holdings.words import FigureName
from rapport.customers.parties.words import AddressGiven, NameOrder
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.imports import running
from rapport.kernel.imports.exports import export_list
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
    a_user,
    an_order,
)

pytestmark = pytest.mark.django_db
# Lists in the order in which another home can take them in, each with its mapping.
LISTS = {
    "products": "products",
    "customers": "customers",
    "holdings": "holdings",
    "order-lines": "orders",
    "orders": "orders",
}
ENDINGS = ("csv", "xlsx", "ndjson")
# When something was written, how often, and what was paid and said meanwhile, is no part of a file.
OWN_TO_A_HOME = ("version", "created_at", "updated_at", "last_touch_at", "paid", "paid_currency")
TABLES = (
    "parties_party",
    "catalogue_product",
    "holdings_holding",
    "commerce_order",
    "interactions_entry",
)
TAIPEI = AddressGiven(
    country="TW", postal_code="106", city="台北市", district="大安區", lines="和平東路 1 號"
)


@pytest.fixture
def owner_id() -> int:
    """Fill a home with one row of each sort; return who owns a customer."""
    a_firm()
    boyu = a_user("陳柏宇")
    lin = a_customer(
        "林志遠",
        phones=["0912-345-678", "02 2345 6789"],
        emails=["lin@example.tw", "c.y.lin@example.com"],
        tags=["=vip", "a;b"],
        external_ids=[("core", "M-1"), ("import", "@2;3")],
        address=TAIPEI,
        owner=boyu,
        zone="Asia/Taipei",
    )
    a_customer('=HYPERLINK("http://x")', occupation="-2+3")
    maria = a_customer("Maria Santos", family_name="Santos", name_order=NameOrder.GIVEN_FIRST)
    a_customer("江雨潔", address=AddressGiven(country="TW", lines="", city="高雄市"))
    a_product("SH-100", "@Rice; cooker", price="1990.1250")
    a_product("00123", "+1")
    sale = an_order(lin, [(2, "19.9"), (1, "-0.0001")], source="import", external_number="O-1")
    an_order(maria, [(-1, "12.5")], currency="GBP", kind=OrderKind.RETURN)
    an_order(None, [(3, "100")], store="台北信義店")
    a_payment(sale, "39")
    held = a_holding(lin, "card")
    a_balance(held, "1250", "USD")
    a_balance(held, "60000", name=FigureName.CREDIT_LIMIT, as_of=NOW.replace(hour=1))
    a_balance(a_holding(maria), "-0.01", "GBP")
    return boyu.user_id or 0


def _counts(place: Path, what: str) -> dict[str, Any]:
    came = running.run_import(place, LISTS[what], actor=OPERATOR, now=NOW).as_json()
    return {word: came[word] for word in ("created", "updated", "unchanged", "skipped", "failed")}


def _rows(place: Path) -> Iterator[dict[str, str]]:
    with place.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield {name: cell for name, cell in row.items() if name not in OWN_TO_A_HOME}


def _empty_the_home() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(f"truncate {', '.join(TABLES)} cascade")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("what", LISTS)
def test_an_export_taken_in_again_changes_nothing(
    tmp_path: Path, owner_id: int, what: str, ending: str
) -> None:
    # Who has left the firm stays the owner that he was.
    a_user("溫若梅")
    accounts.deactivate_user(user_id=owner_id, actor=OPERATOR, now=NOW)
    place = tmp_path / f"{what}.{ending}"
    written = export_list(what, place, actor=OPERATOR, now=NOW)

    came = _counts(place, what)

    assert written > 0
    assert came == {"created": 0, "updated": 0, "unchanged": written, "skipped": 0, "failed": 0}


@pytest.mark.usefixtures("owner_id")
@pytest.mark.parametrize("ending", ENDINGS)
def test_another_home_that_takes_the_exports_in_exports_the_same(
    tmp_path: Path, ending: str
) -> None:
    for what in LISTS:
        export_list(what, tmp_path / f"{what}.{ending}", actor=OPERATOR, now=NOW)
        export_list(what, tmp_path / f"here-{what}.csv", actor=OPERATOR, now=NOW)

    _empty_the_home()
    came = {what: _counts(tmp_path / f"{what}.{ending}", what) for what in LISTS}

    assert [counts["created"] for counts in came.values()] == [2, 4, 2, 4, 0]
    for what in LISTS:
        export_list(what, tmp_path / f"there-{what}.csv", actor=OPERATOR, now=NOW)
        here, there = (list(_rows(tmp_path / f"{at}-{what}.csv")) for at in ("here", "there"))
        assert there == here, what


@pytest.mark.usefixtures("owner_id")
def test_new_customers_and_orders_do_not_get_numbers_that_came_from_another_home(
    tmp_path: Path,
) -> None:
    for what in ("customers", "order-lines"):
        export_list(what, tmp_path / f"{what}.csv", actor=OPERATOR, now=NOW)
    _empty_the_home()
    with connection.cursor() as cursor:
        cursor.execute("alter sequence parties_customer_number restart")
        cursor.execute("alter sequence commerce_order_number restart")

    a_product("SH-100")
    running.run_import(tmp_path / "customers.csv", "customers", actor=OPERATOR, now=NOW)
    running.run_import(tmp_path / "order-lines.csv", "orders", actor=OPERATOR, now=NOW)
    an_order(a_customer("Omar Haddad"))

    for table in ("parties_party", "commerce_order"):
        with connection.cursor() as cursor:
            cursor.execute(f"select count(*), count(distinct number) from {table}")
            rows, numbers = cursor.fetchone()
        assert rows == numbers
        assert rows >= 4


@pytest.mark.usefixtures("owner_id")
def test_a_number_that_nobody_has_is_not_believed_of_somebody_who_is_known(tmp_path: Path) -> None:
    place = tmp_path / "mistyped.csv"
    place.write_text(
        "number,name,phones,external_ids\n"
        "C-999999,林志遠,0912345678,\n"
        "C-999998,Somebody,,core:M-1\n"
        "X-1,Somebody else,,\n"
        "C-999997,Tess Liao,,core:M-2\n"
        "C-999996,Ben,,core:M-2\n"
    )

    came = _counts(place, "customers")

    assert came == {"created": 2, "updated": 0, "unchanged": 0, "skipped": 0, "failed": 3}


@pytest.mark.usefixtures("owner_id")
def test_no_cell_of_an_export_runs_in_a_spreadsheet(tmp_path: Path) -> None:
    for what in LISTS:
        export_list(what, tmp_path / f"{what}.csv", actor=OPERATOR, now=NOW)

    risky = []
    for place in tmp_path.glob("*.csv"):
        with place.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        risky += [cell for cell in cells if cell[:1] in "=+@\t\r＝" and cell]
    assert risky == []
