"""The audit in the database: sealed behind open transactions, searched, erased, and verified."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection, transaction

from rapport.kernel.access.actor import NOBODY, SYSTEM, Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.audit import commands, queries
from rapport.kernel.audit.permissions import SEARCH
from rapport.kernel.audit.queries import Search
from rapport.kernel.audit.row import INSERT, fact_of, values_of
from rapport.kernel.entities.rows import Change
from rapport.kernel.errors import NotAllowed
from rapport.kernel.events.bell import session_dsn

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
OLGA = Actor(kind="user", name="Olga", user_id=7, reach={SEARCH: Reach.ALL})


def record(count: int = 1, name: str = "tests.done", **more) -> None:
    for number in range(count):
        given = {"entity": "tests.thing", "row_id": number + 1, "actor": OLGA, "now": NOW} | more
        commands.record(name, **given)


def run(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)


def sealed(rows: int) -> int:
    """
    Seal until so many more rows are, and return how many were.

    Transactions of other tests on this server are open too, and the sealer waits for them.
    """
    done, until = 0, time.monotonic() + 300
    while done < rows and time.monotonic() < until:
        done += commands.seal(now=NOW)
        time.sleep(0.02)
    return done


@pytest.fixture(autouse=True)
def from_the_first_row() -> Iterator[None]:
    run("truncate audit, audit_seal restart identity")
    yield


def test_rows_are_sealed_up_to_the_oldest_open_transaction_and_the_late_one_is_not_lost():
    with psycopg.connect(**session_dsn()) as slow:
        record(50)
        slow.execute(INSERT, values_of(fact_of("tests.slow", actor=SYSTEM, now=NOW)))
        record(50)
        while_open = sealed(50), commands.seal(now=NOW)
        slow.commit()

    assert while_open == (50, 0)
    assert sealed(51) == 51
    assert commands.seal(now=NOW) == 0
    assert queries.verify().is_whole
    assert queries.verify().rows == 101


def test_sealing_begins_after_whatever_another_sealer_has_sealed():
    record(3)
    with psycopg.connect(**session_dsn()) as other:
        other.execute(f"select pg_advisory_xact_lock({commands.SEAL_LOCK})")
        assert commands.seal(now=NOW) == 0

    assert sealed(3) == 3


def test_a_changed_payload_is_found():
    record(10)
    sealed(10)

    run("update audit set payload = replace(payload, 'tests.done', 'tests.sung') where id = 8")

    assert queries.verify().wrong_rows == (8,)
    assert queries.verify().wrong_seals == ()


def test_a_payload_changed_together_with_its_digest_breaks_the_chain():
    record(10)
    sealed(10)

    run("update audit set digest = sha256(salt || convert_to(payload, 'UTF8') || '!') where id = 8")

    assert queries.verify().wrong_seals != ()


def test_a_column_that_no_longer_says_what_the_payload_says_is_found():
    record(10)
    sealed(10)

    run("update audit set row_id = 999 where id = 4")

    assert queries.verify().wrong_rows == (4,)


@pytest.mark.parametrize(
    "deed",
    [
        "delete from audit where id = 9",
        "delete from audit where id = 10",
        "update audit set position = position + 100000 where id = 3",
        "insert into audit (position, at, name, digest) table copied",
        "delete from audit_seal where number = 1",
        "update audit_seal set rows = rows + 1 where number = 1",
    ],
)
def test_a_row_or_seal_removed_added_or_moved_is_found(deed):
    record(5)
    sealed(5)
    record(5)
    sealed(5)
    assert queries.verify().is_whole

    copied = "(select position, at, name, digest from audit where id = 2)"
    run(deed.replace("table copied", copied))

    assert queries.verify().wrong_seals != ()


def test_an_erased_payload_leaves_the_chain_whole_and_is_itself_audited():
    record(10)
    sealed(10)

    erased = commands.erase_payloads(
        entity="tests.thing", row_ids=[3, 4], reason="consent.erasure", actor=SYSTEM, now=NOW
    )

    assert erased == 2
    assert queries.verify().is_whole
    (said,) = queries.entries(Search(name="audit.payloads_erased"), actor=OLGA)
    assert said.details["rows"] == [3, 4]
    assert [entry.is_erased for entry in queries.entries(Search(row_id=3), actor=OLGA)] == [True]


def test_a_restored_database_is_sealed_whole_and_goes_on_in_a_new_era():
    record(5)
    sealed(5)
    record(3)
    # As after a restore: what is stored has far higher transaction ids than what comes.
    run("update audit set position = position + 1000000000")
    run("update audit_seal set to_position = to_position + 1000000000")

    tail = commands.open_era(now=NOW)
    record(2)

    assert tail == 3
    assert sealed(2) == 2
    assert queries.verify().is_whole
    assert queries.verify().rows == 10


def test_restoring_twice_without_a_write_between_opens_one_era():
    record(2)
    commands.open_era(now=NOW)

    assert commands.open_era(now=NOW) == 0
    record(2)
    sealed(2)
    assert (queries.verify().is_whole, queries.verify().rows) == (True, 4)


def test_the_tail_says_how_many_rows_are_not_sealed_and_for_how_long():
    record(4)
    sealed(4)
    record(2, now=NOW + timedelta(seconds=10))

    assert queries.tail(now=NOW + timedelta(seconds=40)) == (2, 30.0)
    assert queries.verify().unsealed == 2


def test_the_search_goes_by_row_person_act_and_time_and_pages_on():
    record(3, now=NOW)
    record(3, name="tests.other", actor=SYSTEM, now=NOW + timedelta(hours=1))

    def ids(**asked) -> list[int]:
        return [entry.id for entry in queries.entries(Search(**asked), actor=OLGA)]

    assert ids() == [6, 5, 4, 3, 2, 1]
    assert ids(row_id=2, entity="tests.thing") == [5, 2]
    assert ids(actor_id=7) == [3, 2, 1]
    assert ids(name="tests.other") == [6, 5, 4]
    assert ids(until=NOW + timedelta(minutes=1)) == [3, 2, 1]
    assert ids(since=NOW + timedelta(minutes=1)) == [6, 5, 4]
    assert ids(before=(NOW + timedelta(hours=1), 5)) == [4, 3, 2, 1]


def test_the_search_is_for_those_who_may():
    with pytest.raises(NotAllowed):
        queries.entries(Search(), actor=NOBODY)


def test_what_is_recorded_stands_or_falls_with_its_transaction():
    with transaction.atomic():
        record(1)
        transaction.set_rollback(True)

    assert queries.entries(Search(), actor=OLGA) == ()


def test_changes_are_kept_as_json_keeps_them():
    record(1, changes=[Change("due_on", None, NOW.date())])

    (entry,) = queries.entries(Search(), actor=OLGA)
    assert entry.changes == (("due_on", None, "2026-11-20"),)
