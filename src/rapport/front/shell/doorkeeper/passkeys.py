"""
Passkeys: WebAuthn by fido2, its challenge in the session, its keys in allauth's table.

Asked for is a key that knows its owner (resident) and has him prove himself to it by finger, face
or figure: it stands for name, password and code together. A challenge is good once, whether it was
met or not.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from fido2.utils import websafe_decode

from .factors import PASSKEY, forget_lone_recovery_codes

LONGEST = 20_000
NAME_LENGTH = 60
# What fido2 and its decoders raise for data that was made up.
MADE_UP = (
    ValidationError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    OverflowError,
    RecursionError,
    struct.error,
)


class Unproven(Exception):
    """What the browser sent does not answer the challenge."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Whose key answered, and which of his keys it was."""

    user_id: int
    key: int
    count: int


def challenge_for_a_new_one(user_id: int) -> dict[str, Any]:
    """Return what the browser needs to make a passkey for the person."""
    user = get_user_model().objects.get(pk=user_id)
    return _plain(auth.begin_registration(user, passwordless=True))


def add(user_id: int, name: str, answer: str) -> None:
    """Keep the passkey that answers the challenge. Raises Unproven."""
    with _judged():
        credential = _read(answer)
        auth.parse_registration_response(credential)
        auth.complete_registration(credential)
    user = get_user_model()(pk=user_id)
    auth.WebAuthn.add(user, name.strip()[:NAME_LENGTH], credential)


def challenge() -> dict[str, Any]:
    """Return what the browser needs to ask for whatever passkey of this house it has."""
    return _plain(auth.begin_authentication(None))


def proof_in(answer: str) -> Proof:
    """Return whose passkey answered the challenge. Raises Unproven."""
    with _judged():
        response = _read(answer)
        read = auth.parse_authentication_response(response)
        uid = UUID(bytes=websafe_decode(response["response"]["userHandle"]))
        user = get_user_model().objects.filter(uid=uid, is_active=True).first()
        if user is None:
            raise ValueError("nobody has that handle")
        row = auth.complete_authentication(user, response)
        return Proof(user.pk, row.pk, read.response.authenticator_data.counter)


def note_use(proof: Proof, *, now: datetime) -> None:
    """
    Keep when a passkey was used. Raises Unproven when its count went back.

    A key that counts and says a number it said before has been copied (WebAuthn, 6.1.1).
    """
    row = Authenticator.objects.select_for_update().get(pk=proof.key)
    last = row.data.get("count", 0)
    if (proof.count or last) and proof.count <= last:
        raise Unproven()
    row.data["count"], row.last_used_at = proof.count, now
    row.save(update_fields=["data", "last_used_at"])


def remove(user_id: int, key: int) -> bool:
    """Forget a passkey of the person; with the last factor the recovery codes go too."""
    rows = Authenticator.objects.filter(user_id=user_id, type=PASSKEY, pk=key)
    deleted, _ = rows.delete()
    forget_lone_recovery_codes(user_id)
    return bool(deleted)


@contextmanager
def _judged() -> Iterator[None]:
    try:
        yield
    except MADE_UP as fault:
        raise Unproven() from fault
    finally:
        auth.clear_state()


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST:
        raise ValueError("too long")
    found = json.loads(answer)
    if not isinstance(found, dict):
        raise TypeError("no credential")
    return found


def _plain(options: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(options))
    return found
