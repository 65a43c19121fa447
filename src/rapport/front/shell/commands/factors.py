"""Set up, use and give up codes and recovery codes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rapport.front.shell.doorkeeper import factors
from rapport.kernel.access.actor import Actor
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.words import Method, Visitor
from rapport.kernel.errors import N_, Conflict, Invalid, NotAllowed


class CodeWrong(Invalid):
    sentence = N_("This code is not right, or was used already. Wait for the next one.")


class NothingSetUp(Conflict):
    sentence = N_("Set up an authenticator application or a passkey first.")


@transaction.atomic
def switch_on_codes(*, secret: str, code: str, actor: Actor, now: datetime) -> list[str]:
    """
    Ask the actor for codes from now on, once he has shown one; return new recovery codes.

    They are empty when he has some. Refuses   CodeWrong.
    Tells     SecurityChanged.
    """
    user_id = myself(actor)
    counter = factors.counter_of(secret, code, now=now) if secret else None
    if counter is None:
        raise CodeWrong()
    accounts.change_security(user_id=user_id, what="codes_added", actor=actor, now=now)
    factors.remove_codes(user_id)
    factors.add_codes(user_id, secret, counter)
    return first_recovery_codes(user_id)


@transaction.atomic
def switch_off_codes(*, actor: Actor, now: datetime) -> None:
    """Ask the actor for no codes any more. Refuses NothingSetUp. Tells SecurityChanged."""
    user_id = myself(actor)
    accounts.change_security(user_id=user_id, what="codes_removed", actor=actor, now=now)
    if not factors.remove_codes(user_id):
        raise NothingSetUp()


@transaction.atomic
def renew_recovery_codes(*, actor: Actor, now: datetime) -> list[str]:
    """Make new recovery codes; the old ones are dead. Refuses NothingSetUp."""
    user_id = myself(actor)
    accounts.change_security(user_id=user_id, what="recovery_codes_renewed", actor=actor, now=now)
    if not factors.factors_of(user_id).asks_twice:
        raise NothingSetUp()
    return factors.new_recovery_codes(user_id)


@transaction.atomic
def reset_factors(*, user_id: int, actor: Actor, now: datetime) -> None:
    """
    Let somebody who lost telephone, key and recovery codes in by password alone again.

    Refuses   NotAllowed: without the right over people. NothingSetUp.
    Tells     SecurityChanged, SessionsEnded.
    """
    accounts.change_security(user_id=user_id, what="factors_reset", actor=actor, now=now)
    if not factors.remove_all(user_id):
        raise NothingSetUp()
    accounts.end_sessions(user_id=user_id, actor=actor, now=now)


def prove_second_factor(
    *, user_id: int, code: str, visitor: Visitor, actor: Actor, now: datetime
) -> Method:
    """
    Take the code of who has shown his password: of the application, or a recovery code.

    Refuses   CodeWrong; TooManySignIns, by limits that are closer than those of passwords.
    Tells     SecurityChanged, when a recovery code was used up.
    """
    attempt = accounts.count_try(f"code {user_id}", visitor, accounts.CODES, now=now)
    method = _method_of(user_id, code, actor, now)
    attempt.forgive()
    return method


def first_recovery_codes(user_id: int) -> list[str]:
    """Make recovery codes with the first factor, so that a lost telephone locks nobody out."""
    return [] if factors.has_recovery_codes(user_id) else factors.new_recovery_codes(user_id)


def myself(actor: Actor) -> int:
    """Return whose sign-in is changed; a token changes nobody's."""
    if actor.kind != "user" or actor.user_id is None:
        raise NotAllowed()
    return actor.user_id


@transaction.atomic
def _method_of(user_id: int, code: str, actor: Actor, now: datetime) -> Method:
    factors.lock(user_id)
    if factors.use_code(user_id, code, now=now):
        return Method.CODE
    if not factors.use_recovery_code(user_id, code, now=now):
        raise CodeWrong()
    accounts.change_security(user_id=user_id, what="recovery_code_used", actor=actor, now=now)
    return Method.RECOVERY_CODE
