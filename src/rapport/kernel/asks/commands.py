"""Request an act of a room above, and end a request with its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, Conflict, NotFound
from rapport.kernel.events.tell import tell

from .events import ActRequested, RequestEnded
from .models import ActRequest, State


class RequestUnknown(NotFound):
    sentence = N_("There is no such request.")


class RequestOver(Conflict):
    sentence = N_("This request was {state} before.")


@transaction.atomic
def request_act(
    *,
    uid: UUID,
    kind: str,
    arguments: Mapping[str, Any],
    until_at: datetime,
    actor: Actor,
    now: datetime,
) -> int:
    """
    Ask a room above to act; return the request's key. The same uid again gives the same request.

    Tells     ActRequested, once.
    """
    known = ActRequest.objects.filter(uid=uid).first()
    if known is not None:
        return int(known.pk)
    request = ActRequest(uid=uid, kind=kind, arguments=dict(arguments), until_at=until_at)
    request.save_changes(now=now)
    told = ActRequested(request_id=request.pk, request_uid=uid, kind=kind, occurred_at=now)
    tell(told, about=request, actor=actor, now=now)
    return int(request.pk)


@transaction.atomic
def complete_request(
    *, uid: UUID, outcome: Mapping[str, Any], actor: Actor, now: datetime
) -> RequestEnded:
    """Say what came of a request. Refuses RequestUnknown, RequestOver."""
    return _end(uid, State.DONE, outcome, actor, now)


@transaction.atomic
def refuse_request(
    *, uid: UUID, outcome: Mapping[str, Any], actor: Actor, now: datetime
) -> RequestEnded:
    """Say that and why a request was not met. Refuses RequestUnknown, RequestOver."""
    return _end(uid, State.REFUSED, outcome, actor, now)


def _end(
    uid: UUID, state: State, outcome: Mapping[str, Any], actor: Actor, now: datetime
) -> RequestEnded:
    request: ActRequest | None = ActRequest.objects.locked().filter(uid=uid).first()
    if request is None:
        raise RequestUnknown(uid=str(uid))
    if request.state != State.OPEN:
        raise RequestOver(state=request.state)
    request.set(state=state, outcome=dict(outcome), ended_at=now)
    changes = request.save_changes(now=now)
    ended = RequestEnded(request_id=request.pk, kind=request.kind, state=state, occurred_at=now)
    return tell(ended, about=request, changes=changes, actor=actor, now=now)
