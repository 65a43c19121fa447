"""The part of the worker that runs jobs; of its own, for Procrastinate warns of a main module."""

from __future__ import annotations

import asyncio
import logging
import threading

TOGETHER = 2  # jobs at once: two cores
SESSIONS = 4  # of Procrastinate: it listens on one and marks jobs on others
LOOK_EVERY = 1.0  # it hears of new jobs at once, but not of those that are freed
log = logging.getLogger("rapport.worker")


def run_jobs(stop: threading.Event, patience: float) -> None:
    """
    Run Procrastinate's worker in a loop of its own; return when stopped or when it gave up.

    patience   seconds that running jobs have when it is told to stop.
    """
    try:
        asyncio.run(_serve(stop, patience))
    except Exception as lost:  # whatever it was, the process ends and is started again
        log.error("jobs stopped: %s", type(lost).__name__, exc_info=lost)


async def _serve(stop: threading.Event, patience: float) -> None:
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params

    sessions = PsycopgConnector(
        kwargs=connector_params(), min_size=1, max_size=SESSIONS, timeout=10, reconnect_timeout=10
    )
    # Another app on other sessions: the house's own keeps Django's, so that what a reaction defers
    # stands or falls with the lane's transaction.
    working = app.with_connector(sessions)
    async with working.open_async():
        serving = asyncio.create_task(
            working.run_worker_async(
                concurrency=TOGETHER,
                fetch_job_polling_interval=LOOK_EVERY,
                install_signal_handlers=False,
                shutdown_graceful_timeout=patience,
                delete_jobs="never",
            )
        )
        while not stop.is_set() and not serving.done():
            await asyncio.sleep(0.2)
        if serving.done():
            await serving  # says why it ended
        serving.cancel()
        await asyncio.wait([serving])
