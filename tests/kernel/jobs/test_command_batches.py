"""Many rows changed as one: by chunks, killed and gone on with, taken back, read as history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection

from rapport.kernel.access.actor import Actor, operator
from rapport.kernel.access.permissions import SEE_COLLEAGUES
from rapport.kernel.access.words import Reach
from rapport.kernel.audit.commands import erase_payloads
from rapport.kernel.audit.queries import Search, entries, history_of
from rapport.kernel.entities.sql import Sql
from rapport.kernel.errors import NotFound
from rapport.kernel.events.bell import session_dsn
from rapport.kernel.events.declare import event
from rapport.kernel.jobs import batches, continuing
from rapport.kernel.jobs.batches import (
    BatchPlan,
    BatchPurged,
    BatchRuns,
    go_on,
    run_batch,
    undo_batch,
)
from rapport.kernel.jobs.jobs import continue_left_batches, go_on_with_batch
from rapport.kernel.jobs.models import Batch, BatchChange
from rapport.kernel.jobs.purging import purge_batches
from tests.makers import DICE

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
BEN = operator("ben")
NAME = "tests.users_moved"
TOKYO = {"zone": Sql("%s", ("Asia/Tokyo",))}
PEOPLE = """
insert into access_user (uid, version, created_at, updated_at, password, username, name, email,
  language, zone, theme, density, single_keys, is_active, session_epoch)
