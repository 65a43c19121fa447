"""What the security page says of sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from rapport.front.shell.pure import machine_of
from rapport.kernel.accounts.queries import sign_in as queries
from rapport.kernel.accounts.words import Method
from rapport.kernel.errors import N_

HOW = {
    Method.PASSWORD: N_("by password"),
    Method.CODE: N_("by password and code"),
    Method.RECOVERY_CODE: N_("by password and recovery code"),
    Method.PASSKEY: N_("by passkey"),
    Method.OIDC: N_("by the firm's sign-in"),
}


@dataclass(frozen=True, slots=True)
class ShownSession:
    uid: UUID
    machine: str
    icon: str
    how: str
    address: str
    begun_at: datetime
    seen_at: datetime
    is_here: bool


def sessions(user_id: int, *, here: Any) -> list[ShownSession]:
    """Return where a person is signed in, in words."""
    return [_shown(row) for row in queries.sessions_of(user_id, here=here or "")]


def _shown(row: queries.SessionRow) -> ShownSession:
    machine, is_mobile = machine_of(row.agent)
    return ShownSession(
        uid=row.uid,
        machine=machine or _("An unknown browser"),
        icon="device-mobile" if is_mobile else "device-desktop",
        how=_(HOW.get(Method(row.method), "")),
        address=row.address,
        begun_at=row.begun_at,
        seen_at=row.seen_at,
        is_here=row.is_here,
    )
