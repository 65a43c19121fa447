"""What mail does when something happened."""

from __future__ import annotations

from datetime import datetime

from rapport.kernel.events.declare import on

from . import jobs
from .events import MailQueued


@on(MailQueued)
def hand_mail_to_a_worker_when_queued(event: MailQueued, *, now: datetime) -> None:
    jobs.carry.defer(mail_id=event.mail_id, only_once=f"mail:{event.mail_id}")
