"""The supervisor: up in order, up again whatever ends, down without a trace."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from rapport.boot import up
from rapport.boot.errors import Unavailable
from rapport.boot.home import Home
from tests.boot.stage import Stage, is_alive, kill, record, until
from tests.boot.stand_ins import lay_out

pytestmark = pytest.mark.real


class Play:
    """A supervisor of stand-ins, and what it has said so far."""

    def __init__(self, stage: Stage, home: Path, *words: str, **more: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.home, self.lines = home, []
        given = {"PORT": str(self.port), "grace": 1, **more}
        self.process = stage.begin(home, "up", *words, **given)
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def wait_for(self, words: str, times: int = 1) -> None:
        until(lambda: sum(words in line for line in self.lines) >= times, 60)

    def page(self) -> int:
        """Return the process id of web, which is all its page says."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10) as page:
            return int(page.read())

    def worker(self, nth: int = 1) -> int:
        self.wait_for("working", nth)
        return int([line for line in self.lines if "working" in line][nth - 1].split()[-1])

    def end(self, number: int = signal.SIGINT) -> tuple[int, str]:
        kill(self.process.pid, number)
        self.reader.join(60)
        return self.process.wait(60), self.process.stderr.read().strip()


@pytest.fixture
def play(furnished: Stage, request: pytest.FixtureRequest) -> Iterator[Play]:
    play = Play(furnished, furnished.home("up"), *getattr(request, "param", []))
    yield play
    if play.process.poll() is None:
        play.end()


@pytest.mark.parametrize("play", [["--demo"]], indirect=True)
def test_all_comes_up_in_order_and_ends_without_a_trace(play: Play):
    play.wait_for("Sign in as olga")
    web, worker, postgres = play.page(), play.worker(), record(play.home)["postgres"]

    code, said = play.end()

    own = [line[9:].split(" (")[0] for line in play.lines if line.startswith("up ")]
    assert own[:4] == ["database ready", "database up to date", "demo firm ready", "ready"]
    assert own[4:6] == [f"Rapport serves at http://127.0.0.1:{play.port}/", ""]
    assert own[6:8] == ["Sign in as olga with the password demo.", "stopping"]
    assert own[8].startswith("stopped in ")
    assert (code, said) == (0, "")
    assert not any(map(is_alive, (web, worker, postgres)))
    assert record(play.home)["state"] == "stopped"


def test_what_ends_is_started_again(play: Play):
    play.wait_for("Rapport serves at")
    web, worker = play.page(), play.worker()

    kill(web)
    kill(worker)

    play.wait_for("web ended (by SIGKILL)")
    assert play.worker(2) != worker
    play.wait_for("serving", 2)
    until(lambda: is_served(play), 10)
    assert play.page() != web


def is_served(play: Play) -> bool:
    try:
        return play.page() > 0
    except OSError:
        return False


def test_a_killed_keeper_is_back_soon(play: Play):
    play.wait_for("Rapport serves at")
    was = record(play.home)

    kill(was["pid"])

    until(lambda: record(play.home).get("pid") not in (None, was["pid"]), 10)
    until(lambda: record(play.home).get("state") == "ready", 10)
    assert play.end() == (0, "")
    assert not is_alive(record(play.home)["postgres"])


def test_a_killed_supervisor_takes_all_with_it_and_the_next_one_starts(furnished: Stage):
    home = furnished.home("killed")
    first = Play(furnished, home)
    first.wait_for("Rapport serves at")
    web, worker = first.page(), first.worker()

    kill(first.process.pid)
    until(lambda: not is_alive(web) and not is_alive(worker), 10)
    second = Play(furnished, home)
    second.wait_for("Rapport serves at")

    assert second.end() == (0, "")
    first.end()
    second.reader.join()


def test_a_second_supervisor_of_a_home_is_refused(play: Play, furnished: Stage):
    play.wait_for("Rapport serves at")

    refused = furnished.rapport(play.home, "up")

    assert refused == (2, f"Rapport already runs here, pid {play.process.pid}.")


def test_a_taken_port_is_refused_in_one_sentence(furnished: Stage):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = furnished.rapport(furnished.home("taken"), "up", PORT=str(port))

    hint = f"stop what uses it, or choose another: PORT={port + 1}"
    assert (code, said) == (2, f"Port {port} is taken: {hint}.")


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(furnished: Stage, port: str):
    said = furnished.rapport(furnished.home(f"port{port}"), "up", PORT=port)

    assert said == (2, f"PORT={port} is no port: give a number from 1 to 65535.")


def test_a_failed_migration_ends_the_start(furnished: Stage):
    lay_out(furnished.clone, **{"config/settings.py": "raise SystemExit('no settings')"})

    code, said = furnished.rapport(furnished.home("failed"), "up", PORT=free_port())

    assert code == 1
    assert "migrate| no settings" in said
    assert said.endswith("`python -m rapport.boot.migrate` failed; the lines above say why.")


def test_a_step_that_fails_for_want_of_room_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    supervisor = up.Supervisor(Home(tmp_path), 1, "127.0.0.1")
    monkeypatch.setattr(up, "FULL_BYTES", 1 << 62)  # no disk has so much

    with pytest.raises(Unavailable) as told:
        asyncio.run(supervisor._once("none", "rapport.boot.nothing", lambda *_: None))

    assert str(told.value) == (
        f"The disk of {tmp_path} is full: make room on it, then start again."
    )


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return str(free.getsockname()[1])


def test_a_stubborn_child_is_ended_with_all_it_started(furnished: Stage):
    stubborn = (
        "import os, signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen(['sleep', '600'])\n"
        "print('working', child.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    lay_out(furnished.clone, **{"kernel/jobs/worker.py": stubborn})
    play = Play(furnished, furnished.home("stubborn"))
    play.wait_for("Rapport serves at")
    child = play.worker()

    began = time.monotonic()
    assert play.end() == (0, "")

    assert time.monotonic() - began > 9
    assert not is_alive(child)


def test_a_given_database_is_served_and_not_stopped(furnished: Stage):
    keeping = furnished.home("keeping")
    holder = furnished.begin(keeping, "run", "--", "sh", "-c", "echo $DATABASE_URL; sleep 60")
    url = holder.stdout.readline().strip()
    home = furnished.home("serving")

    play = Play(furnished, home, DATABASE_URL=url)
    play.wait_for("Rapport serves at")
    assert play.end() == (0, "")

    assert not (home / "postgres").exists()
    assert record(keeping)["state"] == "ready"
    kill(holder.pid)
    holder.wait()
    furnished.rapport(keeping, "stop")


def test_instances_of_one_database_migrate_one_after_the_other(furnished: Stage):
    keeping = furnished.home("shared")
    migrate = f"{sys.executable} -P -m rapport.boot.migrate"
    count = "from django.contrib.auth.models import User; print(User.objects.count())"
    ask = f'{sys.executable} -P -c "import django; django.setup(); {count}"'
    given = {"DJANGO_SETTINGS_MODULE": "rapport.config.settings"}

    code, said = furnished.rapport(
        keeping, "run", "--", "sh", "-ec", f"{migrate} & {migrate}; wait $!; {ask}", **given
    )

    assert (code, said) == (0, "0")
    furnished.rapport(keeping, "stop")
