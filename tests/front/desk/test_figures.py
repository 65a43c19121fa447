"""A key figure and the list behind it say the same."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.utils import translation

from rapport.customers.holdings import commands as holdings
from rapport.customers.holdings.words import FigureName, Part
from rapport.customers.parties import commands as parties
from rapport.customers.parties import queries
from rapport.customers.parties.words import PartyKind, RelationKind
from rapport.front.desk.asked import asked_of, list_state, listing_of
from rapport.front.desk.customer.page import customer_page
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.views import figures
from rapport.operations.commerce import commands as commerce
from rapport.operations.commerce.words import OrderKind
from tests.makers import DICE, NOW, OPERATOR, a_balance, a_customer, a_holding, a_user, an_order

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def a_part(holding_id: int, party_id: int, part: Part, from_on: date = TODAY) -> None:
    holdings.assign_role(
        holding_id=holding_id, party_id=party_id, part=part, from_on=from_on,
        actor=OPERATOR, now=NOW,
    )  # fmt: skip


def told_and_listed(party_id: int, actor: Actor = OPERATOR) -> tuple[int, int]:
    """Return how many holdings the customer's page counts, and how many its list has."""
    uid = queries.names_of([party_id])[party_id].id
    with translation.override("en"):
        page = customer_page(uid, actor=actor, now=NOW)
    (figure,) = [figure for figure in page.figures if figure.url.startswith("/holdings?")]
    told = re.match(r"\d+", figure.means or figure.value or "")
    assert told
    return int(told[0]), listed(figure.url, actor)


def listed(url: str, actor: Actor = OPERATOR) -> int:
    """Return how many rows the list at an address has."""
    key, query = urlsplit(url).path.strip("/"), QueryDict(urlsplit(url).query)
    listing = listing_of(list_state(asked_of(key, query.dict()), actor=actor), actor)
    return figures.count(listing, now=NOW, exact=True).rows


@pytest.fixture
def couple() -> tuple[int, int]:
    """Enter two customers with an account together, and what each has and had besides."""
    lin, guo = a_customer("林志遠"), a_customer("郭怡君")
    joint = a_holding(lin, number="1")
    a_part(joint, guo, Part.JOINT_HOLDER)
    a_balance(joint, "100")
    card = a_holding(lin, "card", number="2")
    a_part(card, guo, Part.AUTHORISED_USER)
    ended = a_holding(guo, number="3")
    holdings.end_holding(holding_id=ended, until_on=TODAY, actor=OPERATOR, now=NOW)
    a_part(a_holding(lin, number="4"), guo, Part.JOINT_HOLDER, TODAY + timedelta(days=900))
    return lin, guo


def test_holdings_with_another_holder_are_counted_and_listed(couple: tuple[int, int]) -> None:
    lin, guo = couple

    assert told_and_listed(lin) == (3, 3)
    assert told_and_listed(guo) == (1, 1)


def test_who_sees_no_amounts_finds_the_same_number(couple: tuple[int, int]) -> None:
    tess = a_user("Tess", grants={"parties.view": Reach.ALL, "holdings.view": Reach.ALL})

    assert told_and_listed(couple[1], tess) == (1, 1)


def test_a_household_counts_and_lists_what_its_members_hold_once(couple: tuple[int, int]) -> None:
    home = a_customer("林家", kind=PartyKind.HOUSEHOLD)
    for member in couple:
        parties.add_relation(
            party_id=member, other_id=home, kind=RelationKind.MEMBER, values={},
            actor=OPERATOR, now=NOW, rng=DICE,
        )  # fmt: skip
    a_holding(home, "meter", number="5")

    assert told_and_listed(home) == (4, 4)


def test_the_groups_beside_the_timeline_count_their_own_rows(couple: tuple[int, int]) -> None:
    with translation.override("en"):
        page = customer_page(queries.names_of([couple[1]])[couple[1]].id, actor=OPERATOR, now=NOW)

    told = [(group.label, [row.title for row in group.rows]) for group in page.held]
    assert told == [("Holdings", ["1"]), ("In another role", ["2"]), ("Ended", ["3"])]
    assert listed(page.holdings_url) == 1


def test_orders_are_counted_as_their_lists_have_them() -> None:
    buyer = a_customer("林志遠")
    for _ in range(6):
        last = an_order(buyer)
    an_order(buyer, [("-1", "1990")], kind=OrderKind.RETURN)
    commerce.cancel_order(order_id=last, actor=OPERATOR, now=NOW)

    with translation.override("en"):
        page = customer_page(queries.names_of([buyer])[buyer].id, actor=OPERATOR, now=NOW)

    (sales,) = [figure for figure in page.figures if figure.label == "Number of orders"]
    assert (sales.value, listed(sales.url)) == ("5", 5)
    assert page.totals is not None
    assert (page.totals.rows_count, listed(page.orders_url)) == (7, 7)


def test_a_card_of_which_only_the_bill_is_known_is_named_beside_the_sum() -> None:
    lin = a_customer("林志遠")
    a_balance(a_holding(lin, number="1"), "120000")
    card = a_holding(lin, "card", number="4311", name="聯名卡")
    a_balance(card, "8000", name=FigureName.BILL_DUE)

    uid = queries.names_of([lin])[lin].id
    with translation.override("zh-hant"):
        page = customer_page(uid, actor=OPERATOR, now=NOW)

    assert page.sum is not None
    assert page.sum.net == "NT$120,000"
    assert page.sum.words.endswith("沒算進去（沒有餘額或匯率）：聯名卡")
