"""
The worker process: relays events and runs lanes, runs jobs, does what is periodic.

    python -m rapport.kernel.jobs.worker

Ends within five seconds of SIGTERM, and with 1 when the database is gone: the supervisor starts it
again.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from datetime import datetime
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.db import Error, connection

if TYPE_CHECKING:
    from .declare import Period

PATIENCE = 5.0
TOGETHER = 2  # jobs at once: two cores
log = logging.getLogger("rapport.worker")


def main() -> int:
    """Work until told to stop; return the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    django.setup()
    from rapport.kernel.events.crew import Crew
    from rapport.kernel.web import logs

    logs.keep(settings.HOME / "logs", process="worker")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    crew = Crew()
    crew.start()
    clockwork = threading.Thread(target=_keep_periods, args=(stop,), name="periods", daemon=True)
    clockwork.start()
    jobs = threading.Thread(target=_run_jobs, args=(stop,), name="jobs", daemon=True)
    jobs.start()
    well = True
    while not stop.wait(1):
        well = crew.watch() and jobs.is_alive()
        if not well:
            log.error("a thread of the worker is gone or hangs; the process ends")
            break
    stop.set()
    crew.stop()
    crew.join(PATIENCE)
    return 0 if well else 1


def _run_jobs(stop: threading.Event) -> None:
    """Run Procrastinate's worker in a loop of its own until stopped."""
    try:
        asyncio.run(_serve_jobs(stop))
    except (Error, OSError) as lost:
        log.error("jobs lost the database: %s", type(lost).__name__)


async def _serve_jobs(stop: threading.Event) -> None:
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as working:
        async with working.open_async():
            serving = asyncio.create_task(
                working.run_worker_async(
                    concurrency=TOGETHER,
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=PATIENCE,
                    delete_jobs="never",
                )
            )
            while not stop.is_set() and not serving.done():
                await asyncio.sleep(0.3)
            if serving.done():
                await serving
            serving.cancel()


def _keep_periods(stop: threading.Event) -> None:
    """Do each periodic work when it is due; what another worker is at is left to it."""
    from rapport.kernel import clock

    from .declare import periods

    due = {period.name: time.monotonic() for period in periods()}
    while not stop.wait(0.5):
        for period in periods():
            if time.monotonic() < due.get(period.name, 0.0):
                continue
            due[period.name] = time.monotonic() + period.seconds
            try:
                _alone(period, clock.now())
            except Error as fault:
                log.warning("periodic work %s: %s", period.name, type(fault).__name__)
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
    sys.exit(main())
