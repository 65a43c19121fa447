"""Mail is carried by a worker."""

from __future__ import annotations

from datetime import datetime, timedelta

from rapport.kernel.access.actor import SYSTEM
from rapport.kernel.jobs.declare import every, job
from rapport.kernel.mail import commands


@job("mail.carry", tries=8, first_wait=timedelta(seconds=10))
def carry(*, mail_id: int, now: datetime) -> None:
    """Carry a mail; after 10 s to 11 min of trying, a person looks."""
    commands.carry_mail(mail_id=mail_id, actor=SYSTEM, now=now)


@every(6 * 3600, "mail.forget")
def forget_old_mails(now: datetime) -> None:
    commands.forget_mails(now=now)
