"""
Keep a secret that must be read again: sealed with the key of the house, not with one in the table.

Who reads the database, or a backup without the key, learns nothing. Each use has a key of its own,
so that what is sealed for one cannot be passed off as another's.
"""

from __future__ import annotations

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from rapport.kernel.errors import N_, Unavailable


class SealBroken(Unavailable):
    sentence = N_("A stored secret cannot be read: it was sealed with another key of the house.")


def seal(text: str, *, use: str) -> str:
    """Return the text sealed for this use."""
    return _box(use, settings.SECRET_KEY).encrypt(text.encode()).decode()


def unseal(sealed: str, *, use: str) -> str:
    """Return what was sealed for this use. Refuses SealBroken."""
    try:
        return _box(use, settings.SECRET_KEY).decrypt(sealed.encode()).decode()
    except InvalidToken as fault:
        raise SealBroken() from fault


@cache
def _box(use: str, key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"rapport {use}".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(key.encode())))
