"""Statements that PostgreSQL plans once a session."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from rapport.kernel.events.lanes import CLAIM
from rapport.kernel.events.relay import RELAY
from rapport.kernel.prepared import row_of, rows_of

PREPARED = "select count(*) from pg_prepared_statements where statement like %s"
pytestmark = pytest.mark.django_db


def number_prepared(like: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(PREPARED, [like])
        return int(cursor.fetchone()[0])


def test_a_statement_is_prepared_the_first_time_and_used_again() -> None:
    found = [row_of("select %s::int8 * 7 as seven_fold", [n]) for n in (1, 2, 3)]

    assert found == [(7,), (14,), (21,)]
    assert number_prepared("%seven_fold") == 1


def test_other_statements_are_never_prepared() -> None:
    for n in range(20):
        with connection.cursor() as cursor:
            cursor.execute("select %s::int8 as plainly_asked", [n])

    assert number_prepared("%plainly_asked") == 0


def test_after_a_savepoint_was_given_up_the_statement_is_prepared_anew() -> None:
    for _ in range(3):
        with transaction.atomic():
            assert rows_of("select 5 as anew") == [(5,)]
            transaction.set_rollback(True)

    assert rows_of("select 5 as anew") == [(5,)]


def test_where_statements_are_captured_their_values_are_shown() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert row_of("select %s::text as said", ["松河"]) == ("松河",)

    assert "松河" in captured[0]["sql"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (CLAIM, {"age": "1e9", "reactions": "'{a}'"}),
        (RELAY, {"age": "1e9", "floor": "0", "names": "'{a}'", "reactions": "'{a}'"}),
    ],
)
def test_a_look_for_lanes_that_are_due_passes_over_those_that_are_done(
    text: str, values: dict[str, str]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("explain " + text % values)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "using lane_due" in plan or "on lane_due" in plan
