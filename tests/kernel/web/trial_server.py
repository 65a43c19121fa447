"""Start the server with the trial application, and speak to it over real sockets."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapport.boot.home import CLONE

HOST = "127.0.0.1"
BIG = 8 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Server:
    """One server process in a folder of its own."""

    def __init__(self, home: Path, **environ: str) -> None:
        self.home = home
        for name in ("up", "spool", "locale"):
            (home / name).mkdir(parents=True, exist_ok=True)
        if not (home / "big.bin").exists():
            (home / "big.bin").write_bytes(os.urandom(BIG))
        self._environ = {
            **os.environ,
            "TRIAL_HOME": str(home),
            "RAPPORT_ASGI": "tests.kernel.web.trial_app:application",
            "PYTHONPATH": str(CLONE),
            "RAPPORT_WEB_PROCESSES": "1",
            **environ,
        }
        self._environ.pop("DJANGO_SETTINGS_MODULE", None)
        self.port = free_port()
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with (self.home / "output").open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "rapport.kernel.web.server", str(self.port)],
                env=self._environ,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.process = process
        if not wait_until(lambda: process.poll() is not None or self._is_up(), seconds=20):
            process.kill()
        assert process.poll() is None, (self.home / "output").read_text()
        return process

    def _is_up(self) -> bool:
        try:
            return self.ask("GET /healthz").status == 200
        except OSError:
            return False

    def stop(self) -> int:
        """End the server as the supervisor does; return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def connect(self, *, source: str = "", window: int = 0) -> socket.socket:
        """Open a connection; a small `window` lets the sender wait for a slow reader."""
        connection = socket.socket()
        if window:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        if source:
            connection.bind((source, 0))
        connection.settimeout(8)
        connection.connect((HOST, self.port))
        return connection

    def ask(self, request: str, *, body: bytes = b"", source: str = "") -> Answer:
        """Send a request head (without host and end) and a body; return the whole answer."""
        with self.connect(source=source) as connection:
            first, _, more = request.partition("\n")
            lines = [f"{first} HTTP/1.1", f"Host: {HOST}:{self.port}", "Connection: close"]
            head = "\r\n".join([*lines, *more.splitlines(), "", ""])
            connection.sendall(head.encode() + body)
            return answer_in(read_all(connection))

    def begin(self, request: str, *, window: int = 0) -> socket.socket:
        """Send a request head and whatever follows it, and leave the connection open."""
        connection = self.connect(window=window)
        first, _, more = request.partition("\n")
        head = f"{first} HTTP/1.1\r\nHost: {HOST}\r\n" + more.replace("\n", "\r\n")
        connection.sendall(head.encode() + b"\r\n\r\n")
        return connection

    def state(self) -> dict[str, int]:
        return dict(self.ask("GET /state").json)

    def spool_files(self) -> int:
        """Return how many unlinked files the server holds."""
        found = 0
        for descriptor in Path(f"/proc/{self.process.pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                found += str(self.home) in (target := str(descriptor.readlink())) and (
                    "/spool/" in target or "/up/" in target
                )
        return found

    def resident_mb(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found
        return int(found[1]) / 1024

    def log_lines(self, name: str) -> list[dict[str, Any]]:
        time.sleep(0.4)  # lines are written five times a second
        text = (self.home / "logs" / name).read_text()
        return [json.loads(line) for line in text.splitlines()]


def free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


def read_all(connection: socket.socket, *, seconds: float = 8) -> bytes:
    """Read until the server closes, or for so long."""
    connection.settimeout(seconds)
    came = b""
    with contextlib.suppress(OSError):
        while piece := connection.recv(1 << 18):
            came += piece
    return came


def read_head(connection: socket.socket, *, seconds: float = 5) -> bytes:
    """Read up to the end of a head; what came, or nothing when the server closed or kept silent."""
    connection.settimeout(seconds)
    came = b""
    with contextlib.suppress(OSError):
        while b"\r\n\r\n" not in came and (piece := connection.recv(65536)):
            came += piece
    return came


def status_in(answer: bytes) -> int:
    found = re.match(rb"HTTP/1\.[01] (\d+)", answer)
    return int(found[1]) if found else 0


def answer_in(came: bytes) -> Answer:
    head, _, body = came.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")[1:]
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    if headers.get("transfer-encoding") == "chunked":
        body = b"".join(_chunks(body))
    return Answer(status_in(came), headers, body)


def _chunks(body: bytes) -> Iterator[bytes]:
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size or b"0", 16)
        yield body[:length]
        body = body[length + 2 :]


def wait_until(true: Any, *, seconds: float = 8) -> bool:
    """Look ten times a second until something holds; whether it came to hold."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.1)
    return bool(true())
