"""Write mails down, carry them out, forget them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.sealed import seal, unseal
from rapport.kernel.errors import N_, Invalid
from rapport.kernel.events.tell import tell
from rapport.kernel.mail import engines
from rapport.kernel.mail.events import MailQueued, MailSettled
from rapport.kernel.mail.models import Mail, MailServer
from rapport.kernel.mail.pure import Letter, is_address, message_of
from rapport.kernel.mail.queries import LETTER
from rapport.kernel.mail.words import NewMail, State
from rapport.kernel.values import Chance, new_id

SERVER = "mail server"
KEPT_FOR = timedelta(days=90)


class AddressBad(Invalid):
    sentence = N_("{address} is no mail address.")


@transaction.atomic
def queue_mail(*, mail: NewMail, actor: Actor, now: datetime, rng: Chance) -> MailQueued:
    """
    Write a mail down; a worker carries it when this transaction stands.

    Who may have it written is decided by the command that has it written.
    Refuses   AddressBad.
    Tells     MailQueued.
    """
    if not is_address(mail.to_address):
        raise AddressBad(address=mail.to_address[:80])
    row = Mail(uid=new_id(now, rng), is_secret=mail.is_secret)
    row.to_address, row.to_name = mail.to_address, mail.to_name[:120]
    row.subject = mail.subject[:300]
    row.text = seal(mail.text, use=LETTER) if mail.is_secret else mail.text
    row.save_changes(now=now)
    queued = MailQueued(mail_id=row.pk, occurred_at=now)
    return tell(queued, about=row, actor=actor, now=now)


def carry_mail(*, mail_id: int, actor: Actor, now: datetime) -> MailSettled | None:
    """
    Carry a waiting mail to the server; None when it waits no more.

    Without a server it is kept. May run twice: after a crash in between, the letter goes out again
    under the same Message-ID. `engines.Unreachable` leaves here, for the job to try again.
    Tells     MailSettled.
    """
    mail = Mail.objects.filter(pk=mail_id, state=State.WAITING).first()
    if mail is None:
        return None
    server = MailServer.objects.first()
    if server is None:
        return settle_mail(mail_id=mail_id, state=State.KEPT, actor=actor, now=now)
    try:
        engines.carry(message_of(_letter(mail, server), now=now), _reached(server))
    except engines.Refused as refusal:
        return settle_mail(
            mail_id=mail_id, state=State.FAILED, because=str(refusal), actor=actor, now=now
        )
    except engines.Unreachable as fault:
        Mail.objects.filter(pk=mail_id).update(because=str(fault)[:300])  # for who looks meanwhile
        raise
    return settle_mail(mail_id=mail_id, state=State.SENT, actor=actor, now=now)


@transaction.atomic
def settle_mail(
    *, mail_id: int, state: State, because: str = "", actor: Actor, now: datetime
) -> MailSettled:
    """Keep what became of a mail; what was secret in it is gone unless it is kept."""
    mail = Mail.objects.locked().get(pk=mail_id)
    mail.set(state=state, because=because[:300], settled_at=now)
    changes = mail.save_changes(now=now)
    if mail.is_secret and state is not State.KEPT:
        mail.text = ""
        mail.save(update_fields=["text"])
    settled = MailSettled(mail_id=mail.pk, state=state, occurred_at=now)
    return tell(settled, about=mail, changes=changes, actor=actor, now=now)


def forget_mails(*, now: datetime) -> int:
    """Delete mails older than 90 days, and the texts of secret ones older than a week."""
    old = Mail.objects.filter(is_secret=True, created_at__lt=now - timedelta(days=7))
    old.exclude(text="").update(text="")
    deleted, _ = Mail.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    return deleted


def _letter(mail: Mail, server: MailServer) -> Letter:
    return Letter(
        uid=str(mail.uid),
        from_address=server.from_address,
        from_name=server.from_name,
        to_address=mail.to_address,
        to_name=mail.to_name,
        subject=mail.subject,
        text=unseal(mail.text, use=LETTER) if mail.is_secret else mail.text,
    )


def _reached(server: MailServer) -> engines.Server:
    password = unseal(server.password, use=SERVER) if server.password else ""
    return engines.Server(server.host, server.port, server.security, server.username, password)
