"""
The worker process: relays events and runs lanes, runs jobs, does what is periodic.

    python -m rapport.kernel.jobs.worker

Ends within five seconds of SIGTERM, and with 1 when the database is gone or a part of it hangs: the
supervisor starts it again, and nothing is lost by that.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.db import Error, connection

if TYPE_CHECKING:
    from rapport.kernel.events.crew import Crew

    from .declare import Period

PATIENCE = 4.0  # for what is running when the process is told to end
QUICK = 60.0  # work more frequent than this does not wait behind work that is rarer
NICE = 5  # people who wait for a page go before work that nobody waits for
log = logging.getLogger("rapport.worker")


def main() -> int:
    """Work until told to stop; return the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    django.setup()
    from rapport.kernel.events.crew import Crew
    from rapport.kernel.web import logs

    logs.keep(settings.HOME / "logs", process="worker")
    os.nice(NICE)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    crew = Crew()
    crew.start()
    parts = _start_parts(stop)
    well = True
    while well and not stop.wait(1):
        well = _watch(crew) and all(part.is_alive() for part in parts)
    if not well:
        log.error("a part of the worker is gone or hangs; the process ends")
    _end(stop, crew, parts)
    logs.flush()
    return 0 if well else 1


def _start_parts(stop: threading.Event) -> list[threading.Thread]:
    from .declare import periods
    from .serving import run_jobs

    quick = [period for period in periods() if period.seconds < QUICK]
    slow = [period for period in periods() if period.seconds >= QUICK]
    parts = [
        threading.Thread(target=run_jobs, args=(stop, PATIENCE - 1), name="jobs", daemon=True),
        threading.Thread(target=_keep_periods, args=(quick, stop), name="quick", daemon=True),
        threading.Thread(target=_keep_periods, args=(slow, stop), name="slow", daemon=True),
    ]
    for part in parts:
        part.start()
    return parts


def _watch(crew: Crew) -> bool:
    try:
        return crew.watch()
    except Error as lost:  # the next look has a session of its own again
        log.warning("the watch lost its session: %s", type(lost).__name__)
        connection.close()
        return True


def _end(stop: threading.Event, crew: Crew, parts: Sequence[threading.Thread]) -> None:
    """Let everybody finish what he is at, for so long; then the process ends regardless."""
    until = time.monotonic() + PATIENCE
    stop.set()
    crew.stop()
    for part in parts:
        part.join(max(0.0, until - time.monotonic()))
    crew.join(max(0.0, until - time.monotonic()))


def _keep_periods(periods: Sequence[Period], stop: threading.Event) -> None:
    """Do each periodic work when it is due; what another worker is at is left to it."""
    from rapport.kernel import clock

    due = {period.name: 0.0 for period in periods}
    while not stop.wait(0.5):
        for period in periods:
            if time.monotonic() < due[period.name]:
                continue
            due[period.name] = time.monotonic() + period.seconds
            try:
                _alone(period, clock.now())
            except Exception as fault:  # this thread is the door of all periodic work
                log.error("periodic work %s failed", period.name, exc_info=fault)
                connection.close()


def _alone(period: Period, now: datetime) -> None:
    """Do the work while holding its lock; leave it if another worker holds it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtextextended(%s, 7303))", [period.name])
        if not cursor.fetchone()[0]:
            return
        try:
            period.work(now)
        finally:
            cursor.execute("select pg_advisory_unlock(hashtextextended(%s, 7303))", [period.name])


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # a job that does not end must not keep the process
