"""Request an act of a room above, perform it there, and end the request with its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, Conflict, NotFound, Refusal, Unavailable
from rapport.kernel.events.pure import codec_of, to_json
from rapport.kernel.events.tell import tell

from .declare import Act, act_named, performer_of
from .events import ActRequested, RequestEnded
from .models import ActRequest
from .words import State

KEPT_FOR = timedelta(days=30)


class RequestUnknown(NotFound):
    sentence = N_("There is no such request.")


class RequestOver(Conflict):
    sentence = N_("This request was {state} before.")


@transaction.atomic
def request_act(
    act: Act[Any, Any],
    asked: Any,
    *,
    uid: UUID,
    until_at: datetime,
    actor: Actor,
    now: datetime,
) -> ActRequested:
    """
    Ask a room above to act. The same uid again gives the same request.

    Tells     ActRequested, once.
    """
    request: ActRequest | None = ActRequest.objects.filter(uid=uid).first()
    if request is not None:
        return _requested(request, now)
    request = ActRequest(uid=uid, kind=act.name, arguments=to_json(asked), until_at=until_at)
    request.save_changes(now=now)
    return tell(_requested(request, now), about=request, actor=actor, now=now)


@transaction.atomic
def perform_request(*, request_id: int, actor: Actor, now: datetime) -> RequestEnded | None:
    """
    Let the room that performs the act do it; None when the request is over already.

    What it refuses is the outcome, and nothing of it stays; what is unavailable is raised, so that
    the reaction tries again until the request lapses. With nobody to perform it, it is refused.

    Tells     RequestEnded.
    """
    request: ActRequest = ActRequest.objects.locked().get(pk=request_id)
    if request.state != State.OPEN:
        return None
    if now > request.until_at:
        return _end(request, State.LAPSED, {}, actor, now)
    act, performer = act_named(request.kind), performer_of(request.kind)
    if act is None or performer is None:
        return _end(request, State.REFUSED, {"code": "not_offered"}, actor, now)
    _, perform = performer
    asked = codec_of(act.asked).decode(request.arguments)
    try:
        with transaction.atomic():
            said = perform(asked, request_uid=request.uid, now=now)
    except Unavailable:
        raise
    except Refusal as refusal:
        return _end(request, State.REFUSED, {"code": refusal.code}, actor, now)
    return _end(request, State.DONE, to_json(said), actor, now)


@transaction.atomic
def complete_request(*, uid: UUID, outcome: Any, actor: Actor, now: datetime) -> RequestEnded:
    """
    Say what came of a request whose act takes longer than a reaction; late is better than never.

    Refuses   RequestUnknown, RequestOver.
    Tells     RequestEnded.
    """
    return _end(_open_request(uid), State.DONE, to_json(outcome), actor, now)


@transaction.atomic
def refuse_request(*, uid: UUID, code: str, actor: Actor, now: datetime) -> RequestEnded:
    """
    Say that and why a request was not met.

    Refuses   RequestUnknown, RequestOver.
    Tells     RequestEnded.
    """
    return _end(_open_request(uid), State.REFUSED, {"code": code}, actor, now)


def cut_requests(*, now: datetime) -> int:
    """Forget requests older than 30 days, for they may name somebody; return how many."""
    return int(ActRequest.objects.filter(created_at__lt=now - KEPT_FOR).delete()[0])


def _open_request(uid: UUID) -> ActRequest:
    request: ActRequest | None = ActRequest.objects.locked().filter(uid=uid).first()
    if request is None:
        raise RequestUnknown(uid=str(uid))
    if request.state not in (State.OPEN, State.LAPSED):
        raise RequestOver(state=request.state)
    return request


def _requested(request: ActRequest, now: datetime) -> ActRequested:
    return ActRequested(
        request_id=request.pk, request_uid=request.uid, kind=request.kind, occurred_at=now
    )


def _end(
    request: ActRequest, state: State, outcome: Mapping[str, Any], actor: Actor, now: datetime
) -> RequestEnded:
    request.set(state=state.value, outcome=dict(outcome), ended_at=now)
    request.save_changes(now=now)
    ended = RequestEnded(
        request_id=request.pk, kind=request.kind, state=state.value, occurred_at=now
    )
    # The outcome may name somebody: it stands in the request's row, which erasure reaches.
    changes = [change for change in request.changes() if change.field != "outcome"]
    return tell(ended, about=request, changes=changes, actor=actor, now=now)
