"""Many customers given away at once, by those who may, and taken back whole."""

from __future__ import annotations

import pytest
from django.db import connection

from rapport.customers.parties import commands as parties
from rapport.customers.parties.words import Holder
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.sql import Sql
from rapport.kernel.errors import NotAllowed, NotFound
from tests import makers
from tests.makers import DICE, NOW, OPERATOR

pytestmark = pytest.mark.django_db
EVERYBODY = Sql("select id from parties_party")


def owners() -> dict[int, int | None]:
    with connection.cursor() as cursor:
        cursor.execute("select id, owner_id from parties_party order by id")
        return dict(cursor.fetchall())


def reassign(to, *, actor=OPERATOR, selection=EVERYBODY):
    return parties.reassign_customers(
        selection=selection, holder=Holder(owner_id=to.user_id), actor=actor, now=NOW, rng=DICE
    )


def test_all_selected_customers_go_to_the_new_owner():
    boyu = makers.a_user("陳柏宇")
    for name in ("林志遠", "江雨潔", "歐陽靜宜"):
        makers.a_customer(name)

    event = reassign(boyu)

    assert (event.count, event.refused) == (3, 0)
    assert set(owners().values()) == {boyu.user_id}


def test_a_reassignment_is_taken_back_whole():
    boyu, guanyu = makers.a_user("陳柏宇"), makers.a_user("林冠宇")
    for name in ("林志遠", "江雨潔"):
        makers.a_customer(name)
    reassign(boyu)
    before = owners()
    event = reassign(guanyu)

    undone = parties.undo_reassign_customers(batch_id=event.batch_id, actor=OPERATOR, now=NOW)

    assert (undone.count, undone.kept) == (2, 0)
    assert owners() == before


def test_a_customer_given_away_since_stays_where_he_is():
    boyu, guanyu, yuting = (makers.a_user(name) for name in ("陳柏宇", "林冠宇", "黃郁婷"))
    for name in ("林志遠", "江雨潔"):
        makers.a_customer(name)
    reassign(boyu)
    first = min(owners())
    event = reassign(guanyu)
    reassign(yuting, selection=Sql("select id from parties_party where id = %s", (first,)))

    undone = parties.undo_reassign_customers(batch_id=event.batch_id, actor=OPERATOR, now=NOW)

    assert (undone.count, undone.kept) == (1, 1)
    assert owners()[first] == yuting.user_id


def test_customers_out_of_reach_are_left_and_counted():
    olga = makers.a_user("Olga", reach=Reach.OWN)
    boyu = makers.a_user("陳柏宇")
    for name in ("林志遠", "江雨潔"):
        makers.a_customer(name)
    first = min(owners())
    reassign(olga, selection=Sql("select id from parties_party where id = %s", (first,)))

    event = reassign(boyu, actor=olga)

    assert (event.count, event.refused) == (1, 1)
    assert owners()[first] == boyu.user_id


def test_who_may_not_assign_changes_nothing():
    boyu, olga = makers.a_user("陳柏宇"), makers.a_user("Olga", grants={"parties.view": Reach.ALL})
    makers.a_customer("林志遠")
    before = owners()

    with pytest.raises(NotAllowed):
        reassign(boyu, actor=olga)

    assert owners() == before


def test_another_persons_batch_cannot_be_taken_back():
    boyu, olga = makers.a_user("陳柏宇"), makers.a_user("Olga")
    makers.a_customer("林志遠")
    event = reassign(boyu)
    before = owners()

    with pytest.raises(NotFound):
        parties.undo_reassign_customers(batch_id=event.batch_id, actor=olga, now=NOW)

    assert owners() == before
