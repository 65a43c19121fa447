"""The keeper of a home's database: one PostgreSQL, shared by every command that needs it.

A command holds a shared lock on `users` (see Hold). The first starts a keeper: a detached process
that owns the lock `keeper`, makes the database, runs PostgreSQL as its child, restarts it when it
dies and stops it when `users` has been free for a grace.

The keeper has no death signal of its own: it outlives the command that started it.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, LOCK_UN, flock
from pathlib import Path

from rapport.boot.cluster import Cluster
from rapport.boot.errors import Unavailable, sentence
from rapport.boot.home import Home

# Seconds that an unused database stays up.
GRACE = float(os.environ.get("RAPPORT_GRACE", "10"))
MESSAGE_LENGTH = 300


class Keeper:
    """The one process that starts, watches, reaps and stops the PostgreSQL of a home."""

    def __init__(self, home: Home, lock: int) -> None:
        self.home, self.lock = home, lock
        self.cluster: Cluster | None = None
        self.asked_to_stop = False
        self.users = os.open(home.folder / "users", os.O_RDWR)
        self.last_visit = 0
        self.last_use = time.monotonic()

    def run(self) -> None:
        """Keep the database until nobody wants it, and leave a record of how that ended."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: setattr(self, "asked_to_stop", True))
        failure = ""
        try:
            self.cluster = Cluster(self.home)
            self._start(self.cluster)
            self._watch(self.cluster)
        except (Unavailable, OSError) as error:  # also when the home was removed under it
            failure = sentence(error)
        self._say("stopping")
        if self.cluster:
            self.cluster.stop()
        self._say("failed" if failure else "stopped", failure)

    def _start(self, cluster: Cluster) -> None:
        self._say("starting")
        cluster.start(given_up=lambda: self.asked_to_stop)
        self._say("ready")

    def _say(self, state: str, message: str = "") -> None:
        Home.say(
            self.lock,
            state=state,
            pid=os.getpid(),
            postgres=self.cluster.pid if self.cluster else 0,
            version=self.cluster.version if self.cluster else "",
            message=message[:MESSAGE_LENGTH],
        )

    def _watch(self, cluster: Cluster) -> None:
        self.last_use = time.monotonic()
        while not self.asked_to_stop:
            died = not cluster.lives()
            time.sleep(0.5 if died else 0.1)
            if not self.home.owns(self.lock):
                # Another home may stand in its place now, with a database being made: a restart
                # here would reap that. Leave at once, and without touching its sockets.
                cluster.kill()
                raise Unavailable(f"{self.home.folder} was moved or removed.")
            if died:
                self._start(cluster)
            cluster.rotate_log()
            if self._is_unwanted():
                return

    def _is_unwanted(self) -> bool:
        """
        Tell whether nobody has held `users` for the grace, or `stop` holds it alone.

        When it is so, `users` stays locked: newcomers wait there until this keeper is gone.
        """
        if self._is_free(LOCK_EX):
            # A visit shorter than this glance has touched the file's time.
            if (visit := os.fstat(self.users).st_mtime_ns) != self.last_visit:
                self.last_visit, self.last_use = visit, time.monotonic()
            if time.monotonic() - self.last_use >= GRACE:
                return True
            flock(self.users, LOCK_UN)
            return False
        self.last_use = time.monotonic()
        if self._is_free(LOCK_SH):
            flock(self.users, LOCK_UN)
            return False
        return True  # only `stop` holds it alone

    def _is_free(self, how: int) -> bool:
        try:
            flock(self.users, how | LOCK_NB)
        except BlockingIOError:
            return False
        return True


def main(arguments: list[str]) -> int:
    """Begin as the keeper of a home, on the lock that the starting command passed on."""
    folder, lock = arguments
    # Not a child of the first command, which might wait for its children.
    if os.fork() == 0:
        Keeper(Home(Path(folder)), int(lock)).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
