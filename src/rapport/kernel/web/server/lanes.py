"""Threads for Django: few, each with its own database connection, behind a queue with an end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from rapport.kernel.web.server.refusals import Busy

T = TypeVar("T")


class Lane:
    """A fixed pool of threads behind a bounded queue."""

    def __init__(self, name: str, *, threads: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most, self._taken = threads + waiting, 0

    def start(self, call: Callable[..., T], *args: object) -> asyncio.Future[T]:
        """Run the call in a thread as soon as one is free. Refuses Busy."""
        if self._taken >= self._most:
            raise Busy()
        self._taken += 1
        run = asyncio.get_running_loop().run_in_executor(self._pool, call, *args)
        run.add_done_callback(self._left)
        return run

    def close(self) -> None:
        """Start nothing more; what runs may end."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _left(self, _: object) -> None:
        self._taken -= 1
