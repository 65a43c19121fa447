"""
A look through a colleague's eyes: his reach, his screen, and nothing that can be changed.

The session remembers through whose eyes and until when. Whatever is asked meanwhile is answered as
to the colleague, in a transaction that PostgreSQL itself keeps from writing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from psycopg.errors import ReadOnlySqlTransaction

from rapport.kernel.access import queries as access
from rapport.kernel.access.permissions import VIEW_AS
from rapport.kernel.access.queries import Reader
from rapport.kernel.errors import N_, NotAllowed

from .problems import refused

LASTS = timedelta(minutes=30)
KEPT = "view_as"
END = "/administration/view-as/ending"
WAYS_OUT = (END, "/sign-out")
SAFE = ("GET", "HEAD", "OPTIONS")


class OnlyLooking(NotAllowed):
    sentence = N_("You are looking through a colleague's eyes: nothing can be changed or exported.")


def begin(session: Any, user_id: int, *, now: datetime) -> None:
    """Remember through whose eyes the session looks from now on."""
    session[KEPT] = {"user": user_id, "until": (now + LASTS).isoformat()}


def end(session: Any) -> int | None:
    """Let the session see with its own eyes again; return whose the others were."""
    kept = session.pop(KEPT, None)
    return kept["user"] if kept else None


def eyes(request: Any, own: Reader) -> Reader | None:
    """Return through whose eyes the request looks; None when through its own."""
    kept = request.session.get(KEPT) if not hasattr(request, "token_id") else None
    if kept is None or request.path in WAYS_OUT:
        return None
    is_over = request.now >= datetime.fromisoformat(kept["until"])
    other = None if is_over else access.reader_of(kept["user"])
    if other is None or not own.actor.may(VIEW_AS) or not own.actor.sees_no_less_than(other.actor):
        del request.session[KEPT]
        return None
    return other


def only_look(request: Any, respond: Callable[[Any], HttpResponse]) -> HttpResponse:
    """Answer what reads, and refuse what would write, whoever tries it."""
    if request.method not in SAFE:
        return refused(request, OnlyLooking())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set transaction read only")
        response = respond(request)
        # A refused write has broken the transaction, and none that was not may leave anything.
        transaction.set_rollback(True)
    return response


def is_refused_write(error: BaseException | None) -> bool:
    """Whether PostgreSQL refused to write because the request only looks."""
    while error is not None:
        if isinstance(error, ReadOnlySqlTransaction):
            return True
        error = error.__cause__
    return False
