"""Many relations at once: those already there, out of reach or gone are passed over."""

from __future__ import annotations

import pytest

from rapport.customers.parties import commands as parties
from rapport.customers.parties.models import Relation
from rapport.customers.parties.words import RelationKind
from rapport.kernel.access.words import Reach
from rapport.kernel.errors import NotAllowed
from tests.makers import DICE, NOW, OPERATOR, a_customer, a_user

pytestmark = pytest.mark.django_db
SPOUSE = RelationKind.SPOUSE


def record(*pairs, actor=OPERATOR):
    given = [parties.RelationGiven(first, other, SPOUSE) for first, other in pairs]
    return parties.record_relations(given=given, actor=actor, now=NOW, rng=DICE)


def test_new_relations_are_recorded_and_those_there_already_are_not():
    lin, guo, wang = a_customer("林志遠"), a_customer("郭怡君"), a_customer("王小明")

    assert record((guo, lin)) == 1
    assert record((guo, lin), (wang, lin), (wang, lin)) == 1

    found = Relation.objects.order_by("pk").values_list("party_id", "other_id", "kind", "version")
    assert list(found) == [(guo, lin, SPOUSE, 1), (wang, lin, SPOUSE, 1)]


def test_none_stands_in_a_relation_to_itself_or_to_nobody():
    lin = a_customer("林志遠")

    assert record((lin, lin), (lin, 999_999), (999_999, lin)) == 0


def test_the_actor_must_see_both_and_may_change_the_first():
    ben = a_user("Ben", reach=Reach.OWN)
    his, hers = a_customer("林志遠", owner=ben), a_customer("郭怡君")
    also_his = a_customer("王小明", owner=ben)

    assert record((his, hers), (hers, his), (his, also_his), actor=ben) == 1
    assert Relation.objects.get().other_id == also_his

    with pytest.raises(NotAllowed):
        record((his, also_his), actor=a_user("Eve", grants={"parties.view": Reach.ALL}))


def test_no_relations_are_no_fault():
    assert record() == 0
