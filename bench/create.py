"""
What a new customer costs that a program sends: POST /api/v1/customers.

`create.rate`: customers a second from eight clients in another process, through all middleware and
the sender's row rules, with audit, event, search tokens and keys of likeness written, into two
million customers, the worker running beside. `create.cpu`: the server's processor milliseconds for
each, PostgreSQL's backends apart: those are `create.cpu_database`. Of three rounds the quickest
counts: what else runs on the machine, its own vacuum too, can only make them slower.
The yardstick is the plainest way of the same stack: one loop that inserts the same row, number and
contact points by Django's models, a transaction each, nothing else kept.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import clients, large, readers
from bench.clients import TICKS
from bench.figures import Figure

CLIENTS, WARMING, ROUNDS, CREATED, PLAIN = 8, 200, 3, 2_000, 1_000


def run() -> Iterator[Figure]:
    environ = large.environ()
    with clients.server(environ) as served, _worker(dict(served.environ)):
        plan = _run("plan", dict(served.environ))
        requests: list[clients.Request] = [
            {"method": "POST", "path": "/api/v1/customers", "headers": plan["header"], "body": body}
            for body in plan["bodies"]
        ]
        clients.ask(served, requests[:WARMING], clients=CLIENTS)
        parts = [
            requests[start : start + CREATED] for start in range(WARMING, len(requests), CREATED)
        ]
        taken, spent, spent_in_database = min(_round(served, part) for part in parts)
    plain = _run("plain", environ)
    rate = CREATED / taken
    yield Figure("create.rate", rate, "per s", plain["rate"], rate / plain["rate"])
    each, beside = spent / CREATED * 1000, plain["cpu"]
    yield Figure("create.cpu", each, "ms", beside, each / beside)
    yield Figure("create.cpu_database", spent_in_database / CREATED * 1000, "ms")


def _round(served: clients.Served, requests: list[clients.Request]) -> tuple[float, float, float]:
    """Return the seconds that the round took, those of the server's processors, PostgreSQL's."""
    started, cpu, database = time.perf_counter(), served.cpu_seconds(), _database_seconds()
    clients.ask(served, requests, clients=CLIENTS)
    taken = time.perf_counter() - started
    return taken, served.cpu_seconds() - cpu, _database_seconds() - database


def main(role: str) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    django.setup()
    print(json.dumps({"plan": _plan, "plain": _plain}[role]()))


def _run(role: str, environ: dict[str, str]) -> Any:
    command = [sys.executable, "-m", "bench.create", role]
    done = subprocess.run(
        command, env=environ, cwd=large.ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def _worker(environ: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "rapport.kernel.jobs.worker"]
    process = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _database_seconds() -> float:
    """Return the processor time of this PostgreSQL server so far, of ended backends too."""
    with large.server() as own:
        backend = own.info.backend_pid
        server = int(_fields(backend)[1])
        parts = [_fields(pid) for pid in _processes() if int(_fields(pid)[1] or 0) == server]
        ended = [int(field) for field in _fields(server)[11:15]]
    return (sum(ended) + sum(int(fields[11]) + int(fields[12]) for fields in parts)) / TICKS


def _processes() -> list[int]:
    return [int(place.name) for place in Path("/proc").glob("[0-9]*")]


def _fields(pid: int) -> list[str]:
    """Return what the kernel says of a process behind its name; zeros of one that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 15


def _plan() -> dict[str, Any]:
    """Return who sends, a salesman who sees his team's customers, and what he sends."""
    from bench.people import names

    readers.let_in()
    rng = random.Random()
    bodies = []
    for name in names(WARMING + ROUNDS * CREATED):
        mobile, mail = rng.randrange(10**8), rng.randrange(10**9)
        points = [
            {"kind": "phone", "value": f"09{mobile:08d}"},
            {"kind": "email", "value": f"new{mail}@gmail.com"},
        ]
        bodies.append({"kind": name[1], "name": name[2], "contact_points": points})
    return {"header": readers.token_of("team"), "bodies": [json.dumps(body) for body in bodies]}


def _plain() -> dict[str, float]:
    """Insert the same rows by the models alone; return the rate and the processor time of each."""
    from django.db import transaction

    from bench.people import names
    from rapport.customers.parties.models import ContactPoint, Party
    from rapport.kernel.clock import dice, now
    from rapport.kernel.values import new_id

    rng, moment = dice(), now()
    drawn = list(names(PLAIN))
    mark = f"X{time.time_ns() // 1_000_000 % 10**9}"
    started, cpu = time.perf_counter(), time.process_time()
    for place, name in enumerate(drawn):
        about: dict[str, Any] = {"created_at": moment, "updated_at": moment}
        with transaction.atomic():
            party = Party.objects.create(
                uid=new_id(moment, rng),
                number=f"{mark}-{place}",
                kind=name[1],
                display_name=name[2],
                sort_name=name[3],
                owner_id=readers.WHO["team"],
                team_id=readers.TEAM_OF_READER,
                unit_id=1,
                **about,
            )
            for kind in ("phone", "email"):
                value = f"{kind}{mark}{place}"
                given = {"party": party, "kind": kind, "value": value, "original": value}
                ContactPoint.objects.create(uid=new_id(moment, rng), **given, **about)
    taken = time.perf_counter() - started
    return {"rate": PLAIN / taken, "cpu": (time.process_time() - cpu) / PLAIN * 1000}


if __name__ == "__main__":
    main(*sys.argv[1:])
