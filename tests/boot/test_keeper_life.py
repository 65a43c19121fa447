"""One PostgreSQL for each home: who starts it, who shares it, when it ends."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest

from tests.boot.stage import Stage, finish, is_alive, is_ready, kill, record, until

pytestmark = pytest.mark.real

RACES = int(os.environ.get("RAPPORT_RACES", "12"))
STARTED = "select pg_postmaster_start_time()"


def test_a_first_command_makes_the_database_and_a_later_one_finds_it(stage: Stage):
    home = stage.home("basic")

    stage.sql(home, "create table found as select 1 as one")
    assert stage.rapport(home, "stop") == (0, "")
    assert stage.rapport(home, "status") == (0, f"stopped; home {home}")

    assert stage.sql(home, "select one from found") == "1"
    assert stage.rapport(home, "stop") == (0, "")


def test_the_keeper_is_small(stage: Stage):
    home = stage.home("small")

    stage.sql(home, "select 1")
    status = (f"/proc/{record(home)['pid']}/status", "VmRSS")
    with open(status[0]) as file:
        kilobytes = next(int(line.split()[1]) for line in file if line.startswith(status[1]))

    assert kilobytes < 25_000
    stage.rapport(home, "stop")


def test_a_second_command_disturbs_nothing(stage: Stage):
    home, acks = stage.home("second"), stage.acks("second")
    writer = stage.begin_writer(home, acks)
    postgres = record(home)["postgres"]

    for _ in range(3):
        stage.sql(home, "select 1")
        code, said = stage.rapport(home, "stop")
        assert code == 2
        assert f"in use by process {writer.pid}" in said

    assert record(home)["postgres"] == postgres
    assert writer.poll() is None
    kill(writer.pid, signal.SIGINT)
    finish(writer)
    assert stage.lost(home, acks) == 0


def test_twenty_commands_at_once_on_an_empty_home_share_one_server(stage: Stage):
    home = stage.home("twenty")

    many = [stage.begin_sql(home, STARTED, grace=20) for _ in range(20)]
    said = [finish(one) for one in many]

    assert {code for code, _ in said} == {0}
    assert len({text for _, text in said}) == 1
    assert (home / "logs/postgres.log").read_text().count("starting PostgreSQL") == 1
    stage.rapport(home, "stop")


def test_short_commands_within_the_grace_share_one_server(stage: Stage):
    home = stage.home("grace")

    started = set()
    for _ in range(3):
        started.add(stage.sql(home, STARTED, grace=2))
        time.sleep(1.2)

    assert len(started) == 1
    until(lambda: not is_alive(record(home)["pid"]), 5)


def test_two_homes_do_not_meet(stage: Stage):
    first, second = stage.home("two-a"), stage.home("two-b")

    started = {stage.sql(home, STARTED, grace=20) for home in (first, second)}
    stage.rapport(first, "stop")

    assert len(started) == 2
    assert is_ready(second)
    stage.rapport(second, "stop")


def test_a_given_database_is_used_and_not_kept(stage: Stage):
    home = stage.work / f"{stage.who}-given"
    given = {"DATABASE_URL": "postgresql://there/db"}

    said = stage.rapport(home, "run", "--", "sh", "-c", "echo $DATABASE_URL", **given)
    stopped = stage.rapport(home, "stop", **given)

    assert said == (0, "postgresql://there/db")
    assert stopped == (2, "DATABASE_URL is set: that database is not kept here.")
    assert not home.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_keeper_cleanly_and_a_command_by_itself(stage: Stage, number: int):
    home = stage.home(f"signal-{int(number)}")
    command = stage.begin(home, "run", "--", "sleep", "30")
    until(lambda: is_ready(home))
    was = record(home)

    kill(was["pid"], number)
    until(lambda: not is_alive(was["pid"]))
    assert not is_alive(was["postgres"])
    assert "database system is shut down" in (home / "logs/postgres.log").read_text()

    kill(command.pid, number)
    assert finish(command)[0] == -number
    assert stage.sql(home, "select 1") == "1"
    stage.rapport(home, "stop")


def test_starts_and_stops_may_race(stage: Stage, chance: random.Random):
    home = stage.home("race")
    stage.sql(home, "select 1", grace=0)
    wrong = []

    for index in range(RACES):
        first = stage.begin_sql(home, "select 1", grace=0)
        time.sleep(chance.uniform(0, 0.35))
        second = stage.begin_sql(home, "select 1", grace=0)
        third = stage.begin(home, "stop") if index % 4 == 0 else None
        wrong += [said for one in (first, second) if (said := finish(one, 30)) != (0, "1")]
        if third and (said := finish(third, 30))[0] not in (0, 2):
            wrong.append(said)

    assert wrong == []


def test_the_log_is_kept_in_ten_files(stage: Stage):
    home = stage.home("rotate")
    given = {"RAPPORT_LOG_BYTES": "3000", "RAPPORT_POSTGRES": "log_statement=all"}
    repeat = f'yes "select 1;" | head -60 | {stage.psql} "$DATABASE_URL" -XAtq; sleep 0.3; '

    stage.rapport(home, "run", "--", "sh", "-c", repeat * 13, **given)
    stage.rapport(home, "stop")

    assert len(list((home / "logs").glob("postgres.*"))) == 10
