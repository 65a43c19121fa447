"""Invite people and help who forgot his password, by mail."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from rapport.front.shell.letters import change_letter, link_letter
from rapport.kernel.access.actor import Actor
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.events import SecurityChanged, UserInvited
from rapport.kernel.accounts.queries import sign_in as queries
from rapport.kernel.accounts.words import Visitor
from rapport.kernel.mail import commands as mail
from rapport.kernel.mail.events import MailQueued
from rapport.kernel.values import Chance


@transaction.atomic
def invite_by_mail(
    *, new: accounts.NewUser, base: str, actor: Actor, now: datetime, rng: Chance
) -> UserInvited:
    """
    Create a person and send him a link by which he sets his password.

    Refuses   what `accounts.invite_user` refuses, and AddressBad; then there is no such person.
    Tells     UserCreated, UserInvited, MailQueued.
    """
    invited, letter = accounts.invite_user(new=new, actor=actor, now=now, rng=rng)
    mail.queue_mail(mail=link_letter(letter, base=base), actor=actor, now=now, rng=rng)
    return invited


@transaction.atomic
def invite_again(
    *, user_uid: UUID, base: str, actor: Actor, now: datetime, rng: Chance
) -> UserInvited:
    """Send a new link to who has not come yet; the one of before is dead."""
    invited, letter = accounts.renew_invitation(user_uid=user_uid, actor=actor, now=now, rng=rng)
    mail.queue_mail(mail=link_letter(letter, base=base), actor=actor, now=now, rng=rng)
    return invited


def send_password_link(
    *, login: str, base: str, visitor: Visitor, actor: Actor, now: datetime, rng: Chance
) -> MailQueued | None:
    """
    Send a link to who forgot his password; None when nobody is known by the name.

    Refuses   TooManySignIns.
    """
    letter = accounts.ask_for_new_password(
        login=login, visitor=visitor, actor=actor, now=now, rng=rng
    )
    if letter is None:
        return None
    return mail.queue_mail(mail=link_letter(letter, base=base), actor=actor, now=now, rng=rng)


def tell_of_change(
    *, changed: SecurityChanged, actor: Actor, now: datetime, rng: Chance
) -> MailQueued | None:
    """Write to a person that his sign-in was changed; None when there is nothing to write."""
    person = queries.person(changed.user_id)
    letter = change_letter(person, changed.what) if person is not None else None
    if letter is None:
        return None
    return mail.queue_mail(mail=letter, actor=actor, now=now, rng=rng)
