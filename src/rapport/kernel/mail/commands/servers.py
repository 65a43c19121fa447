"""Set the mail server and try it."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.sealed import seal
from rapport.kernel.errors import N_, Conflict, Invalid
from rapport.kernel.events.tell import tell
from rapport.kernel.mail.events import MailQueued, MailServerSet
from rapport.kernel.mail.models import MailServer
from rapport.kernel.mail.permissions import MANAGE_MAIL
from rapport.kernel.mail.pure import is_address
from rapport.kernel.mail.words import NewMail, ServerGiven
from rapport.kernel.values import Chance, new_id

from .mails import SERVER, AddressBad, queue_mail

HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}")
PORTS = range(1, 65536)


class HostBad(Invalid):
    sentence = N_("{host}:{port} is no address of a server.")


class ServerMissing(Conflict):
    sentence = N_("Set the mail server first.")


@transaction.atomic
def set_mail_server(
    *, given: ServerGiven, actor: Actor, now: datetime, rng: Chance
) -> MailServerSet:
    """
    Set the server that carries mail; its password is sealed, and never read back by a page.

    A new place forgets the password of the old one: else whoever may set the host could have the
    password sent to himself.
    Refuses   HostBad, AddressBad.
    Tells     MailServerSet.
    """
    actor.must(MANAGE_MAIL)
    if HOST.fullmatch(given.host) is None or given.port not in PORTS:
        raise HostBad(host=given.host[:80], port=given.port)
    if not is_address(given.from_address):
        raise AddressBad(address=given.from_address[:80])
    server = MailServer.objects.locked().first() or MailServer(uid=new_id(now, rng))
    reached = (server.host, server.port, server.security)
    is_elsewhere = reached != (given.host, given.port, given.security)
    server.set(
        host=given.host,
        port=given.port,
        security=given.security,
        username=given.username[:254],
        from_address=given.from_address,
        from_name=given.from_name[:120],
    )
    changes = server.save_changes(now=now)
    if given.password or is_elsewhere or not given.username:
        server.password = seal(given.password, use=SERVER) if given.password else ""
        server.save(update_fields=["password"])
    if not changes:
        server.raise_version(now=now)
    done = MailServerSet(server_id=server.pk, occurred_at=now)
    return tell(done, about=server, changes=changes, actor=actor, now=now)


@transaction.atomic
def try_mail_server(*, letter: NewMail, actor: Actor, now: datetime, rng: Chance) -> MailQueued:
    """Send a letter by the server that is set. Refuses ServerMissing, AddressBad."""
    actor.must(MANAGE_MAIL)
    if not MailServer.objects.exists():
        raise ServerMissing()
    return queue_mail(mail=letter, actor=actor, now=now, rng=rng)
