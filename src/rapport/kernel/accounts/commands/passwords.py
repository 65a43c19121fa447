"""Set passwords: only such as will do, and with an end to the sessions of the old one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.models import Firm, User
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.accounts.engines import leaked_passwords
from rapport.kernel.accounts.events import SecurityChanged
from rapport.kernel.accounts.pure import LONGEST, SHORTEST, Fault, fault_of, plain
from rapport.kernel.accounts.words import Visitor
from rapport.kernel.errors import N_, Invalid, NotFound
from rapport.kernel.events.tell import tell

from .recognise import prove_password
from .sessions import close_sessions


class WeakPassword(Invalid):
    sentence = N_("The password needs at least {shortest} characters.")


class PasswordTooLong(WeakPassword):
    sentence = N_("The password may have {longest} characters at most.")


class LeakedPassword(WeakPassword):
    sentence = N_(
        "This password is in the lists of leaked ones that guessers try first, with figures"
        " added or not. Choose another."
    )


class PersonalPassword(WeakPassword):
    sentence = N_("This password is little more than a name. Choose another.")


class PatternPassword(WeakPassword):
    sentence = N_(
        "This password is a pattern, such as 1234 or a row of the keyboard. Choose another."
    )


REFUSALS = {
    Fault.SHORT: WeakPassword,
    Fault.LONG: PasswordTooLong,
    Fault.LEAKED: LeakedPassword,
    Fault.PERSONAL: PersonalPassword,
    Fault.PATTERN: PatternPassword,
}


@transaction.atomic
def set_password(*, user_id: int, password: str, actor: Actor, now: datetime) -> SecurityChanged:
    """
    Give a person a new password and end his sessions.

    Refuses   NotAllowed, NotFound; WeakPassword and its kinds.
    Tells     SecurityChanged.
    """
    user: User | None = User.objects.locked().filter(pk=user_id).first()
    if user is None:
        raise NotFound(entity=N_("User"), id=user_id)
    if actor.user_id != user_id:
        actor.must(MANAGE_USERS)
    return give_password(user, password, actor=actor, now=now)


def change_password(
    *,
    old: str,
    new: str,
    visitor: Visitor,
    session_uid: UUID | None,
    actor: Actor,
    now: datetime,
) -> SecurityChanged:
    """
    Change one's own password, and end all one's sessions but this.

    Refuses   PasswordWrong, TooManySignIns, WeakPassword and its kinds.
    Tells     SecurityChanged.
    """
    # Outside the transaction: a wrong try must stay counted when all else is rolled back.
    prove_password(password=old, visitor=visitor, actor=actor, now=now)
    with transaction.atomic():
        user = User.objects.locked().get(pk=actor.user_id)
        return give_password(user, new, but=session_uid, actor=actor, now=now)


def give_password(
    user: User, password: str, *, but: UUID | None = None, actor: Actor, now: datetime
) -> SecurityChanged:
    """Set the password of a locked user, and end his sessions but one."""
    user.password = hash_password(password, about=names_of(user))
    user.save(update_fields=["password"])
    close_sessions(user, but=but, now=now)
    changes = user.save_changes(now=now)
    what = "password_changed"
    changed = SecurityChanged(user_id=user.pk, what=what, occurred_at=now)
    return tell(changed, about=user, changes=changes, details={"what": what}, actor=actor, now=now)


def hash_password(password: str | None, *, about: Iterable[str]) -> str:
    """Return what is kept of a password; None is one that fits nothing."""
    if password is None:
        return make_password(None)
    fault = fault_of(password, about=about, leaked=leaked_passwords())
    if fault is not None:
        raise REFUSALS[fault](shortest=SHORTEST, longest=LONGEST)
    return make_password(plain(password))


def names_of(user: User) -> list[str]:
    """Return the names whose owner is guessed first with: his own, his mail's, the firm's."""
    firm = Firm.objects.values_list("name", flat=True)[:1]
    mailbox, _, domain = user.email.partition("@")
    named = [user.username, user.name, mailbox, domain.partition(".")[0], *firm]
    return [name for name in (*named, *user.name.split()) if name]
