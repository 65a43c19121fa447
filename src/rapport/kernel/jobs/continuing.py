"""
Batches that were killed go on after their last committed chunk.

    @continues("parties.customers_reassigned")
    def go_on_reassigning(*, batch_id: int, arguments: Mapping[str, Any], actor, now) -> None: ...
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar, cast

from rapport.kernel.access.actor import Actor, ActorKind

from .models import Batch, State

LEFT_AFTER = timedelta(minutes=1)  # of an open batch; a living one is held by its session
F = TypeVar("F", bound=Callable[..., object])
_continuing: dict[str, Callable[..., object]] = {}


def continues(name: str) -> Callable[[F], F]:
    """Enter how a room goes on with its batches of that name, at most by `batches.go_on`."""

    def enter(go_on: F) -> F:
        if name in _continuing and _continuing[name].__module__ != go_on.__module__:
            raise RuntimeError(f"two rooms continue batches called {name}")
        _continuing[name] = go_on
        return go_on

    return enter


def left_batches(*, now: datetime) -> list[int]:
    """Return the open batches that may have been left by a killed process."""
    left = Batch.objects.filter(
        state=State.OPEN, created_at__lt=now - LEFT_AFTER, name__in=list(_continuing)
    )
    return list(left.order_by("pk").values_list("pk", flat=True))


def continue_batch(batch_id: int, *, now: datetime) -> None:
    """Let the room go on with the batch, in the name of who began it. Refuses BatchRuns."""
    batch = Batch.objects.filter(pk=batch_id, state=State.OPEN).first()
    if batch is None:
        return
    # What he may do was asked when the batch was opened; here he is only who did it.
    kind = cast("ActorKind", batch.actor_kind)
    actor = Actor(kind=kind, name=batch.actor_kind, user_id=batch.user_id)
    _continuing[batch.name](batch_id=batch_id, arguments=batch.arguments, actor=actor, now=now)
