"""Requests upward: performed once, with an outcome; refused, lapsed, or with nobody to perform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from rapport.kernel.access.actor import SYSTEM
from rapport.kernel.asks import commands, declare, queries, reactions
from rapport.kernel.asks.models import ActRequest
from rapport.kernel.asks.words import NotOffered, Refused
from rapport.kernel.errors import Conflict, Unavailable

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
UID = UUID("01939c1f-0000-7000-8000-000000000001")
LATER = NOW + timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Fault:
    party_id: int


@dataclass(frozen=True, slots=True)
class CaseOpened:
    number: str


class CaseClosedAlready(Conflict):
    """A refusal of the room above."""


@pytest.fixture(autouse=True)
def report_fault(monkeypatch):
    monkeypatch.setattr(declare, "_acts", {})
    monkeypatch.setattr(declare, "_performers", {})
    return declare.act("tests.report_fault", Fault, CaseOpened)


def request(act) -> int:
    made = commands.request_act(
        act, Fault(7), uid=UID, until_at=NOW + timedelta(minutes=1), actor=SYSTEM, now=NOW
    )
    return made.request_id


def react(request_id: int, now: datetime = NOW) -> None:
    commands.perform_request(request_id=request_id, actor=SYSTEM, now=now)


def outcome(act):
    return queries.outcome_of(act, UID, within=0.01)


def test_a_request_made_twice_is_one_request_and_one_event(report_fault):
    assert request(report_fault) == request(report_fault)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from outbox where name = 'asks.act_requested.v1'")
        assert cursor.fetchone() == (1,)


def test_the_room_above_acts_and_the_asker_reads_the_outcome(report_fault):
    @declare.performs(report_fault, room="service")
    def open_case(asked, *, request_uid, now):
        return CaseOpened(f"CS-{asked.party_id}")

    react(request(report_fault))

    assert outcome(report_fault) == CaseOpened("CS-7")


def test_a_second_reaction_to_the_same_request_does_nothing(report_fault):
    performed = []

    @declare.performs(report_fault, room="service")
    def open_case(asked, *, request_uid, now):
        performed.append(request_uid)
        return CaseOpened("CS-1")

    key = request(report_fault)
    react(key)
    react(key)

    assert performed == [UID]


def test_what_the_room_above_refuses_is_the_outcome_and_leaves_nothing_behind(report_fault):
    @declare.performs(report_fault, room="service")
    def open_case(asked, *, request_uid, now):
        request_other = UUID(int=9)
        commands.request_act(
            report_fault, Fault(8), uid=request_other, until_at=NOW, actor=SYSTEM, now=NOW
        )
        raise CaseClosedAlready()

    react(request(report_fault))

    assert outcome(report_fault) == Refused("tests.report_fault", "case_closed_already")
    assert ActRequest.objects.count() == 1


def test_what_is_unavailable_stays_open_for_another_try(report_fault):
    @declare.performs(report_fault, room="service")
    def open_case(asked, *, request_uid, now):
        raise Unavailable()

    key = request(report_fault)
    with pytest.raises(Unavailable):
        react(key)

    assert outcome(report_fault) == NotOffered("tests.report_fault", "late")
    assert ActRequest.objects.get().state == "open"


def test_a_request_whose_time_is_over_is_not_performed_any_more(report_fault):
    performed = []

    @declare.performs(report_fault, room="service")
    def open_case(asked, *, request_uid, now):
        performed.append(1)

    react(request(report_fault), now=LATER)

    assert performed == []
    assert ActRequest.objects.get().state == "lapsed"


def test_an_act_that_nobody_performs_is_refused_at_once(report_fault):
    react(request(report_fault))

    assert outcome(report_fault) == Refused("tests.report_fault", "not_offered")


def test_a_request_ends_once_with_its_outcome(report_fault):
    request(report_fault)
    commands.complete_request(uid=UID, outcome=CaseOpened("CS-1"), actor=SYSTEM, now=NOW)

    with pytest.raises(commands.RequestOver):
        commands.refuse_request(uid=UID, code="late", actor=SYSTEM, now=NOW)

    assert outcome(report_fault) == CaseOpened("CS-1")


def test_a_request_that_nobody_made_cannot_be_ended(report_fault):
    with pytest.raises(commands.RequestUnknown):
        commands.complete_request(uid=UID, outcome={}, actor=SYSTEM, now=NOW)

    assert ActRequest.objects.count() == 0


def test_two_rooms_cannot_perform_the_same_act(report_fault):
    declare.performs(report_fault, room="service")(lambda asked, **_: None)

    with pytest.raises(declare.DeclaredTwice):
        declare.performs(report_fault, room="sales")(lambda asked, **_: None)


def test_the_house_reacts_to_a_request_by_having_it_performed(report_fault):
    declare.performs(report_fault, room="service")(lambda asked, **_: CaseOpened("CS-3"))
    made = commands.request_act(
        report_fault, Fault(7), uid=UID, until_at=LATER, actor=SYSTEM, now=NOW
    )

    reactions.perform_act_when_requested(made, now=NOW)

    assert outcome(report_fault) == CaseOpened("CS-3")


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_an_outcome_inside_the_transaction_that_asked(report_fault):
    from django.db import transaction

    with transaction.atomic(), pytest.raises(queries.WaitedTooSoon):
        request(report_fault)
        outcome(report_fault)
