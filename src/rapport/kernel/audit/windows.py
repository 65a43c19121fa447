"""Reading the rows of a seal's window in the order of the chain, ten thousand at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from .pure import FOR_EVER, Link, Seal

SEALS = """select number, after_id, min(until_id) over (partition by after_id),
from_position, to_position, rows, chain from audit_seal order by number"""
LAST = """select number, after_id, until_id, from_position, to_position, rows, chain
from audit_seal order by number desc limit 1"""
WINDOW = """select id, digest, salt, payload, name, entity, row_id, actor_id from audit
where position >= %s and position < %s and id > %s and id <= %s order by position, id"""
AT_ONCE = 10_000


def last_seal() -> Seal | None:
    """Return the youngest seal; None before the first."""
    with connection.cursor() as cursor:
        cursor.execute(LAST)
        row = cursor.fetchone()
    return _seal(row) if row else None


def seals() -> list[Seal]:
    """Return all seals, each knowing where its era ended."""
    with connection.cursor() as cursor:
        cursor.execute(SEALS)
        return [_seal(row) for row in cursor.fetchall()]


def links_in(seal: Seal) -> Iterator[Link]:
    """Yield the rows in the seal's window; inside a transaction, for it holds a cursor there."""
    until = FOR_EVER if seal.until_id is None else seal.until_id
    with connection.chunked_cursor() as cursor:
        cursor.execute(WINDOW, [seal.from_position, seal.to_position, seal.after_id, until])
        while rows := cursor.fetchmany(AT_ONCE):
            for row in rows:
                row_id, digest, salt, *rest = row
                salted = None if salt is None else bytes(salt)
                yield Link(row_id, bytes(digest), salted, *rest)


def _seal(row: Sequence[Any]) -> Seal:
    return Seal(*[*row[:-1], bytes(row[-1])])
