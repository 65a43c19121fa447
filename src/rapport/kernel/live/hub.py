"""
Bring what happens to the sockets of this process: one LISTEN, one look at what was told, for all.

What is published comes by notification and is gone when nobody listens; after a break its screens
are told to look again. What was told of a record is read by a safe cursor: a break loses nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

import orjson
import psycopg
from django.db import Error as DatabaseError

from rapport.kernel.errors import Refusal
from rapport.kernel.events.bell import CHANNEL as BELL
from rapport.kernel.live.declare import kind_of
from rapport.kernel.live.publish import EVERYBODY, NOTIFY_CHANNEL
from rapport.kernel.live.queries import Told, cursor_now, news_since
from rapport.kernel.live.topics import record

MOST_WAITING = 256
BETWEEN_LOOKS = 0.05
LOOK_SECONDS = 1.0
RECONNECT_SECONDS = 0.5
log = logging.getLogger("rapport.live")
InThread = Callable[..., Awaitable[Any]]


class Subscriber:
    """The messages that wait for one socket; one that reads too slowly is let go."""

    def __init__(self) -> None:
        self.is_lagging = False
        self._waiting: deque[str] = deque()
        self._woken = asyncio.Event()

    def put(self, text: str) -> None:
        if self.is_lagging:
            return
        if len(self._waiting) >= MOST_WAITING:
            self.is_lagging = True
            self._waiting.clear()
            text = encoded({"resync": True})
        self._waiting.append(text)
        self._woken.set()

    async def next(self) -> str:
        """Return the oldest message, waiting for one."""
        while not self._waiting:
            self._woken.clear()
            await self._woken.wait()
        return self._waiting.popleft()

    @property
    def is_empty(self) -> bool:
        return not self._waiting


class Hub:
    """Who is subscribed to what, and the two sources of messages."""

    def __init__(self, in_thread: InThread, dsn: Callable[[], Mapping[str, Any]]) -> None:
        self.cursor = ""
        self._in_thread, self._dsn = in_thread, dsn
        self._channels: dict[str, dict[Subscriber, str]] = {}
        self._everybody: set[Subscriber] = set()
        self._rung, self._greeting = asyncio.Event(), asyncio.Lock()

    async def greet(self, subscriber: Subscriber) -> None:
        """Take a socket in; the first after a quiet time begins at this moment."""
        async with self._greeting:
            if not self._everybody:
                self.cursor = await self._in_thread(cursor_now)
            self._everybody.add(subscriber)

    def join(self, channel: str, topic: str, subscriber: Subscriber) -> None:
        self._channels.setdefault(channel, {})[subscriber] = topic

    def leave(self, channels: Iterable[str], subscriber: Subscriber) -> None:
        for channel in channels:
            members = self._channels.get(channel, {})
            members.pop(subscriber, None)
            if not members:
                self._channels.pop(channel, None)

    def part(self, channels: Iterable[str], subscriber: Subscriber) -> None:
        """Forget a socket that has closed."""
        self.leave(channels, subscriber)
        self._everybody.discard(subscriber)

    async def run(self) -> None:
        """Listen and look until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen())
            tasks.create_task(self._follow())

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    **self._dsn(), autocommit=True
                ) as connection:
                    await connection.execute(f"listen {NOTIFY_CHANNEL}")
                    await connection.execute(f"listen {BELL}")
                    self._look_again()  # what was published before this moment is lost
                    async for notice in connection.notifies():
                        self._hear(notice)
            except (psycopg.Error, OSError) as lost:
                log.info("the hub lost its session: %s", type(lost).__name__)
            await asyncio.sleep(RECONNECT_SECONDS)

    def _hear(self, notice: psycopg.Notify) -> None:
        if notice.channel == BELL:
            self._rung.set()
            return
        try:
            said = orjson.loads(notice.payload)
            channel, payload = said["channel"], said["payload"]
        except (ValueError, TypeError, KeyError):
            log.warning("a notification that is not ours was left out")
            return
        if channel == EVERYBODY:
            self._look_again()
        else:
            self._tell(channel, payload)

    async def _follow(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), LOOK_SECONDS)
            self._rung.clear()
            if self._everybody:
                try:
                    await self._look()
                except (Refusal, DatabaseError) as fault:
                    # The cursor stays where it was, so the next look misses nothing.
                    log.warning("a look failed: %s", type(fault).__name__)
            await asyncio.sleep(BETWEEN_LOOKS)

    async def _look(self) -> None:
        news = await self._in_thread(news_since, self.cursor)
        self.cursor = news.cursor
        if news.told is None:
            self._look_again()
            return
        for told in news.told:
            channel = record(told.entity, told.row_id)
            if channel in self._channels:
                self._tell(channel, payload_of(told), cursor=news.cursor)

    def _tell(self, channel: str, payload: Any, **more: str) -> None:
        texts: dict[str, str] = {}  # one encoding for all who know the channel by the same name
        for subscriber, topic in self._channels.get(channel, {}).items():
            if topic not in texts:
                message = {"topic": topic, "payload": payload, **more}
                texts[topic] = encoded({"resync": [topic]} if payload is None else message)
            subscriber.put(texts[topic])

    def _look_again(self) -> None:
        """Let every screen read anew what cannot be told again."""
        for channel in list(self._channels):
            if not kind_of(channel).resumes:
                self._tell(channel, None)


def payload_of(told: Told) -> dict[str, Any]:
    return {"event": told.event, "at": told.at}


def encoded(message: Mapping[str, Any]) -> str:
    return orjson.dumps(message, option=orjson.OPT_UTC_Z).decode()
