"""The threads of a worker process that relay events and run lanes, and who watches over them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping

import psycopg
from django.db import Error, connection

from .bell import CHANNEL, session_dsn
from .declare import Reaction
from .declare import reactions as all_reactions
from .lanes import SessionLost, Worker
from .relay import AT_ONCE, begin, last_id, relay

log = logging.getLogger("rapport.events")
FULL_LOOK_EVERY = 1.0
FOR_EVER = 1e9
# No fsync: effect and progress stand or fall together, and whatever leaves the house is committed
# durably first, which makes all before it durable. A crash only repeats.
SESSION = """
set synchronous_commit = off; set idle_in_transaction_session_timeout = '{idle:g}s';
set lock_timeout = '5s'; set statement_timeout = '60s'"""


class Ears:
    """Hears the bell on one session, and wakes one thread of this process for it."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop, self._heard = stop, threading.Condition()
        self._pending = 0
        self.thread = threading.Thread(target=self._listen, name="ears", daemon=True)

    def wait(self, seconds: float) -> None:
        """Return when the bell rang, or after so many seconds."""
        with self._heard:
            if not self._pending:
                self._heard.wait(seconds)
            self._pending = max(0, self._pending - 1)

    def wake(self, threads: int = 1) -> None:
        with self._heard:
            self._pending = max(self._pending, threads)
            self._heard.notify(threads)

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                with psycopg.connect(**session_dsn(), autocommit=True) as conn:
                    conn.execute(f"listen {CHANNEL}")
                    while not self._stop.is_set():
                        for _ in conn.notifies(timeout=1, stop_after=1):
                            self.wake()
            except psycopg.OperationalError as lost:
                log.warning("the ears lost their session: %s", type(lost).__name__)
                self._stop.wait(0.5)


class Crew:
    """
    Relays and runs lanes in threads until stopped.

    Two threads suit two cores. Each has a session; a client that stops inside a transaction loses
    it after `idle` seconds, and with it every late write.
    """

    def __init__(
        self,
        reactions: Mapping[str, Reaction] | None = None,
        *,
        threads: int = 2,
        idle: float = 5.0,
        hangs_after: float = 60.0,
    ) -> None:
        self._reactions = all_reactions() if reactions is None else reactions
        self._stop = threading.Event()
        self._ears = Ears(self._stop)
        self._idle, self._hangs_after = idle, hangs_after
        self._workers = [Worker(self._reactions) for _ in range(threads)]
        self._threads = [
            threading.Thread(target=self._stay, args=(worker,), name=f"lane-{n}", daemon=True)
            for n, worker in enumerate(self._workers)
        ]

    def start(self) -> None:
        for thread in (self._ears.thread, *self._threads):
            thread.start()

    def stop(self) -> None:
        """Ask all threads to end after what they are at."""
        self._stop.set()
        self._ears.wake(len(self._threads))

    def join(self, seconds: float) -> bool:
        """Wait until all lane threads ended; return whether they did."""
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def watch(self) -> bool:
        """
        Look after reactions that hang in Python; return False when one has for too long.

        Their session is ended by the database, which frees the lane; the try is counted here, so
        that such an event parks too. A thread cannot be ended: the process must be.
        """
        fine = True
        for worker in self._workers:
            run = worker.run
            if run is None:
                continue
            hung_for = time.monotonic() - run.began_at
            if hung_for > self._idle + 2:
                worker.charge("Hung")
            fine = fine and hung_for <= self._hangs_after
        return fine and all(thread.is_alive() for thread in self._threads)

    def _stay(self, worker: Worker) -> None:
        while not self._stop.is_set():
            try:
                self._open_session()
                self._charge_lost_run(worker)
                self._work(worker)
            except (Error, SessionLost) as lost:
                log.warning("a lane worker begins anew: %s", type(lost.__cause__ or lost).__name__)
                self._stop.wait(0.3)
            except Exception:  # this thread is a door: a bug in a commit hook must not close it
                log.exception("a lane worker begins anew")
                self._stop.wait(0.3)
        connection.close()

    def _open_session(self) -> None:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute(SESSION.format(idle=self._idle))

    def _charge_lost_run(self, worker: Worker) -> None:
        worker.charge("SessionEnded")
        worker.run = None

    def _work(self, worker: Worker) -> None:
        """
        Relay, run a lane, and so on. A second apart look at everything, between only at the new.

        Dead entries that an open snapshot keeps pile up at the old end of both queues: 3.0 ms a
        look at 50,000 of them, 0.07 from the floor.
        """
        pairs = begin(self._reactions)
        look_at, floor, last, age = 0.0, 0, 0, 0.0
        while not self._stop.is_set():
            started = time.monotonic()
            full = started >= look_at
            if full:
                floor, last = last, last_id()
            moved, due = relay(pairs, floor=0 if full else floor, age=FOR_EVER if full else age)
            if moved > 1:
                self._ears.wake(len(self._threads))
            found = worker.work_once(FOR_EVER if full else age) if due else None
            if full:  # rarer when it has become dear
                rest = max(FULL_LOOK_EVERY, 10 * (time.monotonic() - started))
                look_at, age = time.monotonic() + rest, (found or 0.0) + rest + 5.0
                floor = 0 if moved == AT_ONCE else floor
            elif not moved and found is None:
                self._ears.wait(min(1.0, max(0.0, look_at - time.monotonic())))
