"""A dump read as text: what only some servers know is left out, the rows are not looked at."""

from __future__ import annotations

import pytest

from rapport.front.cli.restoring import understood

DUMP = b"""SET statement_timeout = 0;
SET transaction_timeout = 0;
CREATE TABLE public.note (text text);
ALTER TABLE ONLY public.note ALTER COLUMN text SET (pg_attver=28980440);
ALTER TABLE ONLY public.note ALTER COLUMN text SET (n_distinct=5);
COPY public.note (text) FROM stdin;
SET transaction_timeout = 0;
ALTER TABLE ONLY public.note ALTER COLUMN text SET (pg_attver=1);
\\.

SET transaction_timeout = 0;
"""
FOREIGN = (1, 3, 10)  # lines


def test_only_statements_that_some_servers_do_not_know_are_left_out() -> None:
    lines = DUMP.splitlines(keepends=True)

    left = list(understood(lines))

    assert left == [line for at, line in enumerate(lines) if at not in FOREIGN]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_rows_of_an_unfinished_copy_are_kept(end: bytes) -> None:
    lines = [b"COPY public.note (text) FROM stdin;\n", b"SET transaction_timeout = 0;" + end]

    assert list(understood(lines)) == lines
