"""The timeline, newest first, by pages, and only what the reader may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.customers.interactions import commands as interactions
from rapport.customers.interactions.asks import ENTRY_CARDS, EntryCards, EntryText
from rapport.customers.interactions.queries import kinds_of, timeline
from rapport.customers.interactions.queries.timeline import TooManyEntries
from rapport.customers.interactions.words import EntryGiven, EntryKind
from rapport.customers.parties import commands as parties
from rapport.customers.parties.models import Party
from rapport.kernel.access.words import Reach
from rapport.kernel.asks import declare
from rapport.kernel.errors import NotAllowed, NotFound
from rapport.kernel.web.cursors import CursorNotUnderstood
from tests.makers import DICE, NOW, OPERATOR, a_customer, a_user

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def record(party, count, *, kind=EntryKind.CALL, entity="voice.call", start=1):
    given = [
        EntryGiven(party, kind, NOW - MINUTE * (n // 2), entity, n, "answered")
        for n in range(start, start + count)
    ]
    interactions.record_entries(given=given, rng=DICE, actor=OPERATOR, now=NOW)


def uid_of(party):
    return Party.objects.get(pk=party).uid


def page(party, actor=OPERATOR, **more):
    return timeline(uid_of(party), actor=actor, now=NOW, **more)


def test_pages_go_from_the_newest_to_the_oldest_each_entry_once():
    lin = a_customer("林志遠")
    record(lin, 25)
    record(a_customer("郭怡君"), 3, start=100)

    seen, after = [], None
    while True:
        shown = page(lin, limit=10, after=after)
        seen += shown.entries
        after = shown.next
        if after is None:
            break

    assert len(seen) == 25
    keys = [(entry.at, entry.entry_id) for entry in seen]
    assert keys == sorted(keys, reverse=True)
    assert len({entry.entry_id for entry in seen}) == 25


def test_kinds_are_counted_and_chosen():
    lin = a_customer("林志遠")
    record(lin, 3)
    record(lin, 2, kind=EntryKind.PURCHASE, entity="x.order", start=50)

    assert kinds_of(uid_of(lin), actor=OPERATOR) == {"call": 3, "purchase": 2}
    assert {e.kind for e in page(lin, kinds=["purchase"]).entries} == {"purchase"}
    assert len(page(lin, kinds=["purchase", "call"]).entries) == 5


def test_a_timeline_outside_the_scope_is_not_there():
    lin = a_customer("林志遠")
    olga = a_user("Olga", reach=Reach.OWN)

    with pytest.raises(NotFound):
        page(lin, olga)
    with pytest.raises(NotFound):
        kinds_of(uid_of(lin), actor=olga)
    with pytest.raises(NotAllowed):
        page(lin, a_user("Tess", grants={"parties.view": Reach.ALL}))


def test_an_entry_about_what_the_reader_may_not_see_is_not_shown():
    lin = a_customer("林志遠")
    record(lin, 1)
    note = parties.add_note(party_id=lin, text="母親住院", actor=OPERATOR, now=NOW, rng=DICE)
    entry = EntryGiven(lin, EntryKind.NOTE, NOW, "parties.note", note.note_id, "note")
    interactions.record_entries(given=[entry], rng=DICE, actor=OPERATOR, now=NOW)
    grants = {"parties.view": Reach.ALL, "interactions.view": Reach.ALL}

    without = page(lin, a_user("Olga", grants=grants))
    with_notes = page(lin, a_user("Ben", grants={**grants, "parties.view_notes": Reach.ALL}))

    assert [e.kind for e in without.entries] == ["call"]
    assert [(e.kind, e.card.text if e.card else "") for e in with_notes.entries] == [
        ("note", "母親住院"),
        ("call", ""),
    ]


def test_rooms_above_say_what_their_entries_tell(monkeypatch):
    lin = a_customer("林志遠")
    record(lin, 2)

    def cards(asked, *, actor, now):
        return EntryCards(tuple(EntryText(e.entry_id, f"call {e.row_id}") for e in asked.entries))

    monkeypatch.setattr(declare, "_answerers", {ENTRY_CARDS.name: {"voice": cards}})
    shown = page(lin)

    assert [entry.card.title for entry in shown.entries] == ["call 1", "call 2"]
    assert shown.missing == ()


def test_a_room_that_breaks_is_named_and_the_entries_stay(monkeypatch):
    lin = a_customer("林志遠")
    record(lin, 2)

    def broken(asked, *, actor, now):
        raise RuntimeError("gone")

    monkeypatch.setattr(declare, "_answerers", {ENTRY_CARDS.name: {"voice": broken}})
    shown = page(lin)

    assert [entry.card for entry in shown.entries] == [None, None]
    assert shown.missing == ("voice",)


def test_a_place_that_nobody_wrote_is_refused():
    lin = a_customer("林志遠")

    with pytest.raises(CursorNotUnderstood):
        page(lin, after="abc")
    with pytest.raises(TooManyEntries):
        page(lin, limit=101)


def test_a_page_costs_the_same_however_long_the_timeline(monkeypatch):
    monkeypatch.setattr(declare, "_answerers", {})
    lin = a_customer("林志遠")
    record(lin, 300)
    uid = uid_of(lin)
    first = timeline(uid, actor=OPERATOR, now=NOW, limit=50)

    with CaptureQueriesContext(connection) as statements:
        timeline(uid, actor=OPERATOR, now=NOW, limit=50, after=first.next)

    spoken = [s for s in statements if "SAVEPOINT" not in s["sql"]]
    assert len(spoken) == 4
