"""
Slow down whoever guesses, and nobody else.

A try is counted before it is judged: a hundred at once are not all let through because none of
them had failed yet. Failures count for the name at this place, for the place, and for the name from
everywhere. A browser that was let in under this name before is a place of its own, to which only
its own failures count: by failing, a stranger cannot keep the owner out of it (OWASP, "Slow down
online guessing attacks with device cookies").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from rapport.kernel.accounts.models import SignInAttempt
from rapport.kernel.accounts.pure import neighbourhood
from rapport.kernel.accounts.words import Visitor
from rapport.kernel.errors import N_
from rapport.kernel.web.problems import TooMany

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many tries a quarter of an hour holds: by one name at one place, a place, a name."""

    here: int
    place: int
    name: int


PASSWORDS = Limits(here=6, place=60, name=100)
# Who tries codes knows the password already: six figures stand no hundred guesses.
CODES = Limits(here=6, place=60, name=12)
NO_LIMIT = 1 << 30
# A key cannot be guessed and names nobody before it is checked: only the place is counted.
PASSKEYS = Limits(here=60, place=60, name=NO_LIMIT)
LETTERS = Limits(here=3, place=10, name=6)


class TooManySignIns(TooMany):
    sentence = N_("Too many attempts. Wait {minutes} minutes, or ask an administrator.")


@dataclass(frozen=True, slots=True)
class Try:
    """A counted try; forgive it when it succeeded."""

    who: bytes

    def forgive(self) -> None:
        SignInAttempt.objects.filter(who=self.who).delete()


def count_try(subject: str, visitor: Visitor, limits: Limits, *, now: datetime) -> Try:
    """
    Count a try at the subject ("password:boyu") by the visitor.

    Refuses   TooManySignIns; such a try is not counted, so that waiting ends the wait.
    """
    place = visitor.device or neighbourhood(visitor.address)
    who, name = _digest(f"{subject} {place}"), _digest(subject)
    address = b"" if visitor.device else _digest(place)
    if visitor.device:
        name = b""
    made = SignInAttempt.objects.create(who=who, name=name, address=address, at=now)
    recent = SignInAttempt.objects.filter(at__gt=now - WINDOW, at__lte=now)
    counted = [(recent.filter(who=who), limits.here)]
    if not visitor.device:
        counted += [(recent.filter(address=address), limits.place)]
        counted += [(recent.filter(name=name), limits.name)]
    if any(rows.count() > limit for rows, limit in counted):
        made.delete()
        raise TooManySignIns(minutes=int(WINDOW.total_seconds() // 60))
    return Try(who)


def forget_attempts(*, now: datetime) -> int:
    """Delete counted tries older than a day; safe to repeat."""
    deleted, _ = SignInAttempt.objects.filter(at__lt=now - timedelta(days=1)).delete()
    return deleted


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
