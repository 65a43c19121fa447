"""The cursor: nothing is missed and nothing is read twice, whoever commits first."""

from __future__ import annotations

import threading

import psycopg
import pytest
from django.db import connection

from rapport.kernel.events.bell import session_dsn
from rapport.kernel.live import queries
from rapport.kernel.live.queries import cursor_now, news_since

committing = pytest.mark.django_db(transaction=True)
TOLD = """insert into audit (at, name, entity, row_id, digest)
values (now(), 'tests.told.v1', 'tests.row', %s, '')"""
TOLD_MANY = """insert into audit (at, name, entity, row_id, digest)
select now(), 'tests.told.v1', 'tests.row', n, '' from generate_series(1, %s) n"""


def rows_since(cursor: str) -> tuple[str, list[int]]:
    news = news_since(cursor)
    assert news.told is not None
    return news.cursor, [told.row_id for told in news.told]


@committing
def test_a_transaction_that_commits_late_is_not_missed_though_its_id_is_lower() -> None:
    with psycopg.connect(**session_dsn()) as early, psycopg.connect(**session_dsn()) as late:
        before = cursor_now()
        early.execute(TOLD, [1])
        late.execute(TOLD, [2])
        late.commit()

        between, first = rows_since(before)
        early.commit()
        after, second = rows_since(between)

    assert (first, second) == ([2], [1])
    assert rows_since(after)[1] == []
    assert sorted(rows_since(before)[1]) == [1, 2]


@committing
def test_what_is_rolled_back_is_never_told() -> None:
    before = cursor_now()
    with psycopg.connect(**session_dsn()) as writer:
        writer.execute(TOLD, [1])
        between, first = rows_since(before)
        writer.rollback()

    assert first == rows_since(between)[1] == rows_since(before)[1] == []


@committing
def test_a_row_told_in_a_savepoint_counts_with_its_transaction() -> None:
    before = cursor_now()
    with psycopg.connect(**session_dsn()) as writer:
        writer.execute("select pg_current_xact_id()")
        with writer.transaction():
            writer.execute(TOLD, [1])
        between, first = rows_since(before)
        writer.commit()

    assert (first, rows_since(between)[1]) == ([], [1])


@committing
def test_a_follower_reads_each_row_of_many_writers_once() -> None:
    cursor, read = cursor_now(), []

    def write(start: int) -> None:
        with psycopg.connect(**session_dsn()) as writer:
            for number in range(start, start + 200):
                writer.execute(TOLD, [number])
                if number % 3 == 0:
                    writer.commit()
            writer.commit()

    writers = [threading.Thread(target=write, args=(n * 1000,)) for n in range(6)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        cursor, rows = rows_since(cursor)
        read += rows
    read += rows_since(cursor)[1]

    assert sorted(read) == [n * 1000 + place for n in range(6) for place in range(200)]


@pytest.mark.django_db
def test_a_cursor_that_is_too_old_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_READ", 20)
    before = cursor_now()
    with connection.cursor() as writer:
        writer.execute(TOLD_MANY, [21])

    news = news_since(before)

    assert news.told is None


@pytest.mark.django_db
def test_a_cursor_ends_with_the_era_of_its_database() -> None:
    before = cursor_now()
    with connection.cursor() as writer:
        writer.execute(
            "insert into audit_seal (number, after_id, until_id, from_position, to_position, rows,"
            " chain, sealed_at) values (1, 0, 5, 0, 9, 5, '', now())"
        )

    assert news_since(before).told is None
    assert news_since(cursor_now()).told == ()


@pytest.mark.django_db
def test_what_is_no_cursor_means_look_again() -> None:
    for cursor in ("", "7", "0-1:2", "0-1:2:x", f"0-{'9' * 30}:1:", "0-1:1:1,,"):
        news = news_since(cursor)

        assert news.told is None
        assert news_since(news.cursor).told == ()
