"""What a person may know of his own sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db.models import Q

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.models import Role, Team, User
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.accounts.models import OneTimeLink, Session
from rapport.kernel.accounts.words import Purpose

LOOKED_BACK = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Somewhere that somebody is signed in."""

    uid: UUID
    method: str
    address: str
    agent: str
    begun_at: datetime
    seen_at: datetime
    is_here: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Whose sign-in it is."""

    user_id: int
    name: str
    username: str
    email: str
    language: str
    has_password: bool


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A link that is still good, and for whom."""

    purpose: str
    name: str
    username: str


@dataclass(frozen=True, slots=True)
class Invited:
    """Who was invited and has not come yet; `until` is none when his link is dead."""

    uid: UUID
    user_id: int
    name: str
    username: str
    email: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Belongings:
    """The roles and teams a new person may be given."""

    roles: list[str]
    teams: list[str]


def nobody_can_sign_in() -> bool:
    """Whether the house is so new that no account has a password, and nobody was ever here."""
    known = Q(last_login__isnull=False) | ~(Q(password="") | Q(password__startswith="!"))
    return not User.objects.filter(known, is_active=True).exists()


def invited(*, now: datetime, actor: Actor) -> list[Invited]:
    """Return who has been invited and has not set a password yet."""
    actor.must(MANAGE_USERS)
    links = OneTimeLink.objects.filter(purpose=Purpose.INVITATION).order_by("pk")
    latest = {link.user_id: link for link in links.filter(expires_at__gt=now - LOOKED_BACK)}
    users = User.objects.filter(pk__in=latest, is_active=True, last_login=None).order_by("-pk")
    found = []
    for user in users:
        link = latest[user.pk]
        if not user.has_usable_password():
            good = link.ended_at is None and link.expires_at > now
            until = link.expires_at if good else None
            found.append(Invited(user.uid, user.pk, user.name, user.username, user.email, until))
    return found


def belongings(*, actor: Actor) -> Belongings:
    """Return the names of roles and teams."""
    actor.must(MANAGE_USERS)
    roles = Role.objects.order_by("name").values_list("name", flat=True)
    teams = Team.objects.order_by("name").values_list("name", flat=True)
    return Belongings(list(roles), list(teams))


def sessions_of(user_id: int, *, here: str = "") -> list[SessionRow]:
    """Return where a person is signed in, this session first; `here` is its key."""
    rows = Session.objects.filter(user_id=user_id, ended_at=None).order_by("-seen_at", "-pk")
    found = [
        SessionRow(
            row.uid,
            row.method,
            row.address or "",
            row.agent,
            row.created_at,
            row.seen_at,
            row.key == here,
        )
        for row in rows[:100]
    ]
    return sorted(found, key=lambda row: not row.is_here)


def session_uid(key: str | None) -> UUID | None:
    """Return the session of that key; None for one that is not listed."""
    return Session.objects.filter(key=key or "").values_list("uid", flat=True).first()


def person(user_id: int) -> Person | None:
    """Return an active person."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return None
    has_password = bool(user.password) and user.has_usable_password()
    return Person(user.pk, user.name, user.username, user.email, user.language, has_password)


def user_of_mail(email: str) -> int | None:
    """Return the one active person of the address; None when there is none or more than one."""
    if not email.isascii():  # "admın" in capitals is ADMIN too, and somebody else's address
        return None
    found = User.objects.filter(email__iexact=email, is_active=True).values_list("pk", flat=True)
    keys = list(found[:2])
    return keys[0] if len(keys) == 1 else None


def good_link(secret: str, *, now: datetime) -> LinkCard | None:
    """Return what a link is for; None for a dead one. Reading it does not use it up."""
    link = OneTimeLink.objects.filter(
        digest=sha256(secret.encode()).digest(), ended_at=None, expires_at__gt=now
    ).first()
    of = person(link.user_id) if link is not None else None
    return LinkCard(link.purpose, of.name, of.username) if link is not None and of else None
