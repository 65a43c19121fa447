"""Figures of a source, many at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from rapport.customers.holdings import commands as holdings
from rapport.customers.holdings.models import Feed, FeedChange, Figure, Holding
from rapport.customers.holdings.words import FedFigure, FigureName
from rapport.kernel.access.words import Reach
from rapport.kernel.audit.queries import history_of
from rapport.kernel.errors import NotAllowed
from tests.makers import DICE, NOW, OPERATOR, a_balance, a_customer, a_firm, a_holding, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def firm():
    a_firm()


def fed(number, value, *, hours=0, name=FigureName.BALANCE, currency="TWD"):
    as_of = NOW + timedelta(hours=hours)
    return FedFigure("account", number, name, Decimal(value), as_of, currency)


def feed(*figures, actor=OPERATOR, source="core", **more):
    return holdings.feed_figures(
        source=source, figures=figures, actor=actor, now=NOW, rng=DICE, **more
    )


def figures():
    return list(Figure.objects.order_by("id").values_list("value", "as_of", "source"))


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Feed, Figure, Holding)]


def test_what_fits_is_taken_and_the_rest_is_named():
    lin = a_customer()
    a_holding(lin, number="001")
    newer = a_holding(lin, number="002")
    a_balance(newer, "7")

    told = feed(
        fed("001", "5"),
        fed("001", "6"),
        fed("002", "8", hours=-1),
        fed("009", "1"),
        fed("001", "1", name=FigureName.MILEAGE, currency=""),
        fed("001", "1.005"),
    )

    assert (told.taken, told.left_out) == (1, 4)
    assert figures() == [(Decimal(7), NOW, "core"), (Decimal(6), NOW, "core")]
    assert Feed.objects.get(pk=told.batch_id).left_out == [
        [2, "figure_kept_by_source"],
        [3, "unknown"],
        [4, "figure_not_understood"],
        [5, "figure_not_understood"],
    ]


def test_a_feed_of_a_thousand_takes_as_many_statements_as_of_one(django_assert_max_num_queries):
    lin = a_customer()
    for at in range(100):
        a_holding(lin, number=f"{at:03}")
    many = [fed(f"{at:03}", str(at)) for at in range(100)]

    with django_assert_max_num_queries(8):
        told = feed(*many)

    assert (told.taken, FeedChange.objects.count()) == (100, 100)


def test_the_history_of_a_balance_knows_the_feed_and_keeps_its_permission():
    account = a_holding(a_customer(), number="001")
    a_balance(account, "5", as_of=NOW - timedelta(hours=1))
    feed(fed("001", "1200"))
    adviser = a_user("Olga", grants={"parties.view": Reach.ALL, "holdings.view": Reach.ALL})

    def steps(actor):
        history = history_of("holdings.holding", account, actor=actor)
        return [(s.before, s.after, s.actor_name) for s in history if s.field == "balance"]

    assert ("5 TWD", "1200 TWD", "core") in steps(OPERATOR)
    assert steps(adviser) == []


def test_a_feed_is_taken_back_but_for_what_was_replaced_since():
    lin = a_customer()
    first, second = a_holding(lin, number="001"), a_holding(lin, number="002")
    third = a_holding(lin, number="003")
    a_balance(first, "5", as_of=NOW - timedelta(hours=1))
    told = feed(fed("001", "50"), fed("002", "60"), fed("003", "70"))
    feed(fed("003", "71"))

    undone = holdings.undo_feed_figures(feed_id=told.batch_id, actor=OPERATOR, now=NOW)

    assert (undone.taken_back, undone.kept) == (2, 1)
    assert dict(Figure.objects.values_list("holding_id", "value")) == {
        first: Decimal(5),
        third: Decimal(71),
    }
    assert not Figure.objects.filter(holding_id=second).exists()
    with pytest.raises(holdings.FeedUndoneAlready):
        holdings.undo_feed_figures(feed_id=told.batch_id, actor=OPERATOR, now=NOW)


def test_holdings_out_of_reach_are_unknown_to_the_feed():
    a_holding(a_customer(), number="001")
    own = a_user("Olga", reach=Reach.OWN)

    assert feed(fed("001", "5"), actor=own).taken == 0
    assert figures() == []


def test_who_may_not_see_amounts_feeds_none_and_takes_none_back():
    a_holding(a_customer(), number="001")
    told = feed(fed("001", "5"))
    grants = {"holdings.change": Reach.ALL, "holdings.view": Reach.ALL, "parties.view": Reach.ALL}
    adviser = a_user("Olga", grants=grants)
    own = replace(adviser, reach=dict.fromkeys([*grants, "holdings.balances"], Reach.OWN))
    before = everything()

    with pytest.raises(NotAllowed):
        feed(fed("001", "6"), actor=adviser)
    with pytest.raises(NotAllowed):
        holdings.undo_feed_figures(feed_id=told.batch_id, actor=own, now=NOW)

    assert everything() == before


def test_a_feed_without_source_or_figures_is_refused():
    before = everything()

    with pytest.raises(holdings.FeedUnfit):
        feed(fed("001", "5"), source="")
    with pytest.raises(holdings.FeedUnfit):
        feed()

    assert everything() == before


def test_the_same_request_feeds_once():
    a_holding(a_customer(), number="001")

    first = feed(fed("001", "5"), request_key="night-20")
    again = feed(fed("001", "5"), request_key="night-20")

    assert first == again
    assert Feed.objects.count() == 1


def test_feeds_are_forgotten_after_a_year():
    a_holding(a_customer(), number="001")
    feed(fed("001", "5"))

    assert holdings.cut_feeds(now=NOW + timedelta(days=365)) == 0
    assert holdings.cut_feeds(now=NOW + timedelta(days=367)) == 1
    assert figures() == [(Decimal(5), NOW, "core")]
