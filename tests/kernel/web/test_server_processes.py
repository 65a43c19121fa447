"""Several processes behind one port, and the lanes of each of them."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, multiprocess

from rapport.kernel.web.server.lanes import Lane
from rapport.kernel.web.server.processes import number_of_processes

from .trial_server import Server, answer_in, read_all, wait_until

NUMBER = 3


@pytest.fixture
def several(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path, RAPPORT_WEB_PROCESSES=str(NUMBER))
    yield server
    server.stop()


def children_of(server: Server) -> set[int]:
    pid = server.process.pid
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def is_there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_connections_go_round_so_that_each_process_gets_as_many(several: Server) -> None:
    answered = [several.state()["pid"] for _ in range(4 * NUMBER)]

    assert {answered.count(pid) for pid in children_of(several)} == {4}


def test_a_killed_process_is_replaced_and_meanwhile_the_others_answer(several: Server) -> None:
    time.sleep(2)  # who ends at once is taken for one that cannot work here
    [victim, *_] = was = sorted(children_of(several))

    os.kill(victim, signal.SIGKILL)
    statuses = {several.ask("GET /ping").status for _ in range(10)}

    assert statuses == {200}
    assert wait_until(lambda: len(children_of(several) - {victim}) == NUMBER, seconds=5)
    assert children_of(several) > set(was) - {victim}


def test_a_stopped_process_is_passed_over_when_it_takes_no_more(several: Server) -> None:
    [victim, *_] = children_of(several)

    os.kill(victim, signal.SIGSTOP)
    pages = [several.begin("GET /ping") for _ in range(2 * NUMBER)]
    answers = 0
    for page in pages:
        page.settimeout(2)
        try:
            answers += answer_in(read_all(page)).status == 200
        except TimeoutError:
            page.close()
    os.kill(victim, signal.SIGCONT)

    assert answers >= 2 * NUMBER - 2
    assert several.ask("GET /ping").status == 200


def test_the_others_end_when_the_accepting_process_is_killed(several: Server) -> None:
    children = children_of(several)

    several.kill()

    assert len(children) == NUMBER
    assert wait_until(lambda: not any(map(is_there, children)), seconds=12)


def test_on_sigterm_every_process_finishes_what_is_under_way(several: Server) -> None:
    pages = [several.begin("GET /slow?seconds=1.5") for _ in range(NUMBER)]
    children = children_of(several)
    time.sleep(0.4)

    several.process.send_signal(signal.SIGTERM)
    answers = [answer_in(read_all(page)).body for page in pages]
    code = several.process.wait(15)

    assert answers == [b"slow done"] * NUMBER
    assert not any(map(is_there, children))
    assert code == 0


def test_all_processes_write_one_log(several: Server) -> None:
    asked = 5 * NUMBER

    for _ in range(asked):
        several.ask("GET /ping")

    lines = [line for line in several.log_lines("access.log") if line.get("route") == "ping"]
    assert len(lines) == asked


def test_all_processes_count_together_by_route(tmp_path: Path) -> None:
    server = Server(tmp_path, RAPPORT_WEB_PROCESSES=str(NUMBER), RAPPORT_HOME=str(tmp_path))
    for _ in range(4 * NUMBER):
        server.ask("GET /ping")
    server.ask("GET /maria-santos")
    time.sleep(0.1)

    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry, path=str(tmp_path / "metrics"))
    server.stop()

    def counted(route: str, status: str) -> float | None:
        labels = {"method": "GET", "route": route, "status": status}
        return registry.get_sample_value("rapport_request_seconds_count", labels)

    assert counted("ping", "2xx") == 4 * NUMBER
    assert counted("none", "4xx") == 1


@pytest.mark.parametrize(("given", "number"), [("1", 1), ("7", 7), ("0", 1)])
def test_how_many_processes_there_are_can_be_said(given: str, number: int) -> None:
    assert number_of_processes(given) == number


def test_unless_told_otherwise_there_are_as_many_as_processors_up_to_four() -> None:
    assert number_of_processes("") == min(len(os.sched_getaffinity(0)), 4)


def test_quick_calls_take_turns_and_a_slow_one_lets_the_next_begin() -> None:
    begun: list[str] = []
    let_go = threading.Event()

    def call(name: str, *, waits: bool = False) -> str:
        begun.append(name)
        if waits:
            let_go.wait(10)
        return name

    async def ask() -> tuple[list[str], list[str]]:
        lane = Lane("trial", threads=2, waiting=9, at_once=1, slow=0.1)
        slow = lane.start(lambda: call("slow", waits=True))
        quick = [lane.start(call, name) for name in ("first", "second")]
        await asyncio.sleep(0.03)
        before = list(begun)
        said = list(await asyncio.gather(*quick))
        let_go.set()
        await slow
        lane.close()
        return before, said

    before, said = asyncio.run(ask())

    assert before == ["slow"]
    assert said == ["first", "second"]


def test_who_stops_waiting_for_a_lane_is_never_run() -> None:
    ran: list[str] = []

    async def ask() -> None:
        lane = Lane("trial", threads=1, waiting=9, at_once=1)
        slow = lane.start(time.sleep, 0.1)
        gone = lane.start(ran.append, "gone")
        stays = lane.start(ran.append, "stays")
        gone.cancel()
        await asyncio.gather(slow, stays)
        lane.close()

    asyncio.run(ask())

    assert ran == ["stays"]
