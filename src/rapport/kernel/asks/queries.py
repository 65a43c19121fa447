"""
Put a question: a read with a time-out, in a savepoint, that may be left unanswered.

The savepoint is always rolled back. So the time-out does not outlive the ask (a released savepoint
leaves `set local` in the asker's transaction), and an answerer that writes has written nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from django.db import OperationalError, connection, transaction

from .declare import Question, answerers_of

log = logging.getLogger("rapport.asks")
Said = TypeVar("Said")
CANCELLED = "57014"  # query_canceled: the statement's time was up


@dataclass(frozen=True, slots=True)
class NotOffered:
    """Nobody answered, or not in time, or the answerer is broken; the asker goes on without."""

    question: str
    because: Literal["nobody", "late", "failed"]
    room: str = ""


@dataclass(frozen=True, slots=True)
class Answers(Generic[Said]):
    """What the rooms said, and who is missing and why."""

    given: dict[str, Said]
    missing: tuple[NotOffered, ...]


class AskedTooLate(RuntimeError):
    """The asker has written or locked something already: ask first, then lock."""


class _Undo(Exception):
    """Leaves the savepoint so that it is rolled back."""


def ask(question: Question[Any, Said], asked: Any) -> Said | NotOffered:
    """Return the one answer, or NotOffered with the reason."""
    rooms = answerers_of(question.name)
    if not rooms:
        return NotOffered(question.name, "nobody")
    ((room, answerer),) = rooms.items()
    with transaction.atomic():
        _refuse_under_locks()
        return _hear(question, room, answerer, asked, time.monotonic() + question.within)


def ask_all(question: Question[Any, Said], asked: Any) -> Answers[Said]:
    """Return each room's answer; who is late or broken is left out and named."""
    given: dict[str, Said] = {}
    missing: list[NotOffered] = []
    until = time.monotonic() + question.within
    with transaction.atomic():
        _refuse_under_locks()
        for room, answerer in answerers_of(question.name).items():
            said = _hear(question, room, answerer, asked, until)
            if isinstance(said, NotOffered):
                missing.append(said)
            else:
                given[room] = said
    return Answers(given, tuple(missing))


def _refuse_under_locks() -> None:
    """A transaction that wrote or locked a row has an id; one that only read has none."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_xact_id_if_assigned()")
        if cursor.fetchone()[0] is not None:
            raise AskedTooLate


def _hear(
    question: Question[Any, Said],
    room: str,
    answerer: Callable[[Any], Any],
    asked: Any,
    until: float,
) -> Said | NotOffered:
    left = int((until - time.monotonic()) * 1000)
    if left <= 0:
        return NotOffered(question.name, "late", room)
    said: Any = None
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"set local statement_timeout = {left}")
            cursor.execute("set local transaction_read_only = on")
            said = answerer(asked)
            raise _Undo
    except _Undo:
        late = time.monotonic() > until
    except OperationalError as fault:
        if getattr(fault.__cause__, "sqlstate", "") != CANCELLED:
            raise
        late = True
    except Exception as fault:
        log.error("question %s, room %s", question.name, room, exc_info=fault)
        return NotOffered(question.name, "failed", room)
    if late:
        return NotOffered(question.name, "late", room)
    if not isinstance(said, question.said):
        log.error("question %s: room %s gave another kind of answer", question.name, room)
        return NotOffered(question.name, "failed", room)
    return said
