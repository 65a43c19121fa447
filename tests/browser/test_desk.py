"""The desk in a real browser: by hand, by key, in the dark, on a telephone, while composing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from rapport.customers.parties import queries
from rapport.customers.parties.words import AddressGiven
from rapport.kernel.access.actor import Actor
from rapport.kernel.clock import dice
from rapport.kernel.imports import commands as imports
from rapport.kernel.imports.queries import import_uid
from tests.makers import NOW, OPERATOR, a_balance, a_customer, a_holding, a_user, an_order

from .conftest import Open

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COMPOSING = """(selector) => {
  const field = document.querySelector(selector);
  field.focus();
  field.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
  const key = { key: "Enter", keyCode: 229, isComposing: true, bubbles: true, cancelable: true };
  return field.dispatchEvent(new KeyboardEvent("keydown", key));
}"""


@pytest.fixture
def ben() -> Actor:
    return a_user("方本立")


@pytest.fixture
def lin() -> UUID:
    """Enter 林志遠 with something of everything."""
    key = a_customer(
        "林志遠",
        phones=["0912-345-318"],
        emails=["lin@hsinyue.example"],
        latin_name="Lin Chih-Yuan",
        occupation="教師",
        tags=["聯名卡"],
        address=AddressGiven("TW", "松德路 171 號", "台北市", "信義區", postal_code="110058"),
    )
    for days in (5, 40, 200, 400):
        an_order(key, ((1, "12800"),), ordered_at=NOW - timedelta(days=days))
    a_balance(a_holding(key, "card", number="6020-8817", name="松河聯名卡"), "18400")
    return queries.names_of([key])[key].id


@pytest.fixture
def tried(tmp_path: Any, ben: Actor) -> UUID:
    """Bring a file and try it: one line fits, one fails."""
    place = tmp_path / "members.csv"
    place.write_text("會員編號,姓名,生日\nK1,江雨潔,1990/02/03\nK2,歐陽靜宜,1990/02/31\n", "utf-8")
    told = imports.upload_import(path=place, actor=ben, now=NOW, rng=dice())
    uid = import_uid(told.import_id)
    imports.judge_import(import_uid=uid, actor=ben, now=NOW)
    return uid


def violations(page: Any, axe: str, rules: list[str]) -> list[str]:
    page.evaluate(axe)
    found = page.evaluate("(rules) => axe.run(document, { runOnly: rules })", rules)["violations"]
    return [f"{page.url} {each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


# Of the rules, only that of contrast depends on the colours.
@pytest.mark.parametrize(("theme", "rules"), [("light", RULES), ("dark", ["color-contrast"])])
def test_axe_finds_nothing(
    open_as: Open, ben: Actor, lin: UUID, tried: UUID, axe: str, theme: str, rules: list[str]
) -> None:
    page = open_as(ben, "/customers?view=people", theme=theme)
    house = page.url.partition("/customers")[0]
    found = violations(page, axe, rules)

    page.keyboard.press("Control+k")
    page.keyboard.type("林志")
    page.wait_for_selector("#palette .result >> text=林志遠")
    found += violations(page, axe, rules)
    steps = (f"/imports/{tried}", f"/imports/{tried}?step=mapping", "/imports/new")
    for path in (f"/customers/{lin}", *steps):
        page.goto(house + path)
        found += violations(page, axe, rules)

    assert found == []
    assert page.faults == []


def test_nothing_is_sent_while_an_input_method_composes(
    open_as: Open, ben: Actor, lin: UUID
) -> None:
    page = open_as(ben, "/customers")
    sent: list[str] = []
    page.on("request", lambda request: request.method != "GET" and sent.append(request.url))

    page.keyboard.press("c")
    page.wait_for_selector("#new-name")
    page.fill("#new-name", "江雨")
    page.evaluate(COMPOSING, "#new-name")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("林志")
    page.wait_for_selector("#palette .result >> text=林志遠")
    page.evaluate(COMPOSING, "#palette input")
    page.wait_for_timeout(200)

    assert sent == []
    assert page.url.endswith("/customers")
    assert page.locator("#palette").is_visible()


def test_rows_are_chosen_by_key_and_tagged_and_the_tag_taken_back(
    open_as: Open, ben: Actor
) -> None:
    for name in ("Ann", "Ben", "Cara"):
        a_customer(name)
    page = open_as(ben, "/customers?sort=name")

    for key in ("j", "x", "j", "x", "l"):
        page.keyboard.press(key)
    page.wait_for_selector("#bulk-tag")
    page.fill("#bulk-tag", "回訪")
    page.press("#bulk-tag", "Enter")
    page.wait_for_selector("tbody .tag >> text=回訪")
    tagged = page.locator("tbody .tag").count()
    page.keyboard.press("z")
    page.locator("tbody .tag").first.wait_for(state="detached")

    assert tagged == 2
    assert page.faults == []


def test_a_condition_through_related_rows_is_made_and_read_as_a_sentence(
    open_as: Open, ben: Actor, lin: UUID
) -> None:
    a_customer("Nobody's Holder")
    page = open_as(ben, "/customers")

    page.keyboard.press("f")
    page.wait_for_selector("#field-search input[name=find]")
    with page.expect_response("**/condition?*find=*"):
        page.fill("#field-search input[name=find]", "餘額")
    page.click("#condition-menu button[hx-vals*='holdings.balance\"']")
    page.wait_for_selector("#condition-menu input[name=value]")
    page.fill("#condition-menu input[name=value]", "10000")
    page.press("#condition-menu input[name=value]", "Enter")
    page.wait_for_selector(".sentence .chip >> text=NT$10,000")

    assert page.locator("tbody tr[data-id]").count() == 1
    assert "filter=" in page.url
    assert page.faults == []


def test_a_fact_is_edited_in_its_place_and_put_back_by_z(
    open_as: Open, ben: Actor, lin: UUID
) -> None:
    page = open_as(ben, f"/customers/{lin}")
    fact = "dd[data-field=occupation]"

    page.click(fact)
    page.fill(f"{fact} input", "經理")
    page.press(f"{fact} input", "Enter")
    page.wait_for_selector("#toasts [data-undo]")
    changed = page.inner_text(fact)
    page.keyboard.press("z")
    page.wait_for_selector(f"{fact} >> text=教師")

    assert changed.strip() == "經理"
    card = queries.customer_card(lin, actor=OPERATOR, now=NOW)
    assert card.fields["occupation"] == "教師"


def test_from_a_list_one_walks_from_record_to_record_by_key(open_as: Open, ben: Actor) -> None:
    for name in ("Ann", "Ben", "Cara"):
        a_customer(name)
    page = open_as(ben, "/customers?sort=name")

    page.click("tbody tr:first-child a.name")
    page.wait_for_selector("a[data-key=j]")
    page.keyboard.press("j")
    page.wait_for_selector("h1 >> text=Ben")
    page.wait_for_selector("a[data-key=k]")
    back = page.locator("#crumbs a").first.get_attribute("href")

    assert back == "/customers?sort=name"
    assert page.faults == []


def test_a_telephone_shows_pages_without_scrolling_sideways(
    open_as: Open, ben: Actor, lin: UUID, tried: UUID, axe: str
) -> None:
    page = open_as(ben, "/customers", width=390, height=844)
    house, wide, found = page.url.partition("/customers")[0], {}, []

    for path in ("/customers", f"/customers/{lin}", f"/imports/{tried}", "/orders", "/imports/new"):
        page.goto(house + path)
        wide[path] = max(
            page.evaluate("document.documentElement.scrollWidth"),
            page.evaluate("document.getElementById('main').scrollWidth"),
        )
        found += violations(page, axe, ["target-size", "link-name", "button-name"])

    assert {path: width for path, width in wide.items() if width > 390} == {}
    assert found == []
