"""Jobs: deferred with their cause, tried again or given up by kind of fault, mended by people."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from rapport.kernel.access.actor import NOBODY, operator
from rapport.kernel.clock import now as clock_now
from rapport.kernel.errors import Conflict, NotAllowed, Unavailable
from rapport.kernel.events.bell import session_dsn
from rapport.kernel.events.pure import Backoff
from rapport.kernel.jobs import commands, queries
from rapport.kernel.jobs.at_work import AT_WORK
from rapport.kernel.jobs.declare import Job, job
from rapport.kernel.jobs.jobs import DEATHS, forget_finished_jobs, free_jobs_of_dead_workers
from rapport.kernel.jobs.pure import wait_before_retry

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
BEN = operator("ben")
done: list[dict[str, object]] = []


class CaseClosedAlready(Conflict):
    """A refusal."""


@pytest.fixture(autouse=True)
def own_tasks() -> Iterator[None]:
    tasks = dict(app.tasks)
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs cascade")
    done.clear()
    yield
    app.tasks.clear()
    app.tasks.update(tasks)


def a_job(fault: Exception | None = None, **more: object) -> Job:
    app.tasks.pop("tests.do", None)

    @job("tests.do", **more)
    def do(*, thing_id: int, on: date | None = None, uid: UUID | None = None, now: datetime):
        if fault is not None:
            raise fault
        done.append({"thing_id": thing_id, "on": on, "uid": uid})

    return do


def run_waiting() -> None:
    """Run what is due, as the worker process does, and return when nothing is."""

    async def work() -> None:
        working = app.with_connector(PsycopgConnector(kwargs=connector_params(), min_size=1))
        async with working.open_async():
            await working.run_worker_async(wait=False, install_signal_handlers=False)

    asyncio.run(work())


def row(job_id: int, columns: str = "status::text, attempts"):
    with connection.cursor() as cursor:
        cursor.execute(f"select {columns} from procrastinate_jobs where id = %s", [job_id])
        return cursor.fetchone()


def test_a_job_gets_its_arguments_back_in_their_types():
    uid = UUID(int=5)

    a_job().defer(thing_id=7, on=date(2026, 11, 21), uid=uid)
    run_waiting()

    assert done == [{"thing_id": 7, "on": date(2026, 11, 21), "uid": uid}]


def test_a_job_stands_or_falls_with_the_transaction_that_defers_it():
    with transaction.atomic():
        job_id = a_job().defer(thing_id=7)
        transaction.set_rollback(True)

    assert row(job_id) is None


def test_a_job_that_waits_is_not_put_there_twice_and_the_transaction_goes_on():
    do = a_job()
    with transaction.atomic():
        first = do.defer(thing_id=7, only_once="thing:7")
        second = do.defer(thing_id=7, only_once="thing:7")
        third = do.defer(thing_id=8, only_once="thing:8")

    assert (second, row(first), row(third)) == (None, ("todo", 0), ("todo", 0))


def test_a_job_for_later_waits():
    job_id = a_job().defer(thing_id=7, at=clock_now() + timedelta(hours=1))

    run_waiting()

    assert (done, row(job_id)) == ([], ("todo", 0))


def test_what_is_refused_is_parked_at_once_with_its_code_and_place():
    job_id = a_job(CaseClosedAlready()).defer(thing_id=7)

    run_waiting()

    (parked,) = queries.parked_jobs(actor=BEN)
    assert row(job_id) == ("failed", 1)
    assert (parked.job_id, parked.name, parked.arguments) == (job_id, "tests.do", {"thing_id": 7})
    assert parked.code == "case_closed_already"
    assert parked.place.endswith(" do")


@pytest.mark.parametrize("fault", [Unavailable(), ZeroDivisionError()])
def test_what_may_pass_is_tried_again_later(fault):
    job_id = a_job(fault).defer(thing_id=7)

    run_waiting()

    assert row(job_id, "status::text, attempts, scheduled_at > now()") == ("todo", 1, True)
    assert queries.queue(actor=BEN).parked == 0


def test_after_the_last_try_a_person_looks_and_a_replay_begins_anew():
    job_id = a_job(Unavailable(), tries=1).defer(thing_id=7)
    run_waiting()
    assert row(job_id) == ("failed", 1)

    a_job()
    commands.replay_job(job_id=job_id, actor=BEN, now=NOW)
    run_waiting()

    assert row(job_id) == ("succeeded", 1)
    assert done == [{"thing_id": 7, "on": None, "uid": None}]


def test_a_job_that_kills_its_workers_is_parked_in_the_end():
    job_id = a_job().defer(thing_id=7)
    for _ in range(DEATHS):
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set status = 'doing'")
        free_jobs_of_dead_workers.work(clock_now())

    assert row(job_id) == ("failed", DEATHS)
    assert queries.parked_jobs(actor=BEN)[0].code == "WorkerDied"


def test_a_job_that_nobody_is_at_is_free_though_its_worker_was_heard_of_just_now():
    job_id = a_job().defer(thing_id=7)
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values returning id")
        worker_id = cursor.fetchone()[0]
        cursor.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = %s", [worker_id]
        )

    later = clock_now() + timedelta(seconds=4)

    with psycopg.connect(**session_dsn()) as session:
        session.execute("select pg_advisory_lock(%s, %s)", [AT_WORK, job_id])
        free_jobs_of_dead_workers.work(later)
        held = row(job_id)
        session.execute("select pg_advisory_unlock(%s, %s)", [AT_WORK, job_id])
        free_jobs_of_dead_workers.work(later)

    assert held == ("doing", 0)
    assert row(job_id) == ("todo", 1)


def test_a_job_that_was_begun_a_moment_ago_is_left_to_its_worker():
    job_id = a_job().defer(thing_id=7)
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values returning id")
        worker_id = cursor.fetchone()[0]
        cursor.execute("select procrastinate_fetch_job_v2(null, %s)", [worker_id])

    free_jobs_of_dead_workers.work(clock_now())
    assert row(job_id) == ("doing", 0)

    free_jobs_of_dead_workers.work(clock_now() + timedelta(seconds=4))
    assert row(job_id) == ("todo", 1)


def test_whoever_works_at_a_job_holds_it_until_its_end():
    seen = []

    @job("tests.look")
    def look(*, now: datetime):
        with psycopg.connect(**session_dsn()) as session:
            seen.extend(
                session.execute("select count(*) from pg_locks where classid = %s", [AT_WORK])
            )

    look.defer()
    run_waiting()

    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where classid = %s", [AT_WORK])
        assert (seen, cursor.fetchone()) == ([(1,)], (0,))


def test_jobs_that_ended_well_are_forgotten_after_a_day_and_parked_ones_are_not():
    good = a_job().defer(thing_id=7)
    run_waiting()
    bad = a_job(CaseClosedAlready()).defer(thing_id=8)
    run_waiting()

    forget_finished_jobs.work(clock_now() + timedelta(hours=23))
    assert row(good) == ("succeeded", 1)

    forget_finished_jobs.work(clock_now() + timedelta(hours=25))
    assert (row(good), row(bad)) == (None, ("failed", 1))


def test_who_may_not_mend_jobs_changes_nothing():
    job_id = a_job(CaseClosedAlready()).defer(thing_id=7)
    run_waiting()

    for mend in (commands.replay_job, commands.cancel_job):
        with pytest.raises(NotAllowed):
            mend(job_id=job_id, actor=NOBODY, now=NOW)
    assert row(job_id) == ("failed", 1)


@pytest.mark.parametrize(
    ("fault", "failed_before", "wait"),
    [
        (CaseClosedAlready(), 0, None),
        (Unavailable(), 0, 5.0),
        (Unavailable(), 2, 20.0),
        (KeyError(), 1, 10.0),
        (KeyError(), 5, None),
    ],
)
def test_how_long_a_job_waits_for_its_next_try(fault, failed_before, wait):
    assert wait_before_retry(fault, failed_before, Backoff(attempts=6, first=5)) == wait
