"""Add, use and remove passkeys."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rapport.front.shell.doorkeeper import factors, passkeys
from rapport.kernel.access.actor import Actor
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.words import Visitor
from rapport.kernel.errors import N_, Invalid, NotFound

from .factors import first_recovery_codes, myself

MOST = 20


class PasskeyRefused(Invalid):
    sentence = N_("This passkey could not be checked. Try again, or come in by password.")


class TooManyPasskeys(Invalid):
    sentence = N_("More than {most} passkeys are not kept. Remove one first.")


@transaction.atomic
def add_passkey(*, name: str, answer: str, actor: Actor, now: datetime) -> list[str]:
    """
    Keep the actor's new passkey; return new recovery codes, if he had none.

    Refuses   PasskeyRefused, TooManyPasskeys.
    Tells     SecurityChanged.
    """
    user_id = myself(actor)
    accounts.change_security(user_id=user_id, what="passkey_added", actor=actor, now=now)
    if len(factors.factors_of(user_id).passkeys) >= MOST:
        raise TooManyPasskeys(most=MOST)
    try:
        passkeys.add(user_id, name, answer)
    except passkeys.Unproven as fault:
        raise PasskeyRefused() from fault
    return first_recovery_codes(user_id)


@transaction.atomic
def remove_passkey(*, key: int, actor: Actor, now: datetime) -> None:
    """Remove a passkey of the actor's own. Refuses NotFound. Tells SecurityChanged."""
    user_id = myself(actor)
    accounts.change_security(user_id=user_id, what="passkey_removed", actor=actor, now=now)
    if not passkeys.remove(user_id, key):
        raise NotFound(entity=N_("Passkey"), id=str(key))


def recognise_by_passkey(*, answer: str, visitor: Visitor, actor: Actor, now: datetime) -> int:
    """
    Return whose passkey answered the challenge.

    Refuses   PasskeyRefused; TooManySignIns, by the place alone: a key cannot be guessed, and no
              stranger's tries count against its owner.
    """
    attempt = accounts.count_try("passkey", visitor, accounts.PASSKEYS, now=now)
    try:
        proof = passkeys.proof_in(answer)
        with transaction.atomic():
            passkeys.note_use(proof, now=now)
    except passkeys.Unproven as fault:
        raise PasskeyRefused() from fault
    attempt.forgive()
    return proof.user_id
