"""One-time links: for who was invited, and for who forgot his password."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.models import User
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.accounts.events import PasswordForgotten, SecurityChanged, UserInvited
from rapport.kernel.accounts.models import OneTimeLink
from rapport.kernel.accounts.words import Purpose, Visitor
from rapport.kernel.errors import N_, Conflict, Invalid, NotFound
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, new_id

from .guessing import LETTERS, count_try
from .passwords import give_password
from .users import NewUser, create_user

GOOD_FOR = {Purpose.INVITATION: timedelta(days=7), Purpose.PASSWORD: timedelta(hours=1)}


class LinkDead(NotFound):
    sentence = N_("This link was used already or is too old. Ask for a new one.")


class AddressMissing(Invalid):
    sentence = N_("Give an e-mail address, so that the invitation can reach its reader.")


class AlreadyIn(Conflict):
    sentence = N_("{name} has a password already. A forgotten one is renewed at the sign-in page.")


@dataclass(frozen=True, slots=True)
class Letter:
    """What must be written to whom; `secret` is known to its reader alone and kept nowhere."""

    user_id: int
    name: str
    username: str
    email: str
    language: str
    purpose: Purpose
    secret: str
    expires_at: datetime


@transaction.atomic
def invite_user(
    *, new: NewUser, actor: Actor, now: datetime, rng: Chance
) -> tuple[UserInvited, Letter]:
    """
    Create a person who sets his password himself, by a link that his caller sends him.

    Refuses   AddressMissing; UsernameTaken, RoleUnknown.
    Tells     UserCreated, UserInvited.
    """
    if not new.habits.get("email"):
        raise AddressMissing()
    created = create_user(new=replace(new, password=None), actor=actor, now=now, rng=rng)
    return _invite(User.objects.locked().get(pk=created.user_id), actor, now, rng)


@transaction.atomic
def renew_invitation(
    *, user_uid: UUID, actor: Actor, now: datetime, rng: Chance
) -> tuple[UserInvited, Letter]:
    """
    Invite again who has not come yet; the link of before is dead.

    Refuses   AlreadyIn: an invitation is not a way to another's password. AddressMissing.
    Tells     UserInvited.
    """
    actor.must(MANAGE_USERS)
    user = User.objects.locked().filter(uid=user_uid, is_active=True).first()
    if user is None:
        raise NotFound(entity=N_("User"), id=str(user_uid))
    if user.has_usable_password():
        raise AlreadyIn(name=user.name)
    if not user.email:
        raise AddressMissing()
    return _invite(user, actor, now, rng)


def ask_for_new_password(
    *, login: str, visitor: Visitor, actor: Actor, now: datetime, rng: Chance
) -> Letter | None:
    """
    Make a link for who forgot his password, by sign-in name or mail address.

    None when nobody is known by it, or by more than one: the door says the same in either case.
    Refuses   TooManySignIns.
    Tells     PasswordForgotten.
    """
    login = login.replace("\x00", "").strip()[:254]
    count_try(f"letter {login.casefold()}", visitor, LETTERS, now=now)
    return _letter_for(login, actor, now, rng)


@transaction.atomic
def set_password_by_link(
    *, secret: str, password: str, actor: Actor, now: datetime
) -> tuple[SecurityChanged, str]:
    """
    Set the password of the link's reader, once; return also his sign-in name.

    Nobody is let in by it: who also shows codes or a passkey is asked for them as ever.
    Refuses   LinkDead; WeakPassword and its kinds, and the link stays good.
    Tells     SecurityChanged.
    """
    link = OneTimeLink.objects.locked().filter(digest=_digest(secret)).first()
    if link is None or link.ended_at is not None or link.expires_at <= now:
        raise LinkDead()
    user = User.objects.locked().filter(pk=link.user_id, is_active=True).first()
    if user is None:
        raise LinkDead()
    changed = give_password(user, password, actor=actor, now=now)
    OneTimeLink.objects.filter(user=user, ended_at=None).update(ended_at=now, updated_at=now)
    return changed, user.username


def forget_links(*, now: datetime) -> int:
    """Delete links that have been dead for a month."""
    deleted, _ = OneTimeLink.objects.filter(expires_at__lt=now - timedelta(days=30)).delete()
    return deleted


def _invite(user: User, actor: Actor, now: datetime, rng: Chance) -> tuple[UserInvited, Letter]:
    link, letter = _linked(user, Purpose.INVITATION, now=now, rng=rng)
    user.raise_version(now=now)
    invited = UserInvited(user_id=user.pk, link_id=link.pk, occurred_at=now)
    tell(invited, about=user, actor=actor, now=now)
    return invited, letter


@transaction.atomic
def _letter_for(login: str, actor: Actor, now: datetime, rng: Chance) -> Letter | None:
    column = "email" if "@" in login else "username"
    wanted = {f"{column}__iexact": login, "is_active": True}
    found = list(User.objects.locked().filter(**wanted).exclude(email="")[:2])
    if len(found) != 1 or not found[0].has_usable_password():
        return None  # who never had a password comes by his invitation, or by the firm's sign-in
    link, letter = _linked(found[0], Purpose.PASSWORD, now=now, rng=rng)
    found[0].raise_version(now=now)
    forgotten = PasswordForgotten(user_id=found[0].pk, link_id=link.pk, occurred_at=now)
    tell(forgotten, about=found[0], actor=actor, now=now)
    return letter


def _linked(
    user: User, purpose: Purpose, *, now: datetime, rng: Chance
) -> tuple[OneTimeLink, Letter]:
    """Make the one good link of this purpose, and what must be written about it."""
    dead = OneTimeLink.objects.filter(user=user, purpose=purpose, ended_at=None)
    dead.update(ended_at=now, updated_at=now)
    secret, until = secrets.token_urlsafe(32), now + GOOD_FOR[purpose]
    link = OneTimeLink(uid=new_id(now, rng), user=user, digest=_digest(secret))
    link.set(purpose=purpose, expires_at=until)
    link.save_changes(now=now)
    return link, Letter(
        user.pk, user.name, user.username, user.email, user.language, purpose, secret, until
    )


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
