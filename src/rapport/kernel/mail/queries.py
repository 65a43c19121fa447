"""Reading mails and the server's settings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.permissions import MANAGE_USERS, SEE_HEALTH
from rapport.kernel.access.sealed import unseal
from rapport.kernel.errors import N_, NotFound

from .models import Mail, MailServer
from .permissions import MANAGE_MAIL
from .words import State

PAGE = 50
LETTER = "letter"


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail in the list."""

    key: int
    uid: UUID
    to_name: str
    to_address: str
    subject: str
    state: str
    because: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MailPage:
    """A mail with its text; None for one whose text is for its reader alone."""

    row: MailRow
    text: str | None


@dataclass(frozen=True, slots=True)
class ServerCard:
    """The mail server, but for its password."""

    version: int
    host: str
    port: int
    security: str
    username: str
    has_password: bool
    from_address: str
    from_name: str


@dataclass(frozen=True, slots=True)
class Post:
    """How mail goes: numbers alone, for who looks after the house and reads nobody's letters."""

    has_server: bool
    waiting: int
    failed: int
    kept: int


def mails(*, before: int | None = None, actor: Actor) -> list[MailRow]:
    """Return a page of mails, the newest first; `before` is the last key of the page before."""
    actor.must(MANAGE_MAIL)
    rows = Mail.objects.order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_row(mail) for mail in rows[:PAGE]]


def mail_page(uid: UUID, *, actor: Actor) -> MailPage:
    """
    Return a mail with its text.

    The text of a secret one is read only where no server carries mail, as in the demo, and only by
    who could set anybody's password anyway.
    """
    actor.must(MANAGE_MAIL)
    mail = Mail.objects.filter(uid=uid).first()
    if mail is None:
        raise NotFound(entity=N_("Mail"), id=str(uid))
    if not mail.is_secret:
        return MailPage(_row(mail), mail.text)
    is_open = actor.may(MANAGE_USERS) and mail.text and not MailServer.objects.exists()
    return MailPage(_row(mail), unseal(mail.text, use=LETTER) if is_open else None)


def server(*, actor: Actor) -> ServerCard | None:
    """Return the settings of the server; None when none is set."""
    actor.must(MANAGE_MAIL)
    row = MailServer.objects.first()
    if row is None:
        return None
    return ServerCard(
        row.version,
        row.host,
        row.port,
        row.security,
        row.username,
        bool(row.password),
        row.from_address,
        row.from_name,
    )


def post(*, since: datetime, actor: Actor) -> Post:
    """Return how many of the mails written since a moment wait, failed, or are kept here."""
    actor.must(SEE_HEALTH)
    counted = Counter(Mail.objects.filter(created_at__gte=since).values_list("state", flat=True))
    return Post(has_server(), counted[State.WAITING], counted[State.FAILED], counted[State.KEPT])


def has_server() -> bool:
    """Whether mails leave the house."""
    return bool(MailServer.objects.exists())


def _row(mail: Mail) -> MailRow:
    return MailRow(
        mail.pk,
        mail.uid,
        mail.to_name,
        mail.to_address,
        mail.subject,
        mail.state,
        mail.because,
        mail.created_at,
    )
