"""What is requested is performed by the room that offers it."""

from __future__ import annotations

from datetime import datetime

from rapport.kernel.access.actor import SYSTEM
from rapport.kernel.events.declare import on

from . import commands
from .events import ActRequested


@on(ActRequested)
def perform_act_when_requested(event: ActRequested, *, now: datetime) -> None:
    commands.perform_request(request_id=event.request_id, actor=SYSTEM, now=now)
