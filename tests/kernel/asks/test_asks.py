"""Questions upward: heard, late, failed, or with nobody to answer; never a write, never a lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from rapport.kernel.access.actor import SYSTEM
from rapport.kernel.access.models import Firm
from rapport.kernel.asks import commands, declare, queries
from rapport.kernel.asks.models import ActRequest
from rapport.kernel.asks.queries import AskedTooLate, NotOffered

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
UID = UUID("01939c1f-0000-7000-8000-000000000001")


@dataclass(frozen=True, slots=True)
class Asked:
    party_id: int


@dataclass(frozen=True, slots=True)
class Said:
    words: str


@pytest.fixture(autouse=True)
def own_register(monkeypatch):
    monkeypatch.setattr(declare, "_questions", {})
    monkeypatch.setattr(declare, "_answerers", {})


def a_question(expects="one", within=1.0):
    return declare.question("tests.cards", Asked, Said, expects=expects, within=within)


def sleep_in_database(seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_sleep(%s)", [seconds])


def test_a_question_without_an_answerer_is_not_offered():
    assert queries.ask(a_question(), Asked(1)) == NotOffered("tests.cards", "nobody")


def test_the_one_answer_is_given_back():
    cards = a_question()
    declare.answers(cards, room="orders")(lambda asked: Said(f"party {asked.party_id}"))

    assert queries.ask(cards, Asked(7)) == Said("party 7")


def test_two_answerers_of_a_question_for_one_fail_at_start():
    cards = a_question()
    declare.answers(cards, room="orders")(lambda asked: Said(""))

    with pytest.raises(declare.DeclaredTwice):
        declare.answers(cards, room="cases")(lambda asked: Said(""))


def test_a_late_answer_is_left_out_and_said_so():
    cards = a_question("many", within=0.2)
    declare.answers(cards, room="quick")(lambda asked: Said("here"))
    declare.answers(cards, room="slow")(lambda asked: sleep_in_database(2))

    heard = queries.ask_all(cards, Asked(1))

    assert heard.given == {"quick": Said("here")}
    assert heard.missing == (NotOffered("tests.cards", "late", "slow"),)


def test_an_answerer_that_fails_does_not_end_the_asker():
    cards = a_question("many")
    declare.answers(cards, room="broken")(lambda asked: 1 / 0)
    declare.answers(cards, room="sound")(lambda asked: Said("here"))

    heard = queries.ask_all(cards, Asked(1))

    assert heard.given == {"sound": Said("here")}
    assert heard.missing == (NotOffered("tests.cards", "failed", "broken"),)


def test_an_answer_that_writes_has_written_nothing():
    cards = a_question()

    def writes(asked):
        Firm.objects.create(uid=UID, name="x", created_at=NOW, updated_at=NOW)
        return Said("written")

    declare.answers(cards, room="writer")(writes)

    assert queries.ask(cards, Asked(1)) == NotOffered("tests.cards", "failed", "writer")
    assert not Firm.objects.filter(uid=UID).exists()


def test_the_time_out_does_not_outlive_the_ask():
    cards = a_question(within=0.2)
    declare.answers(cards, room="orders")(lambda asked: Said("here"))

    with transaction.atomic():
        queries.ask(cards, Asked(1))
        sleep_in_database(0.3)


@pytest.mark.django_db(transaction=True)
def test_who_holds_locks_may_not_ask():
    cards = a_question()
    declare.answers(cards, room="orders")(lambda asked: Said("here"))

    with transaction.atomic():
        Firm.objects.create(uid=UID, name="x", created_at=NOW, updated_at=NOW)
        with pytest.raises(AskedTooLate):
            queries.ask(cards, Asked(1))


def a_request() -> int:
    return commands.request_act(
        uid=UID,
        kind="service.report_fault",
        arguments={"party": 7},
        until_at=NOW + timedelta(minutes=1),
        actor=SYSTEM,
        now=NOW,
    )


def test_a_request_made_twice_is_one_request():
    assert a_request() == a_request()
    assert ActRequest.objects.count() == 1


def test_a_request_ends_once_with_its_outcome():
    a_request()
    commands.complete_request(uid=UID, outcome={"case": "CS-1"}, actor=SYSTEM, now=NOW)

    with pytest.raises(commands.RequestOver):
        commands.refuse_request(uid=UID, outcome={"why": "late"}, actor=SYSTEM, now=NOW)

    assert ActRequest.objects.get().outcome == {"case": "CS-1"}


def test_a_request_that_nobody_made_cannot_be_ended():
    with pytest.raises(commands.RequestUnknown):
        commands.complete_request(uid=UID, outcome={}, actor=SYSTEM, now=NOW)

    assert ActRequest.objects.count() == 0
