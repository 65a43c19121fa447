"""
Enter functions as jobs, and as work that runs every so often.

    @job("imports.apply")
    def apply_import(*, import_id: int, now: datetime) -> None: ...

A job is safe to run twice: a worker that is killed leaves its job to be run again. Commands never
defer jobs; a reaction does, inside its lane's transaction, so that event and job stand together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from rapport.kernel import clock

Work = Callable[..., None]
TRIES = 6
FIRST_WAIT = 5  # seconds; doubled from try to try
_periods: dict[str, Period] = {}


@dataclass(frozen=True, slots=True)
class Period:
    """Work that one worker at a time does every so many seconds."""

    name: str
    seconds: float
    work: Callable[[datetime], object]


@dataclass(frozen=True, slots=True)
class Job:
    """A function that can be deferred by its name."""

    name: str
    task: Any

    def defer(self, *, lock: str | None = None, **arguments: Any) -> int:
        """Put the job into the queue, in the caller's transaction; return its key."""
        key: int = self.task.configure(lock=lock).defer(**arguments)
        return key


def job(name: str, *, tries: int = TRIES) -> Callable[[Work], Job]:
    """Enter the function as a job; it is called with its arguments and `now`."""

    def enter(work: Work) -> Job:
        def run(**arguments: Any) -> None:
            work(**arguments, now=clock.now())

        run.__doc__ = work.__doc__
        retry = RetryStrategy(max_attempts=tries, exponential_wait=FIRST_WAIT)
        return Job(name, app.task(run, name=name, retry=retry, pass_context=False))

    return enter


def every(seconds: float, name: str) -> Callable[[Callable[[datetime], object]], Period]:
    """Let the function run every so many seconds, in one worker at a time."""

    def enter(work: Callable[[datetime], object]) -> Period:
        if name in _periods:
            raise RuntimeError(f"two pieces of periodic work are called {name}")
        _periods[name] = Period(name, seconds, work)
        return _periods[name]

    return enter


def periods() -> list[Period]:
    """Return all periodic work."""
    return list(_periods.values())
