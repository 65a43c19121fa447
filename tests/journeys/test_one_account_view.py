"""
One account view: everything a customer holds, on one page (統一的資產管理帳戶).

Steps 1–4 and the filter of step 6; the portal of step 5 is not built yet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from rapport.customers.holdings import queries
from rapport.customers.holdings.mappings import HoldingsLoader
from rapport.customers.holdings.words import FigureName
from rapport.customers.parties import commands as parties
from rapport.customers.parties.words import PartyKind, RelationKind
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.audit.queries import history_of
from rapport.kernel.entities.registry import UnknownField, entity
from rapport.kernel.filters import tree
from rapport.kernel.values import Money
from rapport.kernel.views import engine, figures
from rapport.kernel.views.listing import Listing
from tests.makers import DICE, NOW, OPERATOR, a_customer, a_firm, a_rate, a_user
from tests.staging import a_stage, taken_in

pytestmark = pytest.mark.django_db
LOADER = HoldingsLoader()
NIGHT = NOW.replace(hour=0, minute=0)
ACCOUNT_OVER_100_000 = tree.read(
    {
        "some": "holdings",
        "where": {
            "all": [
                {"field": "kind", "op": "is", "value": "account"},
                {"field": "balance", "op": "over", "value": "100000"},
            ]
        },
    }
)


@dataclass(frozen=True)
class Family:
    lin: int
    guo: int
    household: int


@pytest.fixture
def family() -> Family:
    """Mr Lin and his wife Guo, one household; the core systems know them as K1 and K2."""
    a_firm()
    a_rate("USD", "TWD", "32.155", date(2026, 11, 1))
    lin = a_customer("林志遠", external_ids=[("core", "K1")])
    guo = a_customer("郭怡君", external_ids=[("core", "K2")])
    household = a_customer("林家", kind=PartyKind.HOUSEHOLD)
    for member in (lin, guo):
        parties.add_relation(
            party_id=member,
            other_id=household,
            kind=RelationKind.MEMBER,
            values={},
            rng=DICE,
            actor=OPERATOR,
            now=NOW,
        )
    return Family(lin, guo, household)


def line(kind, number, holder="K1", balance=None, **more):
    row = {"kind": kind, "number": number, "holder": holder, "from_on": date(2024, 1, 1)}
    if balance is not None:
        row |= {"balance": Decimal(balance), "as_of": more.pop("as_of", NIGHT)}
    return row | more


def core_systems():
    """Savings (joint), time deposit, fund, loan and two cards; one card with an authorised user."""
    savings = line("account", "S-1", balance="120000.50", name="Savings")
    card = line("card", "4000-1", balance="1234.50", name="Gold card")
    return [
        savings,
        {**savings, "holder": "K2", "role": "joint_holder"},
        line("deposit", "D-1", balance="1000.00", currency="USD", name="Time deposit"),
        line("fund", "F-1", balance="50000.25", name="Balanced fund"),
        line("loan", "L-1", balance="80000.00", name="Home loan"),
        card,
        {**card, "holder": "K2", "role": "authorised_user"},
        line("card", "4000-2", holder="K2", balance="500.25", name="Gold card"),
    ]


def feed(rows, number=1):
    fates = taken_in(LOADER, a_stage(LOADER, rows, number=number, source="core"))
    assert {fate for fate, _, _ in fates} <= {"create", "update", "unchanged"}


def twd(amount):
    return Money(Decimal(amount), "TWD")


def test_everything_held_is_on_one_page_with_its_sum_net_of_loans(family):
    feed(core_systems())

    card = queries.holdings_of(family.lin, actor=OPERATOR, now=NOW)

    shown = [
        (row.kind, str(row.balance.money), row.balance.as_of, row.balance.source, row.parts)
        for row in card.holdings
    ]
    assert shown == [
        ("account", "120000.50 TWD", NIGHT, "core", ("holder",)),
        ("card", "1234.50 TWD", NIGHT, "core", ("holder",)),
        ("deposit", "1000.00 USD", NIGHT, "core", ("holder",)),
        ("fund", "50000.25 TWD", NIGHT, "core", ("holder",)),
        ("loan", "80000.00 TWD", NIGHT, "core", ("holder",)),
    ]
    assert card.sum.assets == twd("202155.75")  # 1,000 dollars at 32.155
    assert card.sum.debts == twd("81234.50")
    assert card.sum.net == twd("120921.25")
    assert card.sum.is_whole


def test_a_card_that_one_may_only_use_is_shown_and_not_ones_own_debt(family):
    feed(core_systems())

    card = queries.holdings_of(family.guo, actor=OPERATOR, now=NOW)

    assert [(row.number, row.parts) for row in card.holdings] == [
        ("S-1", ("joint_holder",)),
        ("4000-1", ("authorised_user",)),
        ("4000-2", ("holder",)),
    ]
    assert card.sum.net == twd("119500.25")


def test_a_joint_account_counts_once_in_the_households_sum(family):
    feed(core_systems())

    card = queries.holdings_of_household(family.household, actor=OPERATOR, now=NOW)

    assert len(card.holdings) == 6
    assert card.sum.net == twd("120421.00")  # 120,921.25 - 500.25, the savings not twice


def test_a_late_feed_shows_its_age_and_the_sum_says_so(family):
    rows = core_systems()
    feed(rows)
    three_days_later = NOW + timedelta(days=3)

    card = queries.holdings_of(family.lin, actor=OPERATOR, now=three_days_later)

    assert all(row.balance.is_late for row in card.holdings)
    assert card.holdings[0].balance.age == timedelta(days=3, hours=7, minutes=40)
    assert card.sum.oldest_as_of == NIGHT
    assert len(card.sum.late) == 5


def test_a_feed_out_of_order_does_not_bring_back_an_old_balance(family):
    feed(core_systems())
    old = line("loan", "L-1", balance="99999", name="Home loan", as_of=NIGHT - timedelta(days=1))

    fates = taken_in(LOADER, a_stage(LOADER, [old], number=2, source="core"))

    assert fates == [("skip", "figure_older", "as_of")]
    card = queries.holdings_of(family.lin, actor=OPERATOR, now=NOW)
    assert card.sum.debts == twd("81234.50")


def test_customers_are_found_by_what_they_hold(family):
    feed(core_systems())
    a_customer("江雨潔")
    listing = Listing(entity("parties.party"), OPERATOR, ("name",), where=ACCOUNT_OVER_100_000)

    found = engine.page(listing, now=NOW)

    assert {row["key"] for row in found.rows} == {family.lin, family.guo}
    assert figures.count(listing, now=NOW).rows == 2


def test_an_adviser_without_the_right_sees_which_products_not_how_much(family):
    feed(core_systems())
    everything = {"parties.view", "holdings.view", "views.export"}
    adviser: Actor = a_user("Olga", grants=dict.fromkeys(everything, Reach.ALL))
    holdings = entity("holdings.holding")

    card = queries.holdings_of(family.lin, actor=adviser, now=NOW)
    page = engine.page(Listing(holdings, adviser), now=NOW)
    record = engine.row("holdings.holding", page.rows[0]["id"], actor=adviser, now=NOW)
    history = history_of("holdings.holding", page.rows[0]["key"], actor=adviser)
    streamed = list(engine.stream(Listing(holdings, adviser), now=NOW))

    assert len(card.holdings) == 5
    assert card.sum is None
    assert [row.figures for row in card.holdings] == [()] * 5
    assert len(page.rows) == len(streamed) == 6
    hidden = {str(name) for name in (FigureName.BALANCE, FigureName.BILL_DUE, "credit_limit")}
    for door in (*page.rows, record, *streamed):
        assert not hidden & {name.partition("__")[0] for name in door}
    assert not hidden & {change.field for change in history}
    for asked in (
        Listing(holdings, adviser, ("balance",)),
        Listing(holdings, adviser, sort="-balance"),
        Listing(entity("parties.party"), adviser, where=ACCOUNT_OVER_100_000),
    ):
        with pytest.raises(UnknownField):
            engine.page(asked, now=NOW)
    with pytest.raises(UnknownField):
        figures.totals(Listing(holdings, adviser, ("balance",)), now=NOW)
    sees = replace(adviser, reach={**adviser.reach, "holdings.balances": Reach.ALL})
    assert queries.holdings_of(family.lin, actor=sees, now=NOW).sum.net == twd("120921.25")
