"""Writing what the next test does not see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def taken_back() -> Iterator[None]:
    """
    Hold a transaction and roll it back at the end.

    It says that it is a test's, for rooms refuse to be asked under locks that are not.
    """
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


@contextmanager
def for_long() -> Iterator[None]:
    """Hold such a transaction for a whole module: a session may not idle in it so long."""
    with taken_back():
        with connection.cursor() as cursor:
            cursor.execute("set local idle_in_transaction_session_timeout = 0")
        yield
