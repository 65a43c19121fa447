"""Many customers are given away as one, and come back."""

from __future__ import annotations

import pytest

from rapport.customers.parties import commands as parties
from rapport.customers.parties.commands.refusals import HolderUnknown
from rapport.customers.parties.models import Party
from rapport.customers.parties.queries.search import best_customers
from rapport.customers.parties.words import Holder
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import entity
from rapport.kernel.errors import NotAllowed
from rapport.kernel.search import queries as search
from rapport.kernel.search.commands import count_reach
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing
from tests.makers import DICE, NOW, OPERATOR, a_customer, a_team, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(monkeypatch):
    monkeypatch.setattr(search, "FEW_ROWS", 10**6)
    a_team("台北一隊"), a_team("台中一隊")
    grants = {"parties.view": Reach.ALL, "parties.change": Reach.ALL, "parties.assign": Reach.OWN}
    ben = a_user("Ben", grants=grants, teams=["台北一隊"])
    olga = a_user("Olga", reach=Reach.OWN, teams=["台中一隊"])
    return ben, olga


def all_customers(actor):
    return engine.keys(Listing(entity("parties.party"), actor), now=NOW)


def reassign(actor, to, selection=None):
    return parties.reassign_customers(
        selection=selection or all_customers(actor),
        holder=Holder(to.user_id),
        actor=actor,
        now=NOW,
        rng=DICE,
    )


def holders():
    return dict(Party.objects.values_list("pk", "owner_id"))


def found(actor):
    count_reach("parties.party", now=NOW)
    return {row.party_id for row in best_customers("林", actor=actor, limit=50)}


def test_those_he_may_give_away_go_and_the_others_are_counted(people):
    ben, olga = people
    mine = {a_customer(f"林志{i}", owner=ben) for i in "遠豪明"}
    other = a_customer("林冠宇")

    event = reassign(ben, olga)

    assert (event.count, event.refused) == (3, 1)
    assert holders() == {**dict.fromkeys(mine, olga.user_id), other: None}
    team = set(Party.objects.filter(pk__in=mine).values_list("team_id", flat=True))
    assert team == {olga.team_ids[0]}
    assert found(olga) == mine


def test_undo_gives_back_what_nobody_changed_since(people):
    ben, olga = people
    stays, back = a_customer("林志遠", owner=ben), a_customer("林志豪", owner=ben)
    event = reassign(ben, olga)
    tess = a_user("Tess")
    parties.assign_owner(party_id=stays, holder=Holder(tess.user_id), actor=OPERATOR, now=NOW)

    undone = parties.undo_reassign_customers(batch_id=event.batch_id, actor=ben, now=NOW)

    assert (undone.count, undone.kept) == (1, 1)
    assert holders() == {stays: tess.user_id, back: ben.user_id}
    assert found(olga) == set()

    again = parties.undo_reassign_customers(batch_id=event.batch_id, actor=ben, now=NOW)
    assert (again.count, again.kept) == (0, 1)


def test_a_name_changed_since_does_not_keep_the_owner(people):
    ben, olga = people
    key = a_customer("林志遠", owner=ben)
    event = reassign(ben, olga)
    parties.change_customer(party_id=key, values={"name": "林志豪"}, actor=OPERATOR, now=NOW)

    parties.undo_reassign_customers(batch_id=event.batch_id, actor=ben, now=NOW)

    assert holders() == {key: ben.user_id}
    assert Party.objects.get(pk=key).display_name == "林志豪"
    assert [row.name for row in best_customers("志豪", actor=OPERATOR)] == ["林志豪"]


def test_who_may_not_assign_is_refused_and_nothing_changed(people):
    ben, olga = people
    a_customer("林志遠", owner=ben)
    reader = a_user("Tess", grants={"parties.view": Reach.ALL})
    before = list(Party.objects.values())

    with pytest.raises(NotAllowed):
        reassign(reader, olga)
    with pytest.raises(HolderUnknown):
        parties.reassign_customers(
            selection=all_customers(ben), holder=Holder(10**9), actor=ben, now=NOW, rng=DICE
        )

    assert list(Party.objects.values()) == before
