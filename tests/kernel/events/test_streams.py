"""Events under load and mishap, with real workers: none lost, none twice, each in its order."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from rapport.kernel.access.actor import SYSTEM
from rapport.kernel.clock import now as clock_now
from rapport.kernel.events import commands, queries
from rapport.kernel.events.bell import session_dsn
from rapport.kernel.events.relay import begin
from tests.kernel import rig

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real]
BOTH = ("rig.all", "rig.marked")
TWINS = ("rig.all", "rig.too")
EFFECTS = "select count(*) from rig_effect"
LAG = """select extract(epoch from
  percentile_disc(0.99) within group (order by at - told_at))::float8
from rig_effect where told_at > %s and aggregate <> 'rig.thing:150'"""


@pytest.fixture
def staff() -> Iterator[rig.Staff]:
    """Give a rig in the test's database, and processes that end with the test."""
    with connection.cursor() as cursor:
        cursor.execute(rig.TABLES)
    crew = rig.Staff()
    yield crew
    crew.dismiss()
    with connection.cursor() as cursor:
        cursor.execute(rig.NO_TABLES)


def test_twenty_thousand_events_are_handled_once_and_in_order_by_three_workers(staff):
    begin(rig.rig_reactions(*BOTH))
    workers = [staff.start("work", " ".join(BOTH)) for _ in range(3)]

    writers = [staff.start("flood", 4750, 25) for _ in range(4)]
    writers.append(staff.start("write", 1000, 0))
    told = [writer.wait() for writer in writers]
    rig.settled(*BOTH)

    assert told == [0] * 5
    assert all(worker.poll() is None for worker in workers)
    assert rig.value("select count(*) from outbox") == 20_000
    assert rig.verdict(*BOTH) == rig.ALL_WELL


def test_workers_killed_inside_their_commits_lose_nothing_and_repeat_nothing(staff):
    begin(rig.rig_reactions(*BOTH))
    seeds, killed = iter(range(1, 100)), 0
    crew = [staff.start("work", " ".join(BOTH), 2, next(seeds)) for _ in range(3)]

    writers = [staff.start("flood", 1500, 10) for _ in range(2)]
    writers.append(staff.start("write", 1000, 0))
    while any(writer.poll() is None for writer in writers):
        time.sleep(0.05)
        for place, worker in enumerate(crew):
            if worker.poll() is not None:
                killed += worker.returncode == -signal.SIGKILL
                seed = next(seeds) if killed < 8 else 0
                crew[place] = staff.start("work", " ".join(BOTH), 2, seed)
    staff.start("work", " ".join(BOTH))
    rig.settled(*BOTH)

    assert killed >= 3
    assert rig.value("select count(*) from outbox") == 4000
    assert rig.verdict(*BOTH) == rig.ALL_WELL


def test_a_worker_stopped_inside_its_transaction_loses_the_lane_and_its_late_writes(staff):
    begin(rig.rig_reactions(*BOTH))
    stopped = staff.start("work", " ".join(BOTH), 1, RIG_IDLE="1")
    writer = staff.start("write", 300, 100, 1, 20)
    caught = _catch_inside_a_transaction(stopped)

    staff.start("work", " ".join(BOTH), RIG_IDLE="1")
    writer.wait()
    done_meanwhile = rig.settled(*BOTH, seconds=90)
    stopped.send_signal(signal.SIGCONT)
    time.sleep(0.5)

    assert caught
    assert done_meanwhile
    assert rig.verdict(*BOTH) == rig.ALL_WELL


def test_an_open_writing_transaction_does_not_make_other_events_late(staff):
    begin(rig.rig_reactions(*BOTH))
    staff.start("work", " ".join(BOTH))
    alone_for = _p99_of(staff, 100)
    with psycopg.connect(**session_dsn()) as writing, psycopg.connect(**session_dsn()) as dumping:
        dumping.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        dumping.execute("select count(*) from rig_thing")
        writing.execute(rig.FLOOD, [clock_now(), 150, 150])

        beside_for = _p99_of(staff, 350)
        writing.commit()

    assert beside_for < max(0.3, 2 * alone_for)  # on a busy machine everything is late
    assert rig.settled(*BOTH)
    assert rig.verdict(*BOTH) == rig.ALL_WELL


def test_a_poisoned_event_parks_its_own_lane_only_until_somebody_mends_it(staff):
    begin(rig.rig_reactions(*TWINS))
    staff.start("work", " ".join(TWINS), RIG_QUICK="1")
    for number in range(100):
        rig.change(number % 10 + 1, "poison" if number == 33 else "plain")
    parked_in_time = rig.until(lambda: len(queries.parked_reactions(actor=SYSTEM)) == 2, 90)

    parked = queries.parked_reactions(actor=SYSTEM)
    others_done = rig.until(lambda: rig.value(EFFECTS) == 186, 90)
    rig.value("insert into rig_cured values (true) returning 1")
    places = sorted((lane.aggregate, lane.reaction) for lane in parked)
    (aggregate, replayed), (_, skipped) = places
    commands.replay_parked(aggregate=aggregate, reaction=replayed, actor=SYSTEM, now=clock_now())
    commands.skip_parked(aggregate=aggregate, reaction=skipped, actor=SYSTEM, now=clock_now())

    assert parked_in_time
    assert others_done
    assert places == [("rig.thing:4", "rig.all"), ("rig.thing:4", "rig.too")]
    assert {(p.seq, p.error, p.attempts, p.behind) for p in parked} == {(5, "Poison", 4, 6)}
    assert rig.until(lambda: rig.value(EFFECTS) == 199, 90)
    assert rig.verdict(*TWINS) == rig.ALL_WELL | {"lost": 1}


def test_a_reaction_that_hangs_is_cut_off_and_its_lane_waits(staff):
    begin(rig.rig_reactions("rig.all"))
    rig.change(1, "hang")
    rig.change(1)
    rig.change(2)
    staff.start("work", "rig.all", 2, RIG_IDLE="1")

    charged = rig.until(lambda: rig.value("select max(attempts) from lane") == 1, 60)

    assert charged
    assert rig.value("select error from lane where attempts = 1") == "Hung"
    assert rig.value("select array_agg(aggregate) from rig_effect") == ["rig.thing:2"]


def test_a_restarted_server_loses_no_event(staff):
    """Work goes on after every session was ended at once, as a restart of the server does."""
    begin(rig.rig_reactions(*BOTH))
    worker = staff.start("work", " ".join(BOTH))
    for _ in range(3):
        for thing_id in range(1, 51):
            rig.change(thing_id)
        rig.value(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )

    assert rig.settled(*BOTH, seconds=90)
    assert worker.poll() is None
    assert rig.verdict(*BOTH) == rig.ALL_WELL


def _p99_of(staff, events) -> float:
    """Tell so many events, fifty a second; return how late 99 in 100 were handled at most."""
    began = clock_now()
    for writer in [staff.start("write", events // 2, 25) for _ in range(2)]:
        assert writer.wait() == 0
    assert rig.settled(*BOTH, seconds=90)
    return rig.value(LAG, began)


def _catch_inside_a_transaction(process) -> bool:
    """Stop the process while its session is inside a transaction."""
    rng = random.Random(3)
    for _ in range(2000):
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.003)
        inside = (
            "select count(*) from pg_stat_activity where state = 'idle in transaction'"
            " and datname = current_database() and pid <> pg_backend_pid()"
        )
        if rig.value(inside):
            return True
        process.send_signal(signal.SIGCONT)
        time.sleep(rng.uniform(0, 0.01))
    return False
