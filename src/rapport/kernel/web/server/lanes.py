"""Threads for Django: few, each with its own database connection, behind a queue with an end."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from rapport.kernel.web.server.refusals import Busy

T = TypeVar("T")


class Lane:
    """
    A fixed pool of threads behind a bounded queue.

    Threads of one process compute in turn and only take each other's time. So a call begins when
    fewer than `at_once` others have run for less than `slow` seconds; who takes longer waits for
    something, and lets the next one begin, as long as there are threads.
    """

    def __init__(
        self, name: str, *, threads: int, waiting: int, at_once: int, slow: float = 60
    ) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._threads, self._at_once, self._slow = threads, at_once, slow
        self._most, self._taken = threads + waiting, 0
        self._waiting: deque[tuple[asyncio.Future[Any], Callable[[], Any]]] = deque()
        self._running = 0
        self._quick: set[asyncio.Future[Any]] = set()

    def start(self, call: Callable[..., T], *args: object) -> asyncio.Future[T]:
        """Run the call in a thread as soon as one is free. Refuses Busy."""
        if self._taken >= self._most:
            raise Busy()
        self._taken += 1
        told: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        told.add_done_callback(self._left)
        self._waiting.append((told, partial(call, *args)))
        self._begin()
        return told

    def close(self) -> None:
        """Start nothing more; what runs may end."""
        while self._waiting:
            self._waiting.popleft()[0].cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _begin(self) -> None:
        while self._waiting and len(self._quick) < self._at_once and self._running < self._threads:
            told, call = self._waiting.popleft()
            if not told.done():  # nobody has stopped waiting for it
                self._run(told, call)

    def _run(self, told: asyncio.Future[Any], call: Callable[[], Any]) -> None:
        loop = asyncio.get_running_loop()
        run = loop.run_in_executor(self._pool, call)
        self._running += 1
        self._quick.add(run)
        patience = loop.call_later(self._slow, self._let_others, run)
        run.add_done_callback(lambda _: patience.cancel())
        run.add_done_callback(partial(self._end, told))

    def _let_others(self, run: asyncio.Future[Any]) -> None:
        self._quick.discard(run)
        self._begin()

    def _end(self, told: asyncio.Future[Any], run: asyncio.Future[Any]) -> None:
        self._running -= 1
        if run.cancelled():
            told.cancel()
        elif not told.done():
            fault = run.exception()
            told.set_exception(fault) if fault else told.set_result(run.result())
        self._let_others(run)

    def _left(self, _: object) -> None:
        self._taken -= 1
