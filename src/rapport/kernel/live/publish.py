"""
Say something to the screens that are subscribed to a channel.

NOTIFY goes out after the commit, on a session of its own: inside the writing transaction all
commits of the server would queue behind one lock (5,008 commits a second fall to 457).
"""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

import orjson
import psycopg
from django.db import transaction

from rapport.kernel.events.bell import session_dsn
from rapport.kernel.live.declare import kind_of

NOTIFY_CHANNEL = "rapport_live"
NOTIFY = "select pg_notify(%s, said) from unnest(%s::text[]) said"
MOST_BYTES = 7900  # PostgreSQL takes less than 8000
MOST_WAITING = 10_000
AT_ONCE = 200
EVERYBODY = "*"
log = logging.getLogger("rapport.live")


def publish(channel: str, payload: Mapping[str, Any]) -> None:
    """
    Tell the channel's subscribers once the transaction has committed; nobody if it does not.

    What is published is not kept: a screen that was away is told to look again ("resync").
    The payload holds ids, codes, amounts and times; one that is too long is sent as "resync".
    """
    kind_of(channel)
    text = message(channel, payload)
    transaction.on_commit(partial(_say, text))


def message(channel: str, payload: Mapping[str, Any] | None) -> str:
    """Return the text of a notification; without a payload it means "look again"."""
    text = orjson.dumps({"channel": channel, "payload": payload}, default=str).decode()
    return text if len(text.encode()) <= MOST_BYTES else message(channel, None)


class Speaker:
    """A thread with a session that sends what was said, many at once when there are many."""

    def __init__(self, dsn: Mapping[str, Any]) -> None:
        self.dsn, self.pid = dict(dsn), os.getpid()
        self._said: queue.Queue[str] = queue.Queue(MOST_WAITING)
        self._texts: list[str] = []  # under way; said again when the session was lost meanwhile
        self._has_lost = False
        threading.Thread(target=self._keep_speaking, name="live", daemon=True).start()

    def say(self, text: str) -> None:
        try:
            self._said.put_nowait(text)
        except queue.Full:
            self._has_lost = True

    def _keep_speaking(self) -> None:
        while True:
            try:
                with psycopg.connect(**self.dsn, autocommit=True) as conn:
                    while True:
                        self._speak(conn)
            except psycopg.OperationalError as lost:
                log.info("the speaker lost its session: %s", type(lost).__name__)
                time.sleep(0.5)

    def _speak(self, conn: psycopg.Connection[Any]) -> None:
        if not (self._texts or self._has_lost):
            self._texts.append(self._said.get())
        while len(self._texts) < AT_ONCE and not self._said.empty():
            self._texts.append(self._said.get_nowait())
        if self._has_lost:  # nobody knows whom the lost words were for
            self._texts.append(message(EVERYBODY, None))
            self._has_lost = False
        conn.execute(NOTIFY, [NOTIFY_CHANNEL, self._texts])
        self._texts.clear()


_lock = threading.Lock()
_speakers: list[Speaker] = []  # one a process and database, made when first needed


def _say(text: str) -> None:
    dsn = session_dsn()
    with _lock:
        if not _speakers or (_speakers[0].pid, _speakers[0].dsn) != (os.getpid(), dsn):
            _speakers[:] = [Speaker(dsn)]
    _speakers[0].say(text)