select gen_random_uuid(), 1, %s, %s, '', 'user-' || g, 'Somebody', '', '', 'Asia/Taipei', 'auto',
  'normal', true, true, 1 from generate_series(1, %s) g returning id"""


@event("tests.users_moved.v1")
@dataclass(frozen=True, slots=True)
class UsersMoved:
    batch_id: int
    count: int
    occurred_at: datetime


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def people(monkeypatch) -> Iterator[list[int]]:
    """Give 25 colleagues, and chunks of ten."""
    monkeypatch.setattr(batches, "CHUNK", 10)
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [NOW, NOW, 25])
        yield [key for (key,) in cursor.fetchall()]


def told(batch, *_) -> UsersMoved:
    return UsersMoved(batch_id=batch.batch_id, count=batch.count, occurred_at=NOW)


def move(people: list[int], actor: Actor = BEN) -> UsersMoved:
    rows = Sql("select id from access_user where id = any(%s)", (people,))
    plan = BatchPlan(NAME, "access.user", rows, TOKYO, {"zone": "Asia/Tokyo"})
    return run_batch(plan, told, actor=actor, now=NOW, rng=DICE)


def move_back(batch_id: int, actor: Actor = BEN) -> UsersMoved:
    return undo_batch(batch_id, NAME, told, actor=actor, now=LATER)


def zones() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("select zone, count(*) from access_user group by 1")
        return dict(cursor.fetchall())


def run(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def chunks_in_audit(name: str = NAME) -> list[int]:
    return [entry.details["rows"] for entry in entries(Search(name=name), actor=BEN)][::-1]


def test_many_rows_are_one_event_and_an_audit_row_a_chunk(people):
    done = move(people)

    assert done.count == 25
    assert zones() == {"Asia/Tokyo": 25}
    assert chunks_in_audit() == [10, 10, 5]
    assert Batch.objects.values_list("state", "total", "done").get() == ("done", 25, 25)


def kill_in_chunk(monkeypatch, number: int) -> None:
    real, seen = batches._write_chunk, []

    def write(*args, **kwargs):
        seen.append(1)
        if len(seen) == number:
            raise Killed
        return real(*args, **kwargs)

    monkeypatch.setattr(batches, "_write_chunk", write)


def test_a_killed_batch_goes_on_after_its_last_committed_chunk(people, monkeypatch):
    with monkeypatch.context() as patched, pytest.raises(Killed):
        kill_in_chunk(patched, 3)
        move(people)
    batch = Batch.objects.get()
    assert (zones(), batch.state, batch.done) == ({"Asia/Tokyo": 20, "Asia/Taipei": 5}, "open", 20)

    done = go_on(batch.pk, TOKYO, told, actor=BEN, now=LATER)

    assert (done.count, zones()) == (25, {"Asia/Tokyo": 25})
    assert chunks_in_audit() == [10, 10, 5]


def test_the_house_goes_on_with_batches_that_were_left(people, monkeypatch):
    monkeypatch.setattr(continuing, "_continuing", {})

    @continuing.continues(NAME)
    def go_on_moving(*, batch_id, arguments, actor, now):
        to = {"zone": Sql("%s", (arguments["zone"],))}
        go_on(batch_id, to, told, actor=actor, now=now)

    with monkeypatch.context() as patched, pytest.raises(Killed):
        kill_in_chunk(patched, 2)
        move(people)
    assert continuing.left_batches(now=NOW) == []

    continue_left_batches.work(LATER)
    with connection.cursor() as cursor:
        cursor.execute(
            "select args->>'batch_id' from procrastinate_jobs where status = 'todo'"
            " and task_name = 'jobs.go_on_with_batch'"
        )
        (batch_id,) = cursor.fetchone()
    go_on_with_batch.work(batch_id=int(batch_id), now=LATER)

    assert zones() == {"Asia/Tokyo": 25}
    assert continuing.left_batches(now=LATER) == []


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_another_process_writes_is_left_to_it(people):
    batch_id = move(people).batch_id
    run("update jobs_batch set state = 'open'")
    with closing(psycopg.connect(**session_dsn(), autocommit=True)) as other:
        other.execute(f"select pg_advisory_lock({batches.HOLD})", [str(batch_id)])

        with pytest.raises(BatchRuns):
            go_on(batch_id, TOKYO, told, actor=BEN, now=LATER)


def test_undo_takes_back_what_nobody_changed_since_and_can_be_repeated(people):
    batch_id = move(people).batch_id
    run("update access_user set zone = 'UTC' where id = any(%s)", people[:3])

    move_back(batch_id)
    assert zones() == {"Asia/Taipei": 22, "UTC": 3}
    assert Batch.objects.get().state == "undone"

    run("update access_user set zone = 'Asia/Tokyo' where id = %s", people[0])
    move_back(batch_id)
    assert zones() == {"Asia/Taipei": 23, "UTC": 2}


def test_undo_brings_back_the_field_and_leaves_the_others_as_they_are(people):
    batch_id = move(people).batch_id
    run("update access_user set name = 'Olga' where id = %s", people[0])

    move_back(batch_id)

    with connection.cursor() as cursor:
        cursor.execute("select name, zone, version from access_user where id = %s", [people[0]])
        assert cursor.fetchone() == ("Olga", "Asia/Taipei", 3)


def test_a_batch_of_another_person_or_kind_is_not_found(people):
    batch_id = move(people).batch_id

    with pytest.raises(NotFound):
        move_back(batch_id, Actor(kind="user", name="Olga", user_id=people[0]))
    with pytest.raises(NotFound):
        undo_batch(batch_id, "tests.others", told, actor=BEN, now=NOW)
    assert zones() == {"Asia/Tokyo": 25}


def test_the_history_of_a_row_shows_what_the_batch_did_and_took_back(people):
    batch_id = move(people).batch_id
    move_back(batch_id)

    seen = [
        (change.field, change.before, change.after, change.name, change.batch_id)
        for change in history_of("access.user", people[0], actor=BEN)
    ]

    assert seen == [
        ("zone", "Asia/Tokyo", "Asia/Taipei", f"{NAME}.undone", batch_id),
        ("zone", "Asia/Taipei", "Asia/Tokyo", NAME, batch_id),
    ]


def test_the_history_hides_fields_that_the_reader_may_not_see(people):
    move(people)
    reader = Actor(kind="user", name="Olga", reach={SEE_COLLEAGUES: Reach.ALL})

    assert history_of("access.user", people[0], actor=reader) == ()


def test_a_row_that_had_the_value_already_is_not_written(people):
    run("update access_user set zone = 'Asia/Tokyo' where id = %s", people[0])

    move(people)

    with connection.cursor() as cursor:
        cursor.execute("select version, count(*) from access_user group by 1 order by 1")
        assert cursor.fetchall() == [(1, 1), (2, 24)]


def test_after_thirty_days_what_stood_before_is_gone_and_the_batch_stays(people):
    done = move(people)
    month = timedelta(days=30)

    early = purge_batches(now=NOW + month)
    late = purge_batches(now=NOW + month + timedelta(seconds=1))

    assert (early, late) == (0, 1)
    assert not BatchChange.objects.exists()
    assert Batch.objects.get(pk=done.batch_id).total == 25
    assert history_of("access.user", people[0], actor=BEN) == ()
    with pytest.raises(BatchPurged, match="older than 30 days"):
        move_back(done.batch_id)
    assert zones() == {"Asia/Tokyo": 25}


def test_of_an_erased_row_nothing_is_remembered_and_the_others_come_back(people):
    done = move(people)
    erased, other = people[0], people[1]

    erase_payloads(entity="access.user", row_ids=[erased], reason="asked to", actor=BEN, now=LATER)
    back = move_back(done.batch_id)

    assert back.count == 25
    assert history_of("access.user", erased, actor=BEN) == ()
    assert len(history_of("access.user", other, actor=BEN)) == 2
    assert zones() == {"Asia/Tokyo": 1, "Asia/Taipei": 24}
    assert not BatchChange.objects.filter(before__has_key="zone", row_id=erased).exists()
