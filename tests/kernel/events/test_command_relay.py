"""From outbox to lanes and through them, step by step in one process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from rapport.kernel.access.actor import NOBODY, SYSTEM
from rapport.kernel.audit import queries as audit
from rapport.kernel.audit.queries import Search
from rapport.kernel.clock import now as clock_now
from rapport.kernel.errors import NotAllowed
from rapport.kernel.events import commands, lanes, queries
from rapport.kernel.events.declare import Reaction
from rapport.kernel.events.lanes import Worker
from rapport.kernel.events.pure import Backoff
from rapport.kernel.events.relay import begin, cut, cut_lanes, relay
from tests.kernel import rig

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
FOR_EVER = 1e9
CHANGED = ("tests.thing_changed.v1", "tests.thing_marked.v1")


@pytest.fixture(autouse=True)
def things() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(rig.TABLES)
    yield
    with connection.cursor() as cursor:
        cursor.execute(rig.NO_TABLES)


class Crew:
    """One worker of one reaction that notes what it was given, and chokes as told."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.seen: list[int] = []
        self.fault = fault
        self.reaction = Reaction("tests.note", "tests", CHANGED, self._act, True)
        self.pairs = begin({"tests.note": self.reaction})
        self.worker = Worker({"tests.note": self.reaction})

    def relay(self) -> int:
        return relay(self.pairs, floor=0, age=FOR_EVER)[0]

    def run(self) -> bool:
        return self.worker.work_once(FOR_EVER) is not None

    def _act(self, event: rig.ThingChanged, *, now: datetime, told: lanes.Told) -> None:
        if self.fault is not None and event.kind == "poison":
            raise self.fault
        self.seen.append(told.aggregate_seq)


def lane(columns: str) -> object:
    return rig.value(f"select {columns} from lane where aggregate = 'rig.thing:1'")


def test_events_told_before_the_reaction_was_known_are_not_its_business():
    rig.change(1)

    crew = Crew()
    rig.change(1)

    assert crew.relay() == 2
    assert crew.run()
    assert (crew.seen, lane("done_seq, told_seq")) == ([3], (3, 3))


def test_an_event_that_nobody_reacts_to_leaves_the_waiting_list_and_no_lane():
    crew = Crew()
    rig.value("select count(*) from (select 1) s")
    crew.pairs = {"names": [], "reactions": []}
    rig.change(1)

    assert crew.relay() == 1
    assert rig.value("select count(*) from outbox_waiting") == 0
    assert rig.value("select count(*) from lane") == 0


def test_a_lane_gives_way_after_twenty_events(monkeypatch):
    monkeypatch.setattr(lanes, "RUN_FOR", 60)
    crew = Crew()
    for _ in range(25):
        rig.change(1)
    crew.relay()

    assert crew.run()
    assert crew.seen == list(range(2, 22))
    assert crew.run()
    assert crew.seen == list(range(2, 27))
    assert not crew.run()


def test_a_lane_gives_way_after_its_time(monkeypatch):
    monkeypatch.setattr(lanes, "RUN_FOR", 0)
    crew = Crew()
    for _ in range(3):
        rig.change(1)
    crew.relay()

    crew.run()

    assert crew.seen == [2]
    assert lane("due_at <= now()") is True


def test_what_was_done_before_a_failure_is_kept_and_the_failed_event_waits():
    crew = Crew(ZeroDivisionError())
    rig.change(1)
    rig.change(1, "poison")
    rig.change(1)
    crew.relay()

    crew.run()

    assert crew.seen == [2]
    assert lane("done_seq, stuck_seq, attempts, error") == (2, 3, 1, "ZeroDivisionError")
    assert lane("due_at > now() + interval '1 second'") is True
    assert not crew.run()


def parked(monkeypatch) -> Crew:
    monkeypatch.setattr(lanes, "BACKOFF", Backoff(attempts=1))
    crew = Crew(ZeroDivisionError())
    rig.change(1, "poison")
    rig.change(1)
    crew.relay()
    crew.run()
    return crew


def test_what_is_told_to_a_parked_lane_waits_behind(monkeypatch):
    crew = parked(monkeypatch)
    rig.change(1)
    crew.relay()

    assert not crew.run()
    (stuck,) = queries.parked_reactions(actor=SYSTEM)
    assert (stuck.aggregate, stuck.reaction, stuck.seq) == ("rig.thing:1", "tests.note", 2)
    assert (stuck.event_name, stuck.behind) == ("tests.thing_changed.v1", 2)
    assert queries.pulse(actor=SYSTEM).parked == 1


def test_a_replayed_event_is_tried_again_and_the_others_follow(monkeypatch):
    crew = parked(monkeypatch)
    crew.fault = None

    commands.replay_parked(
        aggregate="rig.thing:1", reaction="tests.note", actor=SYSTEM, now=clock_now()
    )
    crew.run()

    assert crew.seen == [2, 3]
    assert lane("parked_at, stuck_seq, error") == (None, None, None)


def test_a_skipped_event_is_left_out_and_said_so_in_the_audit(monkeypatch):
    crew = parked(monkeypatch)

    commands.skip_parked(aggregate="rig.thing:1", reaction="tests.note", actor=SYSTEM, now=NOW)
    crew.run()

    assert crew.seen == [3]
    (said,) = audit.entries(Search(name="events.reaction_skipped"), actor=SYSTEM)
    assert said.details["seq"] == 2


def test_what_is_not_parked_cannot_be_mended_and_who_may_not_does_not(monkeypatch):
    crew = parked(monkeypatch)
    place = {"aggregate": "rig.thing:1", "reaction": "tests.note", "now": NOW}

    with pytest.raises(NotAllowed):
        commands.skip_parked(**place, actor=NOBODY)
    assert not crew.run()
    commands.replay_parked(**place, actor=SYSTEM)
    with pytest.raises(commands.NotParked):
        commands.replay_parked(**place, actor=SYSTEM)


def test_old_events_go_but_for_those_that_a_lane_still_needs():
    crew = Crew()
    rig.change(1)
    rig.change(2)
    crew.relay()
    crew.run()
    rig.change(3)
    later = clock_now() + timedelta(days=31)

    assert cut(before=later) == 1
    assert cut(before=later) == 0
    assert rig.value("select array_agg(aggregate order by id) from outbox") == [
        "rig.thing:2",
        "rig.thing:3",
    ]
    assert cut_lanes() == 1


def test_young_events_stay():
    rig.change(1)

    assert cut(before=clock_now() - timedelta(days=30)) == 0


def test_a_lane_that_was_cut_begins_anew_with_the_next_event():
    crew = Crew()
    rig.change(1)
    crew.relay()
    crew.run()
    cut(before=clock_now() + timedelta(days=31))
    cut_lanes()

    rig.change(1)
    crew.relay()
    crew.run()

    assert crew.seen == [2, 3]
