"""Know people by name and password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.models import User
from rapport.kernel.accounts.pure import plain
from rapport.kernel.accounts.words import Visitor
from rapport.kernel.errors import N_, Invalid, NotAllowed

from .guessing import PASSWORDS, count_try

LONGEST_NAME = 64
LONGEST_TYPED = 1024  # more is nobody's password, and normalising it would be work for nothing
_decoys: list[str] = []


class SignInRefused(Invalid):
    sentence = N_("Name and password do not fit together. Check both; capitals matter.")


class PasswordWrong(Invalid):
    sentence = N_("This is not your password. Check it; capitals matter.")


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who gave the right password; he is not let in yet."""

    user_id: int
    username: str


def recognise(
    *, username: str, password: str, visitor: Visitor, actor: Actor, now: datetime
) -> Recognised:
    """
    Check name and password.

    Refuses   SignInRefused: for an unknown name as for a wrong password, in the same time.
              TooManySignIns: see `guessing`.
    """
    name = username.replace("\x00", "").strip()[:LONGEST_NAME]
    attempt = count_try(f"password {name.casefold()}", visitor, PASSWORDS, now=now)
    user = User.objects.filter(username__iexact=name, is_active=True).first()
    if not _fits(password, user.password if user else _decoy()) or user is None:
        raise SignInRefused()
    attempt.forgive()
    return Recognised(user.pk, user.username)


def prove_password(*, password: str, visitor: Visitor, actor: Actor, now: datetime) -> None:
    """
    Make sure that it is the person himself who sits there, before something grave is done.

    Refuses   PasswordWrong; TooManySignIns.
    """
    user = User.objects.filter(pk=actor.user_id, is_active=True).first()
    if actor.kind != "user" or user is None:
        raise NotAllowed()
    attempt = count_try(f"proof {user.pk}", visitor, PASSWORDS, now=now)
    if not _fits(password, user.password):
        raise PasswordWrong()
    attempt.forgive()


def _fits(password: str, encoded: str) -> bool:
    return check_password(plain(password[:LONGEST_TYPED]), encoded)


def _decoy() -> str:
    """A digest to check against when there is no such user, so that both cost the same time."""
    if not _decoys:
        _decoys.append(make_password("nobody has this password"))
    return _decoys[0]
