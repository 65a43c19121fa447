"""Nothing acknowledged is lost, and the next start works, whatever is killed and when."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.boot.stage import (
    WRITER,
    Stage,
    children,
    finish,
    is_alive,
    is_ready,
    kill,
    record,
    until,
)

pytestmark = pytest.mark.real

INSTANTS = int(os.environ.get("RAPPORT_INSTANTS", "20"))
SUPERVISOR = """
import os, subprocess, sys, time
from rapport.boot.hold import Hold
from rapport.boot.home import Home
hold = Hold(Home.default())
environ = dict(os.environ, DATABASE_URL=hold.home.url)
writer = subprocess.Popen([sys.executable, "-c", *sys.argv[1:], "lasting"], env=environ)
for _ in range(80):
    time.sleep(0.05)
    hold.ensure()
writer.kill()
writer.wait()
hold.release(at_once=True)
"""


def instants(stage: Stage) -> int:
    """Return how often to kill: as root's second actor half as often, for the code is the same."""
    return INSTANTS // 2 if stage.switch else INSTANTS


def grows(file: Path) -> Callable[[], bool]:
    size = file.stat().st_size
    return lambda: file.stat().st_size > size + 30


def test_postgresql_ends_cleanly_when_its_keeper_is_killed(stage: Stage):
    home, acks = stage.home("keeper"), stage.acks("keeper")
    writer = stage.begin_writer(home, acks)
    was = record(home)

    kill(was["pid"])
    finish(writer)
    until(lambda: not is_alive(was["postgres"]))

    assert "database system is shut down" in (home / "logs/postgres.log").read_text()
    assert stage.lost(home, acks) == 0
    stage.rapport(home, "stop")


def test_a_supervisor_brings_a_killed_keeper_back(stage: Stage):
    home, acks = stage.home("supervisor"), stage.acks("supervisor")
    words = ["-c", SUPERVISOR, WRITER, str(stage.psql), str(acks)]
    supervisor = stage.begin(home, *words, python=stage.python)
    until(grows(acks))
    was = record(home)

    kill(was["pid"])
    until(lambda: is_ready(home) and record(home)["pid"] != was["pid"])
    until(grows(acks))
    code, said = finish(supervisor)

    assert (code, said) == (0, "")
    assert record(home)["state"] == "stopped"
    assert not is_alive(record(home)["postgres"])
    assert stage.lost(home, acks) == 0
    stage.rapport(home, "stop")


def test_the_keeper_restarts_a_killed_postgresql_at_twenty_instants(
    stage: Stage, chance: random.Random
):
    home, acks = stage.home("postmaster"), stage.acks("postmaster")
    writer = stage.begin_writer(home, acks, lasting=True)

    for _ in range(instants(stage)):
        time.sleep(chance.uniform(0, 0.1))
        was = record(home)
        kill(was["postgres"])
        until(lambda was=was: is_ready(home) and record(home)["postgres"] != was["postgres"])
    until(grows(acks))

    kill(writer.pid)
    finish(writer)
    assert stage.lost(home, acks) == 0
    stage.rapport(home, "stop")


def test_a_killed_session_does_not_end_the_server(stage: Stage):
    home, acks = stage.home("session"), stage.acks("session")
    writer = stage.begin_writer(home, acks, lasting=True)
    postgres = record(home)["postgres"]

    for _ in range(3):
        [session, *_] = [pid for pid in children(postgres) if is_session(pid)]
        kill(session)
        until(lambda session=session: not is_alive(session))
        until(grows(acks))

    assert record(home)["postgres"] == postgres
    kill(writer.pid)
    finish(writer)
    assert stage.lost(home, acks) == 0
    stage.rapport(home, "stop")


def is_session(pid: int) -> bool:
    return b"[local]" in Path(f"/proc/{pid}/cmdline").read_bytes()


def test_a_killed_command_lets_go(stage: Stage):
    home, acks = stage.home("command"), stage.acks("command")
    writer = stage.begin_writer(home, acks)
    was = record(home)

    kill(writer.pid)
    finish(writer)

    until(lambda: not is_alive(was["postgres"]) and not is_alive(was["pid"]), 10)
    assert stage.lost(home, acks) == 0
    stage.rapport(home, "stop")


def test_everything_may_be_killed_at_once_at_twenty_instants(stage: Stage, chance: random.Random):
    home, acks = stage.home("all"), stage.acks("all")

    for _ in range(instants(stage)):
        writer = stage.begin_writer(home, acks)
        time.sleep(chance.uniform(0, 0.2))
        was = record(home)
        targets = [was["pid"], was["postgres"], *children(was["postgres"]), writer.pid]
        for pid in chance.sample(targets, len(targets)):
            kill(pid)
        finish(writer)

    assert stage.lost(home, acks) == 0
    stage.rapport(home, "stop")


def test_a_session_in_an_endless_loop_does_not_outlive_its_keeper(stage: Stage):
    home = stage.home("busy")
    busy = "do \\$\\$ begin loop end loop; end \\$\\$"
    command = stage.begin_sql(home, busy)
    until(lambda: is_ready(home) and any(map(is_session, children(record(home)["postgres"]))))
    was = record(home)
    sessions = children(was["postgres"])

    os.kill(was["pid"], signal.SIGSTOP)
    kill(was["postgres"])
    kill(was["pid"])

    assert stage.sql(home, "select 1") == "1"
    assert not any(map(is_alive, sessions))
    finish(command)
    stage.rapport(home, "stop")


def test_the_making_of_a_database_may_be_killed_at_twenty_instants(stage: Stage):
    began = time.monotonic()
    stage.sql(stage.home("making"), "select 1")
    whole = time.monotonic() - began
    seen, times = set(), instants(stage)

    for index in range(times):
        home = stage.home(f"making-{index}")
        command = stage.begin(home, "run", "--", "true")
        until(lambda home=home: record(home).get("pid"))
        time.sleep(index / (times - 1) * whole)
        seen.add(how_far(home))
        kill_making(home, command.pid, everything=index % 2 == 1)
        finish(command)

        assert stage.sql(home, "select current_database()") == "rapport"
        assert not (home / "postgres/data.new").exists()
        stage.rapport(home, "stop")

    assert "data.new" in seen


def how_far(home: Path) -> str:
    made = (home / "postgres" / name for name in ("data", "data.new"))
    return next((path.name for path in made if path.exists()), "none")


def kill_making(home: Path, command: int, *, everything: bool) -> None:
    keeper = record(home)["pid"]
    below = [pid for child in children(keeper) for pid in (child, *children(child))]
    for pid in (keeper, command, *(below if everything else [])):
        kill(pid)
