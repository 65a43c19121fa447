"""
Wake the workers after a commit.

NOTIFY inside a writing transaction makes all commits queue behind one lock of the server (5,008
commits a second fall to 457), so the bell rings after the commit, on a session of its own. A lost
ring costs a second: the workers look at everything once a second anyway.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from typing import Any

import psycopg
from django.db import connection

CHANNEL = "told"
BETWEEN_RINGS = 0.02  # more often would cost a busy writer more than it wins a reader
log = logging.getLogger("rapport.events")


class Bell:
    """Ring at most every 20 ms, from a thread that connects when first asked to."""

    def __init__(self, place: tuple[Any, ...], dsn: dict[str, Any]) -> None:
        self._place, self._dsn, self._rung = place, dsn, threading.Event()
        threading.Thread(target=self._keep_ringing, name="bell", daemon=True).start()

    def ring(self) -> None:
        self._rung.set()

    def serves(self, place: tuple[Any, ...]) -> bool:
        """Whether this bell is of that process and rings in that database."""
        return self._place == place

    def _keep_ringing(self) -> None:
        while True:
            try:
                with psycopg.connect(**self._dsn, autocommit=True) as conn:
                    while self._rung.wait():
                        self._rung.clear()
                        _notify(conn)
                        time.sleep(BETWEEN_RINGS)
            except psycopg.OperationalError as lost:
                log.info("the bell lost its session: %s", type(lost).__name__)
                time.sleep(0.2)


def _notify(conn: psycopg.Connection[Any]) -> None:
    """Send the bare statement: psycopg's cursor would cost a busy writer a tenth of its rate."""
    result = conn.pgconn.exec_(f"notify {CHANNEL}".encode())
    if result.status != psycopg.pq.ExecStatus.COMMAND_OK:
        raise psycopg.OperationalError(result.get_error_message())


_lock = threading.Lock()
_bells: list[Bell] = []  # one a process, made when first needed (after a fork, too)


def ring() -> None:
    """Wake whoever listens, after what was committed just now."""
    given = connection.settings_dict
    place = (os.getpid(), given["HOST"], given["PORT"], given["NAME"])
    if not _bells or not _bells[0].serves(place):
        with _lock:
            _bells[:] = [Bell(place, session_dsn())]
    _bells[0].ring()


def session_dsn(**more: Any) -> dict[str, Any]:
    """Return what psycopg needs for a session of our own in Django's database."""
    params = connection.get_connection_params()
    for django_only in ("cursor_factory", "context", "server_side_binding", "prepare_threshold"):
        params.pop(django_only, None)
    return params | more
