"""
Codes of an authenticator application, and recovery codes.

allauth remembers a used code in Django's cache, which every process has for itself: with two web
processes a code could be used twice. Here the counter of the last code stands with the secret, and
a code of that counter or an earlier one is not taken again (RFC 6238, 5.2).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

import qrcode
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.contrib.auth import get_user_model

PERIOD = 30  # seconds
STEPS_ASIDE = 1  # a telephone's clock may be half a minute off
CODES, PASSKEY, RECOVERY = (
    Authenticator.Type.TOTP,
    Authenticator.Type.WEBAUTHN,
    Authenticator.Type.RECOVERY_CODES,
)


@dataclass(frozen=True, slots=True)
class Passkey:
    key: int
    name: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """With what somebody shows who he is, besides his password."""

    codes_since: datetime | None = None
    passkeys: tuple[Passkey, ...] = ()
    recovery_left: int | None = None

    @property
    def asks_twice(self) -> bool:
        """Whether a password alone does not let him in."""
        return self.codes_since is not None or bool(self.passkeys)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A QR code: a path on a square of so many modules."""

    size: int
    path: str


def factors_of(user_id: int) -> Factors:
    """Return what a person has set up."""
    rows = list(Authenticator.objects.filter(user_id=user_id).order_by("pk"))
    codes = next((row.created_at for row in rows if row.type == CODES), None)
    keys = tuple(
        Passkey(row.pk, row.data.get("name", ""), row.created_at, row.last_used_at)
        for row in rows
        if row.type == PASSKEY
    )
    left = next(
        (len(RecoveryCodes(r).get_unused_codes()) for r in rows if r.type == RECOVERY), None
    )
    return Factors(codes, keys, left)


def lock(user_id: int) -> None:
    """Let nobody else use or change this person's factors until the transaction ends."""
    get_user_model().objects.locked().filter(pk=user_id).first()


def new_secret() -> str:
    """Return a fresh secret for an authenticator application."""
    return generate_totp_secret()


def address_of(user_id: int, secret: str) -> str:
    """Return what the application reads: otpauth://…"""
    user = get_user_model().objects.get(pk=user_id)
    return str(get_adapter().build_totp_url(user, secret))


def drawing_of(text: str) -> Drawing:
    """Draw a text as a QR code."""
    code = qrcode.QRCode(border=2)
    code.add_data(text)
    matrix = code.get_matrix()
    dots = ((x, y) for y, row in enumerate(matrix) for x, is_dark in enumerate(row) if is_dark)
    return Drawing(len(matrix), "".join(f"M{x} {y}h1v1h-1z" for x, y in dots))


def counter_of(secret: str, code: str, *, after: int = -1, now: datetime) -> int | None:
    """Return the counter whose code this is, not one used before; None when it is none."""
    typed, here = _typed(code), int(now.timestamp()) // PERIOD
    for counter in range(here - STEPS_ASIDE, here + STEPS_ASIDE + 1):
        wanted = format_hotp_value(hotp_value(secret, counter))
        if counter > after and compare_digest(typed.encode(), wanted.encode()):
            return counter
    return None


def add_codes(user_id: int, secret: str, counter: int) -> None:
    """Keep the secret of an application whose code of that counter was just shown."""
    wrapped = TOTP.activate(get_user_model()(pk=user_id), secret)
    wrapped.instance.data["last"] = counter
    wrapped.instance.save(update_fields=["data"])


def use_code(user_id: int, code: str, *, now: datetime) -> bool:
    """Take a code once."""
    row = Authenticator.objects.select_for_update().filter(user_id=user_id, type=CODES).first()
    if row is None:
        return False
    secret = get_adapter().decrypt(row.data["secret"])
    counter = counter_of(secret, code, after=row.data.get("last", -1), now=now)
    if counter is None:
        return False
    row.data["last"], row.last_used_at = counter, now
    row.save(update_fields=["data", "last_used_at"])
    return True


def remove_codes(user_id: int) -> bool:
    """Forget the application; with the last factor the recovery codes go too."""
    deleted, _ = Authenticator.objects.filter(user_id=user_id, type=CODES).delete()
    forget_lone_recovery_codes(user_id)
    return bool(deleted)


def forget_lone_recovery_codes(user_id: int) -> None:
    rows = Authenticator.objects.filter(user_id=user_id)
    if not rows.exclude(type=RECOVERY).exists():
        rows.delete()


def remove_all(user_id: int) -> bool:
    """Forget everything but the password."""
    deleted, _ = Authenticator.objects.filter(user_id=user_id).delete()
    return bool(deleted)


def new_recovery_codes(user_id: int) -> list[str]:
    """Make ten codes, each good once, instead of those of before."""
    Authenticator.objects.filter(user_id=user_id, type=RECOVERY).delete()
    return list(RecoveryCodes.activate(get_user_model()(pk=user_id)).generate_codes())


def has_recovery_codes(user_id: int) -> bool:
    return Authenticator.objects.filter(user_id=user_id, type=RECOVERY).exists()


def use_recovery_code(user_id: int, code: str, *, now: datetime) -> bool:
    """Take a recovery code once; allauth locks the row."""
    row = Authenticator.objects.filter(user_id=user_id, type=RECOVERY).first()
    if row is None or not RecoveryCodes(row).validate_code(_typed(code)):
        return False
    Authenticator.objects.filter(pk=row.pk).update(last_used_at=now)
    return True


def _typed(code: str) -> str:
    """Figures as an input method for Chinese types them, and as people group them."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", code[:64]) if sign.isalnum())
