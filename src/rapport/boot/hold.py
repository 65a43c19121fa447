"""How a command holds the database of a home: there as long as it is held, whoever started it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH

from rapport.boot.errors import Refused, Unavailable
from rapport.boot.home import Home

TELL_AFTER_SECONDS = 10
TELL_EVERY_SECONDS = 30
MOST_STARTS = 3
SCHEMES = ("postgresql://", "postgres://")


def given_database() -> str | None:
    """
    Return DATABASE_URL, or None: then the home's own database is used.

    Refuses   what is no address of a PostgreSQL; the address itself may hold a password, and is
              not repeated.
    """
    given = os.environ.get("DATABASE_URL")
    if given and not given.startswith(SCHEMES):
        raise Refused("DATABASE_URL is no PostgreSQL: write postgresql://USER@HOST:5432/DATABASE.")
    return given


class Hold:
    """A command's hold: while it lasts, the keeper does not stop for want of users."""

    def __init__(self, home: Home, **environ: str) -> None:
        """
        Take hold, starting a keeper if there is none.

        environ   what a keeper started here gets besides the environment.
        """
        self.home, self.environ = home, environ
        home.make()
        self.users = home.lock_waiting("users", LOCK_SH)  # waits while a keeper is stopping
        # A visit shorter than the keeper's glance must restart the grace too.
        os.utime(home.folder / "users")
        try:
            self.ensure()
        except BaseException:
            os.close(self.users)
            raise

    def ensure(self) -> None:
        """Return when the database is ready, with a new keeper if the old one is gone."""
        waiting = _Patience()
        while True:
            with self.home.look() as (free, record):
                if free is None and record.get("state") == "ready":
                    return
                if free is not None:
                    if waiting.begun and record.get("state") == "failed":
                        raise Unavailable(record["message"])
                    if waiting.has_started_enough():
                        log = self.home.logs / "keeper.log"
                        raise Unavailable(f"The database's keeper does not stay; {log} says why.")
                    self._start_keeper(free)
            waiting.wait(record.get("state", "starting"))

    def pass_on(self) -> None:
        """Let the program that this process becomes inherit the hold: its end releases it."""
        os.set_inheritable(self.users, True)

    def release(self, *, at_once: bool = False) -> None:
        """Let go; `at_once` spares the grace if nobody else holds the database."""
        os.close(self.users)
        if at_once:
            with contextlib.suppress(Refused):  # somebody else does: theirs it is
                stop(self.home)

    def _start_keeper(self, lock: int) -> None:
        """Start it on the lock held here: at no moment is the lock free, or held by two."""
        Home.say(lock, state="starting")
        keeper = [sys.executable, "-P", "-m", "rapport.boot.keeper"]
        with open(self.home.logs / "keeper.log", "ab") as log:
            subprocess.run(
                [*keeper, str(self.home.folder), str(lock)],
                env={**os.environ, "PYTHONPATH": _import_path(), **self.environ},
                pass_fds=[lock],
                start_new_session=True,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,
            )


class _Patience:
    """How long a command has waited for the database, and what it has done about it."""

    def __init__(self) -> None:
        self.begun = False
        self.starts = 0
        self.tell_at = time.monotonic() + TELL_AFTER_SECONDS

    def has_started_enough(self) -> bool:
        self.starts += 1
        return self.starts > MOST_STARTS

    def wait(self, state: str) -> None:
        self.begun = True
        if time.monotonic() > self.tell_at:  # a long recovery, or a slow disk
            print(f"Waiting for the database ({state}).", file=sys.stderr)
            self.tell_at += TELL_EVERY_SECONDS
        time.sleep(0.02)


def stop(home: Home) -> None:
    """
    Stop the database of a home.

    Holding `users` alone is the request to the keeper, so no newcomer slips in between.
    Refuses   while a command uses it.
    """
    deadline = time.monotonic() + 0.5
    while (alone := home.lock("users", LOCK_EX | LOCK_NB)) is None:
        if time.monotonic() > deadline:  # a glance of the keeper is shorter
            users = home.users() or "unknown"
            raise Refused(f"The database of {home.folder} is in use by process {users}.")
        time.sleep(0.02)
    try:
        free = None
        while free is None:
            time.sleep(0.02)
            with home.look() as (free, _):
                pass
    finally:
        os.close(alone)


def status(home: Home) -> str:
    """Say what runs, and who uses it."""
    with home.look() as (free, record):
        if free is not None:
            return f"stopped; home {home.folder}"
        postgres = f"PostgreSQL {record.get('version')} as process {record.get('postgres')}"
        state, keeper = record.get("state", "starting"), record.get("pid")
        users = home.users() or "nobody"
        return f"{state}: {postgres}, keeper {keeper}, used by {users}; home {home.folder}"


def _import_path() -> str:
    # The keeper may be needed before the package is linked into an environment.
    source = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH")]))
