"""The worker process, for real: jobs run, fail, park, are replayed; a signal ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from rapport.kernel.access.actor import Actor, operator
from rapport.kernel.errors import NotAllowed
from rapport.kernel.jobs import commands, queries

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real]
NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
BEN = operator("ben")


@pytest.fixture
def worker():
    """A worker process on this test's database."""
    database = connection.settings_dict["NAME"]
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{database}"
    process = subprocess.Popen(
        [sys.executable, "-m", "rapport.kernel.jobs.worker"],
        env={**os.environ, "DATABASE_URL": url},
    )
    yield process
    process.kill()
    process.wait()


def status_of(job_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select status::text from procrastinate_jobs where id = %s", [job_id])
        return cursor.fetchone()[0]


def wait_for(condition, *, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_job_that_names_nothing_known_is_parked_and_the_worker_goes_on(worker):
    unknown = app.configure_task("nobody.knows_this").defer()
    known = app.configure_task("jobs.probe").defer(word="hello")

    wait_for(lambda: status_of(unknown) == "failed")
    wait_for(lambda: status_of(known) == "succeeded")

    assert [job.job_id for job in queries.parked_jobs(actor=BEN)] == [unknown]


def test_a_parked_job_is_replayed_by_a_person(worker):
    job_id = app.configure_task("nobody.knows_this").defer()
    wait_for(lambda: status_of(job_id) == "failed")

    commands.replay_job(job_id=job_id, actor=BEN, now=NOW)

    wait_for(lambda: status_of(job_id) == "failed")
    commands.cancel_job(job_id=job_id, actor=BEN, now=NOW)
    assert status_of(job_id) == "cancelled"


def test_a_job_that_is_not_parked_cannot_be_replayed():
    job_id = app.configure_task("jobs.probe").defer(word="hello")

    with pytest.raises(commands.JobNotParked):
        commands.replay_job(job_id=job_id, actor=BEN, now=NOW)

    assert status_of(job_id) == "todo"


def test_who_may_not_see_the_health_of_the_system_sees_no_jobs():
    with pytest.raises(NotAllowed):
        queries.parked_jobs(actor=Actor(kind="user", name="olga", user_id=7))


def test_a_worker_ends_within_seconds_of_being_told(worker):
    job_id = app.configure_task("jobs.probe").defer(word="hello")
    wait_for(lambda: status_of(job_id) == "succeeded")
    started = time.monotonic()

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(timeout=10) == 0
    assert time.monotonic() - started < 8


def test_jobs_of_a_killed_worker_are_run_again(worker):
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (task_name, args, status, queue_name)"
            " values ('jobs.probe', '{\"word\": \"left\"}', 'doing', 'default') returning id"
        )
        job_id = cursor.fetchone()[0]

    wait_for(lambda: status_of(job_id) == "succeeded")


def test_a_worker_that_loses_the_database_goes_on_or_ends_so_that_it_is_started_anew(worker):
    before = app.configure_task("jobs.probe").defer(word="before")
    wait_for(lambda: status_of(before) == "succeeded")

    with connection.cursor() as cursor:
        cursor.execute(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
    after = app.configure_task("jobs.probe").defer(word="after")

    wait_for(lambda: worker.poll() is not None or status_of(after) == "succeeded", seconds=60)
    assert worker.poll() in (None, 1)
