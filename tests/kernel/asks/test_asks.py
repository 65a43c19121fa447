"""Questions upward: heard, late, failed, or with nobody to answer; never a write, never a lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection, transaction

from rapport.kernel.access.actor import NOBODY, SYSTEM
from rapport.kernel.access.models import Firm
from rapport.kernel.asks import declare, queries
from rapport.kernel.asks.queries import AskedTooLate
from rapport.kernel.asks.words import NotOffered
from rapport.kernel.errors import NotAllowed
from rapport.kernel.prepared import row_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
OF_THE_HOUSE = [(q, dict(declare.answerers_of(q.name))) for q in declare.questions()]
UID = UUID("01939c1f-0000-7000-8000-000000000001")

PREPARED = "select count(*) from pg_prepared_statements where statement like %s"


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
    monkeypatch.setattr(declare, "_acts", {})


def a_question(expects="one", within=1.0, permission=""):
    more = {"expects": expects, "within": within, "permission": permission}
    return declare.question("tests.cards", Asked, Said, **more)


def ask_now(question, party_id, actor=SYSTEM):
    return queries.ask(question, Asked(party_id), actor=actor, now=NOW)


def ask_all_now(question, party_id):
    return queries.ask_all(question, Asked(party_id), actor=SYSTEM, now=NOW)


def sleep_in_database(seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_sleep(%s)", [seconds])


def test_a_question_without_an_answerer_is_not_offered():
    assert ask_now(a_question(), 1) == NotOffered("tests.cards", "nobody")


def test_the_one_answer_is_given_back():
    cards = a_question()
    declare.answers(cards, room="orders")(lambda asked, **_: Said(f"party {asked.party_id}"))

    assert ask_now(cards, 7) == Said("party 7")


def test_two_answerers_of_a_question_for_one_fail_at_start():
    cards = a_question()
    declare.answers(cards, room="orders")(lambda asked, **_: Said(""))

    with pytest.raises(declare.DeclaredTwice):
        declare.answers(cards, room="cases")(lambda asked, **_: Said(""))


def test_a_late_answer_is_left_out_and_said_so():
    cards = a_question("many", within=0.2)
    declare.answers(cards, room="quick")(lambda asked, **_: Said("here"))
    declare.answers(cards, room="slow")(lambda asked, **_: sleep_in_database(2))

    heard = ask_all_now(cards, 1)

    assert heard.given == {"quick": Said("here")}
    assert heard.missing == (NotOffered("tests.cards", "late", "slow"),)


def test_an_answerer_that_fails_does_not_end_the_asker():
    cards = a_question("many")
    declare.answers(cards, room="broken")(lambda asked, **_: 1 / 0)
    declare.answers(cards, room="sound")(lambda asked, **_: Said("here"))

    heard = ask_all_now(cards, 1)

    assert heard.given == {"sound": Said("here")}
    assert heard.missing == (NotOffered("tests.cards", "failed", "broken"),)


def test_an_answer_that_writes_has_written_nothing():
    cards = a_question()

    def writes(asked, **_):
        Firm.objects.create(uid=UID, name="x", created_at=NOW, updated_at=NOW)
        return Said("written")

    declare.answers(cards, room="writer")(writes)

    assert ask_now(cards, 1) == NotOffered("tests.cards", "failed", "writer")
    assert not Firm.objects.filter(uid=UID).exists()


def test_what_is_prepared_outlives_the_ask():
    cards = a_question()
    declare.answers(cards, room="orders")(lambda asked, **_: Said("here"))
    row_of("select name from access_firm where uid = %s", [UID])

    ask_now(cards, 1)

    assert row_of(PREPARED, ["select name from access_firm%"]) == (1,)


def test_the_time_out_does_not_outlive_the_ask():
    cards = a_question(within=0.2)
    declare.answers(cards, room="orders")(lambda asked, **_: Said("here"))

    with transaction.atomic():
        ask_now(cards, 1)
        sleep_in_database(0.3)


@pytest.mark.django_db(transaction=True)
def test_who_holds_locks_may_not_ask():
    cards = a_question()
    declare.answers(cards, room="orders")(lambda asked, **_: Said("here"))

    with transaction.atomic():
        Firm.objects.create(uid=UID, name="x", created_at=NOW, updated_at=NOW)
        with pytest.raises(AskedTooLate):
            ask_now(cards, 1)


def test_in_a_test_too_who_has_written_in_his_own_block_may_not_ask():
    cards = a_question()
    declare.answers(cards, room="orders")(lambda asked, **_: Said("here"))
    Firm.objects.create(uid=UID, name="x", created_at=NOW, updated_at=NOW)

    assert ask_now(cards, 1) == Said("here")
    with transaction.atomic(), pytest.raises(AskedTooLate):
        Firm.objects.filter(uid=UID).update(name="y")
        ask_now(cards, 1)


def test_who_lacks_the_questions_permission_may_not_ask():
    cards = a_question(permission="tests.see_cards")
    declare.answers(cards, room="orders")(lambda asked, **_: Said("here"))

    with pytest.raises(NotAllowed):
        ask_now(cards, 1, actor=NOBODY)


def test_every_room_answers_the_example_of_each_question():
    for question, answerers in OF_THE_HOUSE:
        for answerer in answerers.values():
            assert question.example is not None, f"{question.name} needs an example"
            said = answerer(question.example, actor=SYSTEM, now=NOW)

            assert isinstance(said, question.said)


def test_questions_are_listed_with_who_answers():
    declare.answers(a_question("many"), room="orders")(lambda asked, **_: Said(""))

    assert list(queries.lines()) == ["tests.cards  asks many within 1 s", "    orders"]
