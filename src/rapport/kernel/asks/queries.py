"""
Put a question: a read with a time-out, in a savepoint, that may be left unanswered.

An answerer that is late, broken or that wrote something is rolled back: it has written nothing.
One that only read is not, and its time-out is taken back by hand: psycopg forgets what it has
prepared (kernel/prepared.py) at each rollback, to a savepoint too, and every page would be planned
anew.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

from rapport.kernel.access.actor import Actor
from rapport.kernel.events.pure import codec_of

from .declare import Act, Answerer, Question, acts, answerers_of, performer_of, questions
from .models import ActRequest
from .words import Answers, NotOffered, Refused, State

log = logging.getLogger("rapport.asks")
Said = TypeVar("Said")
CANCELLED = "57014"  # query_canceled: the statement's time was up
LOOK_EVERY = 0.05
# A transaction that wrote or locked a row has an id; one that only read has none.
WROTE = "select pg_current_xact_id_if_assigned() is not null"
LIMIT = "select current_setting('statement_timeout'), set_config('statement_timeout', %s, true)"
UNLIMIT = WROTE + ", set_config('statement_timeout', %s, true)"
# Each live (sub)transaction that wrote or locked holds the lock of its own id.
OWN_IDS = """select count(*) from pg_locks
where locktype = 'transactionid' and pid = pg_backend_pid() and granted"""


class AskedTooLate(RuntimeError):
    """The asker has written or locked something already: ask first, then lock."""


class AnswererWrote(RuntimeError):
    """A room has written or locked something while it answered: to answer is to read."""


class WaitedTooSoon(RuntimeError):
    """The asker waits for an outcome inside the transaction that made the request."""


def ask(
    question: Question[Any, Said], asked: Any, *, actor: Actor, now: datetime
) -> Said | NotOffered:
    """
    Return the one answer, or NotOffered with the reason.

    Refuses   NotAllowed: the actor lacks the question's permission.
    """
    actor.must(question.permission)
    rooms = answerers_of(question.name)
    if not rooms:
        return NotOffered(question.name, "nobody")
    ((room, answerer),) = rooms.items()
    until = time.monotonic() + question.within
    with transaction.atomic():
        _refuse_under_locks()
        return _hear(question, room, answerer, (asked, actor, now), until)


def ask_all(
    question: Question[Any, Said], asked: Any, *, actor: Actor, now: datetime
) -> Answers[Said]:
    """
    Return each room's answer; who is late or broken is left out and named.

    Refuses   NotAllowed: the actor lacks the question's permission.
    """
    actor.must(question.permission)
    given: dict[str, Said] = {}
    missing: list[NotOffered] = []
    until = time.monotonic() + question.within
    with transaction.atomic():
        _refuse_under_locks()
        for room, answerer in answerers_of(question.name).items():
            said = _hear(question, room, answerer, (asked, actor, now), until)
            if isinstance(said, NotOffered):
                missing.append(said)
            else:
                given[room] = said
    return Answers(given, tuple(missing))


def outcome_of(act: Act[Any, Said], uid: UUID, *, within: float) -> Said | Refused | NotOffered:
    """
    Wait for the outcome of a request; NotOffered when it is late, and it may still come.

    Units     within: seconds. Few: the asker keeps a thread.
    """
    if connection.in_atomic_block and not _in_test_case():
        raise WaitedTooSoon(act.name)
    until = time.monotonic() + within
    while True:
        row = ActRequest.objects.filter(uid=uid).values_list("state", "outcome").first()
        state, outcome = row or (State.REFUSED, {"code": "request_unknown"})
        if state == State.DONE:
            said: Said = codec_of(act.said).decode(outcome)
            return said
        if state == State.REFUSED:
            return Refused(act.name, outcome.get("code", ""))
        if state == State.LAPSED or time.monotonic() >= until:
            return NotOffered(act.name, "late")
        time.sleep(LOOK_EVERY)


def lines() -> Iterator[str]:
    """Yield each question and act, and below it who answers or performs it; for people."""
    for question in questions():
        yield f"{question.name}  asks {question.expects} within {question.within:g} s"
        yield from (f"    {room}" for room in answerers_of(question.name))
    for act in acts():
        performer = performer_of(act.name)
        yield f"{act.name}  requests an act"
        yield f"    {performer[0] if performer else 'nobody performs it'}"


def _refuse_under_locks() -> None:
    with connection.cursor() as cursor:
        cursor.execute(WROTE)
        if cursor.fetchone()[0] and _holds_locks(cursor):
            raise AskedTooLate


def _holds_locks(cursor: CursorWrapper) -> bool:
    """A test's own transaction holds what the test has prepared; that is nobody's lock."""
    cursor.execute(OWN_IDS)
    held: int = cursor.fetchone()[0]
    return held > _in_test_case()


def _in_test_case() -> int:
    """Return how many of the open transaction blocks belong to the test runner."""
    blocks = connection.atomic_blocks
    return sum(getattr(block, "_from_testcase", False) for block in blocks)


def _hear(
    question: Question[Any, Said],
    room: str,
    answerer: Answerer,
    given: tuple[Any, Actor, datetime],
    until: float,
) -> Said | NotOffered:
    left = int((until - time.monotonic()) * 1000)
    if left <= 0:
        return NotOffered(question.name, "late", room)
    asked, actor, now = given
    try:
        with transaction.atomic(), _reading_only(left):
            said = answerer(asked, actor=actor, now=now)
    except Exception as fault:  # an answerer's bug must not end a telephone call
        if connection.connection is None or connection.connection.broken:
            raise
        return NotOffered(question.name, _reason(question, room, fault), room)
    if time.monotonic() > until:
        return NotOffered(question.name, "late", room)
    if not isinstance(said, question.said):
        log.error("question %s: room %s gave another kind of answer", question.name, room)
        return NotOffered(question.name, "failed", room)
    return said


@contextmanager
def _reading_only(milliseconds: int) -> Iterator[None]:
    """Give each statement so long, and refuse to keep what one of them wrote."""
    with connection.cursor() as cursor:
        cursor.execute(LIMIT, [str(milliseconds)])
        before = cursor.fetchone()[0]
        yield
        cursor.execute(UNLIMIT, [before])
        if cursor.fetchone()[0] and _holds_locks(cursor):
            raise AnswererWrote


def _reason(question: Question[Any, Any], room: str, fault: Exception) -> Any:
    code = getattr(fault.__cause__, "sqlstate", "") if isinstance(fault, OperationalError) else ""
    if code == CANCELLED:
        return "late"
    log.error("question %s: room %s failed", question.name, room, exc_info=fault)
    return "failed"
