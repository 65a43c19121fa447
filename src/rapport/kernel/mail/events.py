"""What happens to mails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rapport.kernel.events.declare import event


@event("mail.mail_queued.v1")
@dataclass(frozen=True, slots=True)
class MailQueued:
    mail_id: int
    occurred_at: datetime


@event("mail.mail_settled.v1")
@dataclass(frozen=True, slots=True)
class MailSettled:
    """A mail was sent, failed for good, or is kept because there is no server."""

    mail_id: int
    state: str
    occurred_at: datetime


@event("mail.mail_server_set.v1")
@dataclass(frozen=True, slots=True)
class MailServerSet:
    server_id: int
    occurred_at: datetime
