"""The lists: statuses, fragments, what a reader may not see, and statements that do not grow."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.front.desk.web import lists as doors
from rapport.kernel.access.words import Reach
from rapport.operations.commerce.words import OrderKind
from tests.front.desk.conftest import Enter
from tests.makers import a_balance, a_customer, a_holding, a_product, a_user, an_order

pytestmark = pytest.mark.django_db
COUNTS: dict[str, int] = json.loads((Path(__file__).parent / "query_counts.json").read_text())
RICH = {"some": "holdings", "where": {"field": "balance", "op": "over", "value": "50000"}}
PAGES = {
    "list": "/customers",
    "list of a view": "/customers?view=people",
    "list that is filtered": "/customers?filter=" + quote(json.dumps(RICH)),
    "rows": "/customers/rows",
    "foot": "/customers/foot",
}


def said(client: Client, address: str, **more: Any) -> str:
    answer = client.get(address, **more)
    assert answer.status_code == 200, answer.content.decode()[:800]
    return answer.content.decode()


@pytest.mark.parametrize("key", ["customers", "holdings", "products", "orders"])
def test_each_list_shows_its_rows(enter: Enter, key: str) -> None:
    client = enter()
    maria = a_customer("Maria Santos", phones=["0905-662-913"])
    a_balance(a_holding(maria, "card", number="6020-1"), "18400")
    a_product("SH-100", "Rice cooker")
    an_order(maria)

    page = said(client, f"/{key}")

    shown = {"customers": "Maria Santos", "holdings": "6020-1", "products": "Rice cooker"}
    assert shown.get(key, "Maria Santos") in page
    assert "data-id=" in page


def test_on_a_telephone_a_return_is_told_from_a_sale_by_a_word(enter: Enter) -> None:
    an_order(a_customer("Maria Santos"))
    an_order(a_customer("林志遠"), [(-1, 5)], kind=OrderKind.RETURN)

    rows = re.findall(r"<tr data-id=.*?</tr>", said(enter(), "/orders?columns=number"))

    marks = ['only-narrow">退貨</span>' in row for row in rows]
    assert sorted(marks) == [False, True]


def test_a_telephone_is_written_as_at_home(enter: Enter) -> None:
    a_customer("林志遠", phones=["+886912345318"])

    assert "0912-345-318" in said(enter(), "/customers")


def test_a_list_without_rows_says_what_to_do(enter: Enter) -> None:
    client = enter()

    assert "state whole" in said(client, "/customers")
    assert "filter-off" in said(client, "/customers?q=nobody")


def test_who_may_not_see_customers_is_told_so(enter: Enter) -> None:
    client = enter(a_user("Olga", grants={"catalogue.view": Reach.ALL}))

    assert client.get("/customers").status_code == 403
    assert client.get("/products").status_code == 200


@pytest.mark.parametrize("name", ["nonsense", "tax_number"])
@pytest.mark.parametrize("question", ["sort={name}", "columns={name}", "filter={test}"])
def test_a_list_asked_for_a_field_it_does_not_have_names_the_field(
    enter: Enter, question: str, name: str
) -> None:
    client = enter(a_user("Olga", grants={"parties.view": Reach.ALL}))
    test = quote(json.dumps({"field": name, "op": "filled"}))

    answer = client.get("/customers?" + question.format(name=name, test=test))

    assert answer.status_code == 422
    assert f"客戶沒有叫 {name} 的欄位" in answer.content.decode()


def test_a_list_holds_nobody_outside_the_reach(enter: Enter) -> None:
    boyu = a_user("陳柏宇", reach=Reach.OWN)
    a_customer("Maria Santos", owner=boyu)
    a_customer("Omar Haddad")

    page = said(enter(boyu), "/customers")

    assert "Maria Santos" in page
    assert "Omar Haddad" not in page


def test_amounts_are_no_columns_for_who_may_not_see_orders(enter: Enter) -> None:
    a_customer("Maria Santos")
    grants = {"parties.view": Reach.ALL, "access.see_colleagues": Reach.ALL}

    page = said(enter(a_user("Olga", grants=grants)), "/customers")

    assert "net_spent" not in page


def test_the_filter_is_read_as_a_sentence(enter: Enter) -> None:
    page = said(enter(), PAGES["list that is filtered"])

    assert "50,000" in page
    assert "condition-menu" in page


def test_a_condition_is_made_step_by_step(enter: Enter) -> None:
    client = enter()

    fields = said(client, "/customers/condition")
    form = said(client, "/customers/condition?tests=[]&field=holdings.balance&do=ask")
    done = client.get(
        "/customers/condition?tests=[]&field=holdings.balance&op=over&value=50000&do=done"
    )

    assert "holdings.balance" in fields
    assert 'name="value"' in form
    assert done.status_code == 204
    path = json.loads(done["HX-Location"])["path"]
    assert quote('{"some":"holdings"', safe="") in path


def test_several_tests_make_one_condition_and_can_be_turned_round(enter: Enter) -> None:
    kept = json.dumps([{"field": "kind", "op": "in", "value": ["card"]}])
    draft = f"tests={quote(kept)}&related=holdings&not=1&field=holdings.balance&op=over&value=9"

    done = enter().get(f"/customers/condition?{draft}&do=done")

    path = json.loads(done["HX-Location"])["path"]
    assert quote('{"not":{"some":"holdings","where":{"all":[', safe="") in path


def test_a_value_that_cannot_be_compared_is_refused(enter: Enter) -> None:
    answer = enter().get(
        "/customers/condition?tests=[]&field=holdings.balance&op=over&value=much&do=done"
    )

    assert answer.status_code == 422


def test_a_view_is_saved_saved_over_shared_and_deleted(enter: Enter) -> None:
    client = enter()
    where = {"field": "city", "op": "is", "value": "台北市"}

    saved = client.post("/customers/view", {"name": "Taipei", "filter": json.dumps(where)})
    view = json.loads(saved["HX-Location"])["path"].partition("view=")[2]
    shared = client.post("/customers/view", {"view": view, "over": view, "audience": "everybody"})
    page = said(client, f"/customers?view={view}")
    gone = client.post("/customers/view/deletion", {"view": view})
    without = said(client, "/customers")
    client.post(json.loads(gone["HX-Trigger"])["toast"]["undo"])

    assert shared.status_code == 204
    assert "Taipei" in page
    assert "台北市" in page
    assert "Taipei" not in without
    assert "Taipei" in said(client, "/customers")


def test_columns_put_in_order_are_kept(enter: Enter) -> None:
    client = enter()
    a_customer("Maria Santos")

    client.post("/customers/columns", {"column": ["name", "source", "city"]})
    page = said(client, "/customers")

    heads = [part.partition('"')[0] for part in page.partition("<tbody>")[0].split('data-column="')]
    assert heads[1:] == ["name", "source", "city"]


def test_scrolling_gives_the_rows_after_a_place(enter: Enter) -> None:
    for number in range(62):
        a_customer(f"Person {number:02}")
    client = enter()

    page = said(client, "/customers")
    place = page.partition("after=")[2].partition('"')[0]
    more = said(client, f"/customers/rows?after={place}")

    assert page.count("<tr data-id=") == 50
    assert more.count("<tr data-id=") == 12
    assert said(client, "/customers", headers={"Rapport-Rows": "62"}).count("<tr data-id=") == 62


def test_a_change_in_the_address_of_a_place_is_refused(enter: Enter) -> None:
    assert enter().get("/customers/rows?after=abc").status_code == 422


@pytest.mark.parametrize("name", sorted(PAGES))
def test_statements_do_not_grow_with_the_rows(enter: Enter, name: str) -> None:
    client = enter()
    for number in range(3):
        a_balance(a_holding(a_customer(f"Person {number}")), "60000")
    few = statements(client, PAGES[name])
    for number in range(25):
        a_balance(a_holding(a_customer(f"More {number}")), "60000")

    many = statements(client, PAGES[name])

    assert few == many == COUNTS[name]


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as told:
        assert client.get(address).status_code == 200
    return len(told)


def test_nothing_is_read_while_a_page_is_drawn(enter: Enter, monkeypatch: Any) -> None:
    a_customer("Maria Santos")
    client, drawing = enter(), doors.render
    told: list[int] = []

    def watched(*given: Any, **more: Any) -> Any:
        with CaptureQueriesContext(connection) as asked:
            answer = drawing(*given, **more)
        told.append(len(asked))
        return answer

    monkeypatch.setattr(doors, "render", watched)
    for address in PAGES.values():
        said(client, address)

    assert told == [0] * len(PAGES)
