"""
Enter functions as jobs, and as work that runs every so often.

    @job("imports.apply")
    def apply_import(*, import_id: int, now: datetime) -> None: ...

    apply_import.defer(import_id=7)        # in a reaction

A job is safe to run twice: a worker that is killed leaves its job to be run again. Commands never
defer jobs; a reaction does, inside its lane's transaction, so that event and job stand together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, get_type_hints

from django.db import transaction
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job as Queued

from rapport.kernel import clock
from rapport.kernel.events.pure import Backoff, reader_of, to_json
from rapport.kernel.web.logs import begin_request

from .at_work import at_work
from .faults import note_fault
from .pure import wait_before_retry

Work = Callable[..., None]
TRIES = 6  # after 5, 10, 20, 40 and 80 seconds; then a person looks
FIRST_WAIT = timedelta(seconds=5)
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
    work: Work
    task: Any

    def defer(
        self,
        *,
        lock: str | None = None,
        only_once: str | None = None,
        at: datetime | None = None,
        **arguments: Any,
    ) -> int | None:
        """
        Put the job into the queue, in the caller's transaction; return its key.

        `lock`: jobs of one lock run one after the other. `only_once`: while such a job waits, a
        second is not put beside it, and None is returned. `at`: not before that instant.
        """
        given = {name: to_json(value) for name, value in arguments.items()}
        try:
            with transaction.atomic():
                return int(
                    self.task.configure(lock=lock, queueing_lock=only_once, schedule_at=at).defer(
                        **given
                    )
                )
        except AlreadyEnqueued:
            return None


class Retry(BaseRetryStrategy):
    """Tries again as the house does: refusals end a job, everything else is tried a few times."""

    def __init__(self, backoff: Backoff) -> None:
        self._backoff = backoff

    def get_retry_decision(self, *, exception: BaseException, job: Queued) -> RetryDecision | None:
        spread = clock.dice().uniform(0.8, 1.2)
        wait = wait_before_retry(exception, job.attempts, self._backoff, spread=spread)
        return None if wait is None else RetryDecision(retry_in={"seconds": round(wait, 1)})  # type: ignore[call-overload]


def job(
    name: str, *, tries: int = TRIES, first_wait: timedelta = FIRST_WAIT
) -> Callable[[Work], Job]:
    """Enter the function as a job; it is called with its arguments and `now`."""

    def enter(work: Work) -> Job:
        hints = get_type_hints(work)
        readers = {key: reader_of(kind) for key, kind in hints.items() if key != "return"}

        def run(context: JobContext, **arguments: Any) -> None:
            begin_request(f"job:{context.job.id}")
            try:
                given = {key: readers[key](value) for key, value in arguments.items()}
                with at_work(context.job.id or 0):
                    work(**given, now=clock.now())
            except Exception as fault:  # noted for who looks at it; the worker decides what next
                note_fault(context.job.id, fault)
                raise

        run.__doc__ = work.__doc__
        retry = Retry(Backoff(attempts=tries, first=first_wait.total_seconds()))
        return Job(name, work, app.task(run, name=name, retry=retry, pass_context=True))  # type: ignore[call-overload]

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
