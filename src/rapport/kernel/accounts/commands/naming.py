"""Names of what the firm is divided into: fit, and each once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction

from rapport.kernel.errors import N_, Conflict, Invalid

LONGEST_NAME = 80


class NameUnfit(Invalid):
    sentence = N_("A name has 1 to {longest} characters.")


class NameTaken(Conflict):
    sentence = N_("“{name}” is already there. Choose another name.")


class StillUsed(Conflict):
    sentence = N_("Records still belong to “{name}”. Give them to somebody else first.")


def fit_name(name: str) -> str:
    """Return the name without blanks around it. Refuses NameUnfit."""
    cleaned = " ".join(name.split())
    if not 0 < len(cleaned) <= LONGEST_NAME:
        raise NameUnfit(longest=LONGEST_NAME)
    return cleaned


@contextmanager
def each_once(name: str) -> Iterator[None]:
    """Let the database decide whether a name is free. Refuses NameTaken."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise NameTaken(name=name) from None


def delete_unless_used(table: str, row_id: int, name: str) -> None:
    """
    Delete a row that nothing refers to any more, whoever's table that may be.

    Keys are checked at the end of a transaction by custom; here at once, for the answer is ours.
    Refuses   StillUsed.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"delete from {table} where id = %s", [row_id])
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")
    except IntegrityError:
        raise StillUsed(name=name) from None
