"""News of parties enter the timeline by themselves, once."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection

from rapport.customers.interactions import commands, reactions
from rapport.customers.interactions.models import Entry
from rapport.customers.parties import commands as parties
from rapport.customers.parties.models import Party
from rapport.customers.parties.words import Holder
from rapport.kernel.access.actor import SYSTEM
from rapport.kernel.entities.registry import entity
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing
from tests.makers import DICE, NOW, OPERATOR, a_customer, a_user

pytestmark = pytest.mark.django_db

TELL = "interactions.tell_reassigned"
LONG_AGO = NOW - timedelta(days=900)


def entries(party):
    found = Entry.objects.filter(party_id=party).order_by("pk")
    return [(e.kind, e.code.partition("-")[0], e.actor_id) for e in found]


def test_what_happens_to_a_customer_is_told_once():
    olga = a_user("Olga")
    lin = a_customer("林志遠", now=LONG_AGO)
    given = parties.assign_owner(party_id=lin, holder=Holder(olga.user_id), actor=olga, now=NOW)
    note = parties.add_note(party_id=lin, text="x", actor=olga, now=NOW, rng=DICE)

    for _ in range(2):
        reactions.enter_when_owner_is_assigned(given, now=NOW)
        reactions.enter_when_note_is_added(note, now=NOW)

    assert entries(lin) == [
        ("change", "assigned", olga.user_id),
        ("note", "note", olga.user_id),
    ]
    assert Party.objects.get(pk=lin).last_touch_at == LONG_AGO


def test_a_removed_note_leaves_the_timeline_and_comes_back_at_its_time():
    lin = a_customer("林志遠")
    note = parties.add_note(party_id=lin, text="x", actor=OPERATOR, now=NOW, rng=DICE)
    reactions.enter_when_note_is_added(note, now=NOW)
    at = Entry.objects.get(party_id=lin).at

    gone = parties.remove_note(note_id=note.note_id, actor=OPERATOR, now=NOW)
    reactions.forget_when_note_is_removed(gone, now=NOW)
    assert entries(lin) == []

    back = parties.restore_note(note_id=note.note_id, actor=OPERATOR, now=NOW)
    reactions.enter_when_note_is_restored(back, now=NOW)
    assert Entry.objects.get(party_id=lin).at == at


def test_a_batch_of_customers_given_away_is_told_to_each():
    olga = a_user("Olga")
    some = [a_customer(f"林志{i}") for i in "遠豪明"]
    event = parties.reassign_customers(
        selection=engine.keys(Listing(entity("parties.party"), OPERATOR), now=NOW),
        holder=Holder(olga.user_id),
        actor=OPERATOR,
        now=NOW,
        rng=DICE,
    )

    reactions.enter_when_customers_are_reassigned(event, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("select args from procrastinate_jobs where task_name = %s", [TELL])
        (args,) = cursor.fetchone()
    assert json.loads(args)["batch_id"] == event.batch_id

    for _ in range(2):
        commands.enter_reassigned(batch_id=event.batch_id, at=NOW, actor=SYSTEM, now=NOW)

    assert [entries(key) for key in some] == [[("change", "assigned", None)]] * 3
