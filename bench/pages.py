"""
How fast pages are drawn over two million customers, for a reader who sees a team of them.

`pages.list`, `pages.record`: 95 of 100 list pages of 50 rows, and pages of one customer with all
that is known of him, took the server at most so many milliseconds with eight clients at once, from
the first byte that came in to the last that went out, waiting for a thread included (its access
log). The yardstick is the same page asked by one client alone. `pages.list_cpu` and
`pages.record_cpu`: processor milliseconds of the server for each of them, PostgreSQL's apart.
`pages.deep`: milliseconds of the 50 rows after row 80,000, beside those of the first 50, of the
whole list, one client.
`pages.stalled_uploads`, `pages.stalled_downloads`: the list page with two clients while fifty more
have begun to send a file, or to fetch a list as a file, and stopped; beside the same
undisturbed.
"""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from bench import clients, large, readers
from bench.figures import Figure, percentile

EIGHT, ASKED, DEEP, STALLED, UNDER_STALL = 8, 400, 80_000, 50, 120
ROWS = "/customers/rows"
CUSTOMERS = """
select uid::text from parties_party where team_id = %s and deleted_at is null
order by id %% 10, last_touch_at desc nulls last limit %s"""


def run() -> Iterator[Figure]:
    with clients.server(large.environ()) as served:
        plan = _run("plan", dict(served.environ))
        pages: dict[str, list[clients.Request]] = {
            name: [clients.get(path, plan["team"]) for path in plan[name]]
            for name in ("list", "record")
        }
        for name, requests in pages.items():
            _server_times(served, requests[: ASKED // 4], clients_at_once=2)
            alone = _server_times(served, requests[: ASKED // 4], clients_at_once=1)
            cpu = served.cpu_seconds()
            eight = _server_times(served, requests, clients_at_once=EIGHT)
            cpu = served.cpu_seconds() - cpu
            yield _figure(f"pages.{name}", percentile(eight, 0.95), percentile(alone, 0.95))
            yield Figure(f"pages.{name}_cpu", cpu / len(requests) * 1000, "ms")
        yield _deep(served, plan)
        for name, stall in (("uploads", _uploads), ("downloads", _downloads)):
            requests = pages["list"][:UNDER_STALL]
            before = percentile(_server_times(served, requests, clients_at_once=2), 0.95)
            with stall(served, plan["owner"]):
                beside = percentile(_server_times(served, requests, clients_at_once=2), 0.95)
            yield _figure(f"pages.stalled_{name}", beside, before)


def main(role: str) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    django.setup()
    print(json.dumps({"plan": _plan}[role]()))


def _figure(name: str, figure: float, beside: float) -> Figure:
    return Figure(name, figure, "ms", beside, figure / beside)


def _run(role: str, environ: dict[str, str]) -> Any:
    command = [sys.executable, "-m", "bench.pages", role]
    done = subprocess.run(
        command, env=environ, cwd=large.ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def _plan() -> dict[str, Any]:
    """Return whom to ask as, and the addresses of pages: lists in several orders, customers."""
    from django.db import connection

    readers.let_in()
    with connection.cursor() as cursor:
        cursor.execute(CUSTOMERS, [readers.TEAM_OF_READER, ASKED])
        records = [f"/customers/{uid}" for (uid,) in cursor.fetchall()]
    sorts = ("", "?sort=name", "?sort=-created_at", "?sort=-last_touch_at")
    random.Random(1).shuffle(records)
    return {
        "all": readers.session_of("all"),
        "team": readers.session_of("team"),
        "owner": readers.session_of("owner"),
        "list": [f"/customers{sorts[turn % len(sorts)]}" for turn in range(ASKED)],
        "record": records,
        "after": _after(DEEP),
    }


def _after(row: int) -> str:
    """Return the cursor that stands behind so many rows of the whole list."""
    from rapport.kernel.access import queries as access
    from rapport.kernel.clock import now
    from rapport.kernel.entities.registry import entity
    from rapport.kernel.views import engine
    from rapport.kernel.views.listing import MOST_ROWS, Listing

    reader = access.reader_of(readers.WHO["all"])
    assert reader is not None
    after = None
    for _ in range(row // MOST_ROWS):
        whole = entity("parties.party")
        listing = Listing(whole, reader.actor, ("name",), limit=MOST_ROWS, after=after)
        after = engine.page(listing, now=now()).next
    return str(after)


def _server_times(
    served: clients.Served, requests: Sequence[clients.Request], *, clients_at_once: int
) -> list[float]:
    found = clients.ask(served, requests, clients=clients_at_once)
    log = served.log()
    return [log[answer["id"]] for answer in found]


def _deep(served: clients.Served, plan: Mapping[str, Any]) -> Figure:
    """Ask in turn for the first rows and for those far down, so that both meet the same machine."""
    first = clients.get(ROWS, plan["all"])
    far = clients.get(f"{ROWS}?after={plan['after']}", plan["all"])
    times: dict[str, list[float]] = {"first": [], "far": []}
    for _ in range(5):
        for name, request in (("first", first), ("far", far)):
            times[name] += _server_times(served, [request] * 20, clients_at_once=1)
    return _figure("pages.deep", percentile(times["far"], 0.5), percentile(times["first"], 0.5))


@contextmanager
def _uploads(served: clients.Served, headers: Mapping[str, str]) -> Iterator[None]:
    """Begin to send fifty files of 10 MB, and stop within them."""
    head = "POST /imports HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000\r\n"
    head += "Content-Type: multipart/form-data; boundary=x\r\n" + _lines(headers)
    with ExitStack() as stack:
        for _ in range(STALLED):
            connection = stack.enter_context(_connected(served))
            connection.sendall(head.encode() + b"x" * 200_000)
        yield


@contextmanager
def _downloads(served: clients.Served, headers: Mapping[str, str]) -> Iterator[None]:
    """Ask for fifty exports of two thousand customers, and read only their beginning."""
    head = f"GET /customers/export?as=csv HTTP/1.1\r\nHost: localhost\r\n{_lines(headers)}"
    with ExitStack() as stack:
        waiting = [stack.enter_context(_connected(served)) for _ in range(STALLED)]
        for connection in waiting:
            connection.sendall(head.encode())
        for connection in waiting:
            if not connection.recv(200).startswith(b"HTTP/1.1 200"):
                raise RuntimeError("a download of the bench did not begin")
        yield


def _connected(served: clients.Served) -> socket.socket:
    connection = socket.socket()
    connection.settimeout(600)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # before it is agreed upon
    connection.connect(("127.0.0.1", served.port))
    return connection


def _lines(headers: Mapping[str, str]) -> str:
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"


if __name__ == "__main__":
    main(*sys.argv[1:])
