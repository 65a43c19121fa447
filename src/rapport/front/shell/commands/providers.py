"""Know people by the firm's own sign-in, connect and disconnect it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from rapport.front.shell.doorkeeper import providers
from rapport.front.shell.doorkeeper.providers import Identity
from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import Actor
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.queries import sign_in as queries
from rapport.kernel.errors import N_, Conflict, Invalid, NotFound

from .factors import myself


class NobodyKnown(Invalid):
    sentence = N_(
        "The firm's sign-in knows you, but no account here is connected with it. Come in by"
        " password and connect it under Sign-in and security, or ask an administrator."
    )


class AnothersSignIn(Conflict):
    sentence = N_("This sign-in of the firm is connected with another account.")


class NothingToLive(Conflict):
    sentence = N_("Set a password first: without it and the firm's sign-in you could not come in.")


@transaction.atomic
def recognise_by_provider(*, identity: Identity, actor: Actor, now: datetime) -> int:
    """
    Return whom the provider speaks of.

    The first time, where the settings trust its mail addresses, it is the one active person of
    that address; he stays connected.
    Refuses   NobodyKnown.
    Tells     SecurityChanged, when he was connected just now.
    """
    user_id = providers.known_user(identity.subject)
    if user_id is None and settings.OIDC_TRUST_MAIL and identity.email:
        user_id = queries.user_of_mail(identity.email)
        if user_id is not None and providers.connection_of(user_id) is not None:
            user_id = None  # he is somebody else there already: the address was given on
        if user_id is not None:
            _connect(user_id, identity, now)
    if user_id is None or queries.person(user_id) is None:
        raise NobodyKnown()
    return user_id


@transaction.atomic
def connect_provider(*, identity: Identity, actor: Actor, now: datetime) -> None:
    """
    Connect the actor with his sign-in of the firm.

    Refuses   AnothersSignIn. NotAllowed: somebody else sits there now than set out.
    Tells     SecurityChanged.
    """
    user_id = myself(actor)
    holder = providers.known_user(identity.subject)
    if identity.user_id != user_id or holder not in (None, user_id):
        raise AnothersSignIn()
    accounts.change_security(user_id=user_id, what="door_added", actor=actor, now=now)
    providers.connect(user_id, identity, now=now)


@transaction.atomic
def disconnect_provider(*, actor: Actor, now: datetime) -> None:
    """Let the actor come in by the firm's sign-in no more. Refuses NothingToLive, NotFound."""
    user_id = myself(actor)
    person = queries.person(user_id)
    if person is None or not person.has_password:
        raise NothingToLive()
    accounts.change_security(user_id=user_id, what="door_removed", actor=actor, now=now)
    if not providers.disconnect(user_id):
        raise NotFound(entity=N_("Sign-in of the firm"), id=str(user_id))


def _connect(user_id: int, identity: Identity, now: datetime) -> None:
    reader = access.reader_of(user_id)
    if reader is None:
        raise NobodyKnown()
    accounts.change_security(user_id=user_id, what="door_added", actor=reader.actor, now=now)
    providers.connect(user_id, identity, now=now)
