"""Holdings in lists and on a customer's page, with and without the right to amounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from rapport.customers.holdings import commands as holdings
from rapport.customers.holdings import queries
from rapport.customers.holdings.words import FigureName, Part
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import UnknownField, entity
from rapport.kernel.errors import NotAllowed, NotFound
from rapport.kernel.filters.tree import All, Some, Test
from rapport.kernel.values import Money
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing
from tests.makers import NOW, OPERATOR, a_balance, a_customer, a_holding, a_user

pytestmark = pytest.mark.django_db
HAS_OVER = Some("holdings", All((Test("kind", "is", "account"), Test("balance", "over", "100000"))))


@pytest.fixture
def adviser() -> Actor:
    """An adviser who sees which products his customers hold, not how much."""
    return a_user("Olga", grants={"parties.view": Reach.OWN, "holdings.view": Reach.OWN})


def with_balances(actor):
    return replace(actor, reach={**actor.reach, "holdings.balances": Reach.OWN})


def rows(name, actor, **asked):
    return engine.page(Listing(entity(name), actor, **asked), now=NOW).rows


def join(holding_id, party_id, part=Part.JOINT_HOLDER, from_on=None):
    holdings.assign_role(
        holding_id=holding_id,
        party_id=party_id,
        part=part,
        from_on=from_on,
        actor=OPERATOR,
        now=NOW,
    )


def test_customers_are_found_by_what_they_hold(adviser):
    rich, poor = a_customer("A"), a_customer("B")
    a_balance(a_holding(rich), "100000.01")
    a_balance(a_holding(poor), "100000")
    a_balance(a_holding(poor, "deposit"), "900000")

    assert [row["key"] for row in rows("parties.party", OPERATOR, where=HAS_OVER)] == [rich]


def test_a_joint_holder_is_found_and_an_authorised_user_is_not():
    husband, wife, son = a_customer("A"), a_customer("B"), a_customer("C")
    account = a_holding(husband)
    a_balance(account, "200000")
    join(account, wife)
    join(account, son, Part.AUTHORISED_USER)

    found = rows("parties.party", OPERATOR, where=HAS_OVER)

    assert {row["key"] for row in found} == {husband, wife}


def test_without_the_right_no_list_filter_sort_or_record_gives_an_amount(adviser):
    account = a_holding(a_customer(owner=adviser), name="Savings")
    a_balance(account, "200000")

    (row,) = rows("holdings.holding", adviser)
    whole = engine.row("holdings.holding", row["id"], actor=adviser, now=NOW)

    assert row["name"] == "Savings"
    assert not {"balance", "balance_as_of", "bill_due", "credit_limit"} & {*row, *whole}
    for asked in ({"columns": ("balance",)}, {"sort": "-balance"}, {"where": HAS_OVER.where}):
        with pytest.raises(UnknownField):
            rows("holdings.holding", adviser, **asked)
    with pytest.raises(UnknownField):
        rows("parties.party", adviser, where=HAS_OVER)


def test_with_the_right_amounts_are_shown_and_sorted(adviser):
    lin = a_customer(owner=adviser)
    small, none, big = a_holding(lin), a_holding(lin), a_holding(lin)
    a_balance(small, "5")
    a_balance(big, "7", "USD")

    found = rows("holdings.holding", with_balances(adviser), sort="-balance")

    assert [row["key"] for row in found] == [big, small, none]
    assert (found[0]["balance"], found[0]["balance__currency"]) == (Decimal(7), "USD")


def test_a_joint_account_is_seen_by_the_adviser_of_either_holder(adviser):
    wife, husband = a_customer("郭怡君", owner=adviser), a_customer("林志遠")
    account = a_holding(husband)
    assert rows("holdings.holding", adviser) == []

    join(account, wife)

    assert [row["key"] for row in rows("holdings.holding", adviser)] == [account]
    assert [row.part for row in queries.roles_of(account, actor=adviser)] == [
        "holder",
        "joint_holder",
    ]


def test_who_was_a_joint_holder_once_no_longer_opens_the_account(adviser):
    wife, husband = a_customer("郭怡君", owner=adviser), a_customer("林志遠")
    account = a_holding(husband)
    join(account, wife)
    holdings.end_role(
        holding_id=account,
        party_id=wife,
        part=Part.JOINT_HOLDER,
        until_on=date(2026, 1, 1),
        actor=OPERATOR,
        now=NOW,
    )

    assert rows("holdings.holding", adviser) == []
    assert queries.holdings_of(wife, actor=adviser, now=NOW).holdings == ()
    with pytest.raises(NotFound):
        queries.roles_of(account, actor=adviser)


def test_the_card_says_how_old_each_figure_is():
    lin = a_customer()
    a_balance(a_holding(lin, number="1"), "10", as_of=NOW - timedelta(hours=49))
    car = a_holding(lin, "vehicle", number="2")
    a_balance(car, "52000", currency="", name=FigureName.MILEAGE, as_of=NOW - timedelta(days=30))

    account, vehicle = queries.holdings_of(lin, actor=OPERATOR, now=NOW).holdings

    assert (account.balance.age, account.balance.is_late) == (timedelta(hours=49), True)
    assert (vehicle.figures[0].value, vehicle.figures[0].is_late) == (Decimal(52000), False)
    assert account.balance.source == "core"


def test_the_card_without_the_right_has_products_and_no_amounts(adviser):
    lin = a_customer(owner=adviser)
    a_balance(a_holding(lin), "10")
    car = a_holding(lin, "vehicle")
    a_balance(car, "52000", currency="", name=FigureName.MILEAGE)

    card = queries.holdings_of(lin, actor=adviser, now=NOW)

    assert [row.kind for row in card.holdings] == ["account", "vehicle"]
    assert [[f.name for f in row.figures] for row in card.holdings] == [[], ["mileage"]]
    assert card.sum is None


def test_ended_and_only_used_holdings_are_shown_and_not_summed():
    lin, other = a_customer(), a_customer("B")
    own, ended, used = a_holding(lin), a_holding(lin), a_holding(other)
    for holding_id in (own, ended, used):
        a_balance(holding_id, "10")
    holdings.end_holding(holding_id=ended, until_on=date(2026, 11, 1), actor=OPERATOR, now=NOW)
    join(used, lin, Part.AUTHORISED_USER)

    card = queries.holdings_of(lin, actor=OPERATOR, now=NOW)

    assert {row.holding_id for row in card.holdings} == {own, ended, used}
    assert card.holdings[-1].holding_id == ended
    assert card.sum.net == Money(Decimal(10), "TWD")


def test_a_card_takes_one_statement_besides_the_scope(django_assert_max_num_queries):
    lin = a_customer()
    for _ in range(5):
        a_balance(a_holding(lin), "10")

    with django_assert_max_num_queries(3):
        queries.holdings_of(lin, actor=OPERATOR, now=NOW)


def test_who_may_not_see_the_customer_or_holdings_gets_no_card(adviser):
    lin = a_customer()
    mine = a_customer(owner=adviser)

    with pytest.raises(NotFound):
        queries.holdings_of(lin, actor=adviser, now=NOW)
    with pytest.raises(NotAllowed):
        queries.holdings_of(
            mine, actor=replace(adviser, reach={"parties.view": Reach.OWN}), now=NOW
        )


def test_holdings_are_found_by_number_product_and_holder():
    lin = a_customer("林志遠")
    mine = a_holding(lin, number="700-123", name="Gold card")
    a_holding(a_customer("江雨潔"), number="800-123")

    def found(text):
        return [row["key"] for row in rows("holdings.holding", OPERATOR, search=text)]

    assert found("700-") == found("gold") == found("林志遠") == [mine]
    assert found("%") == []


def test_a_bill_is_part_of_the_cards_balance_and_not_owed_twice():
    maria = a_customer("Maria")
    a_balance(a_holding(maria), "120000")
    card = a_holding(maria, "card")
    a_balance(card, "30000")
    a_balance(card, "8000", name=FigureName.BILL_DUE)

    found = queries.holdings_of(maria, actor=OPERATOR, now=NOW).sum

    assert (found.debts.amount, found.net.amount) == (Decimal(30000), Decimal(90000))
    assert found.is_whole


def test_a_card_of_which_only_a_bill_is_known_is_left_out_of_the_sum_and_named():
    maria = a_customer("Maria")
    a_balance(a_holding(maria), "120000")
    card = a_holding(maria, "card")
    a_balance(card, "8000", name=FigureName.BILL_DUE)

    found = queries.holdings_of(maria, actor=OPERATOR, now=NOW).sum

    assert found.net.amount == Decimal(120000)
    assert found.left_out == (card,)
