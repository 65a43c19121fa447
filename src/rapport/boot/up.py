"""The supervisor: database, migrations, web and worker, in the foreground of one terminal.

    python -m rapport.boot.up [--demo]

PORT (8000), RAPPORT_BIND (127.0.0.1), RAPPORT_HOME and DATABASE_URL say where. The database is not
a child but kept by the keeper, which outlives this process by a grace; without DATABASE_URL it ends
with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import shutil
import signal
import socket
import sys
import time
from fcntl import LOCK_EX, LOCK_NB

from rapport.boot.errors import Refused, Unavailable, exit_code, sentence
from rapport.boot.hold import Hold, given_database
from rapport.boot.home import Home
from rapport.boot.services import Program, Say, Service, say

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# A supervisor that was killed leaves children, which take a moment to end.
PORT_PATIENCE_SECONDS = 5
FULL_BYTES = 32 << 20  # PostgreSQL takes 16 MB at a time for its log of changes
LONGEST_PAUSE = 15


class Supervisor:
    """What runs for one home, and what it needs."""

    def __init__(self, home: Home, port: int, host: str) -> None:
        self.home, self.port, self.host = home, port, host
        self.hold: Hold | None = None
        self.environ = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "rapport.config.settings",
            "PYTHONUNBUFFERED": "1",
            "RAPPORT_HOME": str(home.folder),
        }
        self.services: list[Service] = []
        self.began = time.monotonic()

    async def run(self, *, demo: bool) -> None:
        """Run until a signal; whatever happens, leave nothing running."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, stop.set)
        work = asyncio.create_task(self._work(demo=demo))
        asked = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({work, asked}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await self._leave(work, asked)
        if not work.cancelled() and (error := work.exception()):
            raise error

    async def _work(self, *, demo: bool) -> None:
        await self._check_port()
        if not given_database():
            self.hold = await asyncio.to_thread(Hold, self.home)
            self.environ["DATABASE_URL"] = self.hold.home.url
            self._tell_time("database ready")
        await self._once("migrate", "rapport.boot.migrate", say)
        self._tell_time("database up to date")
        last_words = await self._load_demo() if demo else []
        web = Program.module(
            "web", "rapport.kernel.web.server", str(self.port), self.host, environ=self.environ
        )
        worker = Program.module("worker", "rapport.kernel.jobs.worker", environ=self.environ)
        self.services = [Service(web), Service(worker)]
        async with asyncio.TaskGroup() as group:
            for service in self.services:
                group.create_task(service.run())
            group.create_task(self._greet(last_words))
            group.create_task(self._watch_keeper())

    async def _once(self, name: str, module: str, tell: Say) -> None:
        """Run a program that must succeed."""
        code = await Program.module(name, module, environ=self.environ).finish(tell)
        if code and shutil.disk_usage(self.home.folder).free < FULL_BYTES:
            hint = "make room on it, then start again"
            raise Unavailable(f"The disk of {self.home.folder} is full: {hint}.")
        if code:
            raise Unavailable(f"`python -m {module}` failed; the lines above say why.")

    async def _load_demo(self) -> list[str]:
        """Load the demo firm; return what it says after an empty line: the sign-ins."""
        before: list[str] = []
        after: list[str] = []

        def tell(name: str, line: str) -> None:
            if after or not line:
                after.append(line)
            else:
                before.append(line)
                say(name, line)

        try:
            await self._once("demo", "rapport.front.demo.load", tell)
        except Unavailable:
            for line in after:
                say("demo", line)
            raise
        self._tell_time("demo firm ready")
        return after

    async def _check_port(self) -> None:
        """Refuse a taken port now: web would only be restarted again and again."""
        patience = time.monotonic() + PORT_PATIENCE_SECONDS
        while (fault := _port_fault(self.host, self.port)) == errno.EADDRINUSE:
            if time.monotonic() > patience:
                hint = f"stop what uses it, or choose another: PORT={self.port + 1}"
                raise Refused(f"Port {self.port} is taken: {hint}.")
            await asyncio.sleep(0.2)
        if fault:
            raise Refused(f"Port {self.port} of {self.host} cannot be used: {os.strerror(fault)}.")

    async def _greet(self, last_words: list[str]) -> None:
        """Say where it serves, once it does."""
        while not await _answers(self.port, self.host):
            await asyncio.sleep(0.1)
        self._tell_time("ready")
        for line in (*self._addresses(), *last_words):
            say("up", line)

    def _addresses(self) -> list[str]:
        """Say where to go; a passkey belongs to a name, so browsers take none at a number."""
        if self.host not in ("127.0.0.1", "0.0.0.0", "::", "::1"):
            return [f"Rapport serves at http://{self.host}:{self.port}/"]
        host = "[::1]" if self.host == "::1" else "127.0.0.1"
        by_name = f"http://localhost:{self.port}/"
        return [f"Rapport serves at http://{host}:{self.port}/ (with passkeys: {by_name})"]

    async def _watch_keeper(self) -> None:
        """See that there is a keeper; PostgreSQL itself is the keeper's to restart."""
        pause = 1
        while self.hold:
            await asyncio.sleep(pause)
            try:
                await asyncio.to_thread(self.hold.ensure)
                pause = 1
            except (Unavailable, OSError) as error:
                pause = min(pause * 2, LONGEST_PAUSE)
                say("up", f"database: {sentence(error)} Again in {pause} s.")

    async def _leave(self, *tasks: asyncio.Task[object]) -> None:
        began = time.monotonic()
        if self.services or self.hold:
            say("up", "stopping")
        await asyncio.gather(*(service.stop() for service in self.services))
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        if self.hold:
            # At once, unless another command holds the database too.
            await asyncio.to_thread(self.hold.release, at_once=True)
            say("up", f"stopped in {time.monotonic() - began:.1f} s")

    def _tell_time(self, line: str) -> None:
        say("up", f"{line} ({time.monotonic() - self.began:.1f} s)")


def _port_fault(host: str, port: int) -> int:
    """Try to listen as web will; return the error's number, or 0."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except socket.gaierror:
        return errno.EADDRNOTAVAIL
    except OSError as error:
        return error.errno or errno.EIO
    return 0


async def _answers(port: int, host: str) -> bool:
    """Tell whether web serves, and has the database."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(10):
            reader, writer = await asyncio.open_connection(reached, port)
            writer.write(b"GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            said = await reader.readline()
            writer.close()
        words = said.split()
        return len(words) > 1 and words[1] == b"200"
    return False


def _claim(home: Home) -> int:
    """Hold `up`: one supervisor a home."""
    home.make()
    lock = home.lock("up", LOCK_EX | LOCK_NB)
    if lock is None:
        pid = (home.folder / "up").read_text().strip() or "unknown"
        raise Refused(f"Rapport already runs here, pid {pid}.")
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)
    return lock


def _port() -> int:
    given = os.environ.get("PORT") or "8000"
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise Refused(f"PORT={given} is no port: give a number from 1 to 65535.")
    return int(given)


def main(arguments: list[str]) -> int:
    """Supervise until told to stop; return 1 or 2, after one sentence, if that cannot be."""
    try:
        if set(arguments) - {"--demo"}:
            raise Refused("Usage: rapport up [--demo]")
        home = Home.default()
        supervisor = Supervisor(home, _port(), os.environ.get("RAPPORT_BIND") or "127.0.0.1")
        lock = _claim(home)
        asyncio.run(supervisor.run(demo="--demo" in arguments))
        os.close(lock)
    except (Unavailable, OSError) as error:
        print(sentence(error), file=sys.stderr)
        return exit_code(error)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
