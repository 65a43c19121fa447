"""Let people in by password, slowly for whoever guesses, and end their sessions."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.models import User
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.accounts.events import SessionsEnded, SignedIn
from rapport.kernel.accounts.models import SignInAttempt
from rapport.kernel.errors import N_, Invalid, NotFound
from rapport.kernel.events.tell import tell
from rapport.kernel.web.problems import TooMany

WINDOW = timedelta(minutes=15)
TRIES_A_NAME = 6  # from one address: nobody elsewhere is locked out by them
TRIES_AN_ADDRESS = 60
_decoys: list[str] = []


class SignInRefused(Invalid):
    sentence = N_("Name and password do not fit together. Check both; capitals matter.")


class TooManySignIns(TooMany):
    sentence = N_("Too many attempts. Wait {minutes} minutes, or ask an administrator.")


def sign_in(*, username: str, password: str, address: str, actor: Actor, now: datetime) -> SignedIn:
    """
    Check name and password.

    Refuses   SignInRefused: for an unknown name as for a wrong password, in the same time.
              TooManySignIns: after 6 failures of this name from this address in 15 minutes.
    Tells     SignedIn.
    """
    who, place = _digest(f"{username.lower()} {address}"), _digest(address)
    _refuse_guessing(who, place, now)
    user = User.objects.filter(username__iexact=username, is_active=True).first()
    if not check_password(password, user.password if user else _decoy()) or user is None:
        SignInAttempt.objects.create(who=who, address=place, at=now)
        raise SignInRefused()
    return _let_in(user.pk, who, actor, now)


@transaction.atomic
def end_sessions(*, user_id: int, actor: Actor, now: datetime) -> SessionsEnded:
    """End every session of a person at once."""
    if actor.user_id != user_id:
        actor.must(MANAGE_USERS)
    user = User.objects.locked().filter(pk=user_id).first()
    if user is None:
        raise NotFound(entity=N_("User"), id=user_id)
    user.set(session_epoch=user.session_epoch + 1)
    changes = user.save_changes(now=now)
    ended = SessionsEnded(user_id=user.pk, occurred_at=now)
    tell(ended, about=user, changes=changes, actor=actor, now=now)
    return ended


def forget_attempts(*, now: datetime) -> int:
    """Delete counted failures older than a day; safe to repeat."""
    deleted, _ = SignInAttempt.objects.filter(at__lt=now - timedelta(days=1)).delete()
    return deleted


@transaction.atomic
def _let_in(user_id: int, who: bytes, actor: Actor, now: datetime) -> SignedIn:
    user = User.objects.locked().get(pk=user_id)
    SignInAttempt.objects.filter(who=who).delete()
    user.last_login = now
    user.save(update_fields=["last_login"])
    user.raise_version(now=now)
    signed_in = SignedIn(user_id=user.pk, session_epoch=user.session_epoch, occurred_at=now)
    tell(signed_in, about=user, changes=(), actor=actor, now=now)
    return signed_in


def _refuse_guessing(who: bytes, place: bytes, now: datetime) -> None:
    recent = SignInAttempt.objects.filter(at__gt=now - WINDOW)
    if (
        recent.filter(who=who).count() >= TRIES_A_NAME
        or recent.filter(address=place).count() >= TRIES_AN_ADDRESS
    ):
        raise TooManySignIns(minutes=int(WINDOW.total_seconds() // 60))


def _decoy() -> str:
    """A digest to check against when there is no such user, so that both cost the same time."""
    if not _decoys:
        _decoys.append(make_password("nobody has this password"))
    return _decoys[0]


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
