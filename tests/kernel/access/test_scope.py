"""Who reaches which row: own, team, unit, all, and never by a second way round."""

from __future__ import annotations

import pytest

from rapport.kernel.access.scope import must_reach
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import entity
from rapport.kernel.errors import NotAllowed, NotFound
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing
from tests.makers import NOW, a_customer, a_team, a_user, an_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    """One customer of mine, of a mate, of another team in the unit, of another unit, of nobody."""
    a_team("North", unit="Retail")
    a_team("South", unit="Retail")
    a_team("East", unit="Trade")
    mate = a_user("Mate", teams=["North"])
    cousin, far = a_user("Cousin", teams=["South"]), a_user("Far", teams=["East"])
    made = {"mate": a_customer("mate", owner=mate), "unit": a_customer("unit", owner=cousin)}
    made |= {"far": a_customer("far", owner=far), "nobody": a_customer("nobody")}
    return made


def names(actor) -> set[str]:
    page = engine.page(Listing(entity("parties.party"), actor, ("name",)), now=NOW)
    return {row["name"] for row in page.rows}


@pytest.mark.parametrize(
    ("reach", "seen"),
    [
        (Reach.OWN, {"mine"}),
        (Reach.TEAM, {"mine", "mate"}),
        (Reach.UNIT, {"mine", "mate", "unit"}),
        (Reach.ALL, {"mine", "mate", "unit", "far", "nobody"}),
    ],
)
def test_each_reach_sees_its_rows_and_no_other(rows, reach, seen):
    me = a_user("Me", grants={"parties.view": reach}, teams=["North"])
    a_customer("mine", owner=me)

    assert names(me) == seen


def test_each_right_reaches_as_far_as_it_was_given_and_no_farther(rows):
    me = a_user(
        "Me", grants={"parties.view": Reach.ALL, "parties.change": Reach.OWN}, teams=["North"]
    )
    mine = a_customer("mine", owner=me)

    must_reach("parties.party", mine, actor=me, permission="parties.change")
    with pytest.raises(NotAllowed):  # seen, but not to be changed
        must_reach("parties.party", rows["far"], actor=me, permission="parties.change")


def test_a_row_out_of_sight_is_not_there_whatever_else_one_may(rows):
    me = a_user(
        "Me", grants={"parties.view": Reach.OWN, "parties.change": Reach.ALL}, teams=["North"]
    )

    for key in (rows["mate"], 10**9):
        with pytest.raises(NotFound):
            must_reach("parties.party", key, actor=me, permission="parties.change")


def test_orders_are_seen_no_farther_than_their_customers(rows):
    an_order(rows["far"])
    an_order(rows["mate"])
    grants = {"parties.view": Reach.TEAM, "commerce.view": Reach.ALL}
    me = a_user("Me", grants=grants, teams=["North"])

    page = engine.page(Listing(entity("commerce.order"), me, ("party",)), now=NOW)

    assert [row["party__shows"] for row in page.rows] == ["mate"]
