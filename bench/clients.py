"""
A server as `rapport up` runs it, and clients in a process of their own that ask it.

    python -m bench.clients PORT CLIENTS < requests

reads JSON lines {"method", "path", "headers", "body"}, lets so many clients take them in turn over
connections that stay open, and prints one JSON line an answer: its status, its id, its milliseconds
as the client saw them.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 60
TICKS = os.sysconf("SC_CLK_TCK")
NO_QUOTA = str(10**9)  # a bench asks more of one token in a minute than a program may
Request = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Served:
    """A server under a bench, and the log in which it says how long each answer took."""

    port: int
    pid: int
    home: Path
    environ: Mapping[str, str]

    def cpu_seconds(self) -> float:
        """Return the processor time that the server has used so far, without PostgreSQL's."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return sum(map(_cpu_seconds, [self.pid, *map(int, children)]))

    def log(self) -> dict[str, float]:
        """Return the milliseconds of each answered request by its id, first byte in to last out."""
        time.sleep(0.5)  # its lines are written five times a second
        lines = (self.home / "logs/access.log").read_text().splitlines()
        found = map(json.loads, lines)
        return {line["request_id"]: line["ms"] for line in found}


@contextmanager
def server(environ: Mapping[str, str]) -> Iterator[Served]:
    """Serve a database on a free port, from a home that holds only the logs."""
    with tempfile.TemporaryDirectory(prefix="rapport-bench-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        own = {"RAPPORT_HOME": folder, "RAPPORT_SECRET_KEY": secrets.token_hex(), "PORT": str(port)}
        found = {**environ, **own, "RAPPORT_API_RATE": NO_QUOTA}
        command = [sys.executable, "-m", "rapport.kernel.web.server", str(port)]
        process = subprocess.Popen(command, env=found, stderr=subprocess.DEVNULL)
        try:
            _wait(port, process)
            yield Served(port, process.pid, Path(folder), found)
        finally:
            process.terminate()
            process.wait()


def ask(served: Served, requests: Sequence[Request], *, clients: int) -> list[dict[str, Any]]:
    """Let clients ask all this, and return the answers; raises when one is no success."""
    given = "".join(json.dumps(request) + "\n" for request in requests)
    command = [sys.executable, "-m", "bench.clients", str(served.port), str(clients)]
    done = subprocess.run(
        command, input=given, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    wrong = [answer for answer in found if not 200 <= answer["status"] < 300]
    if wrong or len(found) != len(requests):
        raise RuntimeError(f"{len(wrong)} of {len(found)} answers are wrong: {wrong[:1]}")
    return found


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def get(path: str, headers: Mapping[str, str]) -> Request:
    return {"method": "GET", "path": path, "headers": dict(headers), "body": None}


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            pass  # it does not listen yet
        finally:
            connection.close()
        time.sleep(0.1)
    raise RuntimeError("the server of the bench does not answer")


def _client(port: int, waiting: Iterator[Request], turn: threading.Lock, out: list[str]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    connection.connect()
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while True:
        with turn:
            asked = next(waiting, None)
        if asked is None:
            return
        body = asked["body"].encode() if asked["body"] else None
        started = time.perf_counter()
        connection.request(asked["method"], asked["path"], body, asked["headers"])
        answer = connection.getresponse()
        content = answer.read()
        found = {
            "status": answer.status,
            "ms": (time.perf_counter() - started) * 1000,
            "bytes": len(content),
            "id": answer.headers["X-Request-Id"],
            "server": answer.headers["Server-Timing"],
        }
        if answer.status >= http.client.BAD_REQUEST:
            found["said"] = content[:300].decode(errors="replace")
        out.append(json.dumps(found))


def main(port: str, clients: str) -> None:
    waiting = iter([json.loads(line) for line in sys.stdin])
    turn, out = threading.Lock(), list[str]()
    threads = [
        threading.Thread(target=_client, args=(int(port), waiting, turn, out))
        for _ in range(int(clients))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("\n".join(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
