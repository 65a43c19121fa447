"""Touches enter a timeline once, one by one, by the batch, or selected by SQL."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from rapport.customers.interactions import commands as interactions
from rapport.customers.interactions.models import Entry
from rapport.customers.interactions.words import Channel, Direction, EntryGiven, EntryKind
from rapport.customers.parties.models import Party
from rapport.kernel.entities.sql import Sql
from tests.makers import DICE, NOW, OPERATOR, a_customer, a_user

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
LONG_AGO = NOW - timedelta(days=900)


def a_call(party, row=1, **more):
    given = {
        "kind": EntryKind.CALL,
        "at": NOW - HOUR,
        "entity": "voice.call",
        "row_id": row,
        "code": "answered",
        "direction": Direction.IN,
        "channel": Channel.PHONE,
        "figures": {"seconds": 252},
        **more,
    }
    return EntryGiven(party_id=party, **given)


def record(given, actor=OPERATOR):
    return interactions.record_entry(given=given, rng=DICE, actor=actor, now=NOW)


def told():
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from outbox where name = 'interactions.entry_recorded.v1'")
        return cursor.fetchone()[0]


def test_a_touch_says_who_when_and_about_what():
    olga, lin = a_user("Olga"), a_customer("林志遠", now=LONG_AGO)
    uid = UUID(int=7)

    event = record(a_call(lin, row_uid=uid), actor=olga)

    entry = Entry.objects.get(pk=event.entry_id)
    assert (entry.party_id, entry.kind, entry.at) == (lin, "call", NOW - HOUR)
    assert (entry.entity, entry.row_id, entry.row_uid) == ("voice.call", 1, uid)
    assert (entry.actor_kind, entry.actor_id) == ("user", olga.user_id)
    assert entry.figures == {"seconds": 252}
    assert Party.objects.get(pk=lin).last_touch_at == NOW - HOUR


def test_the_same_happening_enters_once():
    lin, guo = a_customer("林志遠"), a_customer("郭怡君")
    first = record(a_call(lin))
    before = told()

    again = record(a_call(lin, at=NOW))
    record(a_call(guo))
    record(a_call(lin, code="recorded"))

    assert again.entry_id == first.entry_id
    assert Entry.objects.filter(party_id=lin).count() == 2
    assert Entry.objects.filter(party_id=guo).count() == 1
    assert told() == before + 2


def test_an_older_touch_does_not_move_the_last_one_back():
    lin = a_customer("林志遠", now=LONG_AGO)
    record(a_call(lin, row=1, at=NOW))

    record(a_call(lin, row=2, at=NOW - HOUR))
    record(a_call(lin, row=3, at=NOW + HOUR, is_touch=False))

    party = Party.objects.get(pk=lin)
    assert party.last_touch_at == NOW
    assert party.version == 1


def test_a_batch_counts_what_was_new_and_touches_each_customer_once():
    lin, guo = a_customer("林志遠", now=LONG_AGO), a_customer("郭怡君", now=LONG_AGO)
    given = [a_call(lin, row) for row in range(5)] + [a_call(guo, 9, at=NOW)]

    def run():
        return interactions.record_entries(given=given, rng=DICE, actor=OPERATOR, now=NOW)

    assert run() == 6
    assert run() == 0
    assert Party.objects.get(pk=guo).last_touch_at == NOW
    assert Party.objects.get(pk=lin).last_touch_at == NOW - HOUR


def test_entries_are_selected_by_sql_and_forgotten_again():
    lin = a_customer("林志遠")
    select = Sql(
        "select %s::int8, %s::timestamptz + n * interval '1 day', 'purchase', 'in', 'store',"
        " 'commerce.order', n::int8, null::uuid, 'sale', jsonb_build_object('amount', '12.50')"
        " from generate_series(1, 4) n",
        (lin, NOW),
    )

    def run():
        return interactions.record_entries_from(select=select, actor=OPERATOR, now=NOW)

    assert run() == 4
    assert run() == 0
    assert Party.objects.get(pk=lin).last_touch_at == NOW + timedelta(days=4)
    assert Entry.objects.filter(uid__isnull=False).values("uid").distinct().count() == 4

    gone = Sql("select %s::int8, 'commerce.order', n::int8 from generate_series(1, 3) n", (lin,))
    assert interactions.forget_entries(select=gone) == 3
    assert Entry.objects.count() == 1


def test_too_many_at_once_are_refused():
    lin = a_customer("林志遠")

    with pytest.raises(ValueError, match="10000"):
        interactions.record_entries(given=[a_call(lin)] * 10_001, rng=DICE, actor=OPERATOR, now=NOW)

    assert Entry.objects.count() == 0
