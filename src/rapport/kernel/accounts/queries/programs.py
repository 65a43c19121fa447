"""Keys with which programs come in, as an administrator sees them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.permissions import MANAGE_TOKENS

MOST = 500
# A day without a use is long for a program: what still works stands first, the newest of it.
_TOKENS = """
select t.uid, t.name, t.scopes, t.created_at, t.expires_at, t.last_used_at, t.ended_at,
  u.id, u.name, u.is_active and t.ended_at is null and coalesce(t.expires_at > %s, true) as works
from access_token t join access_user u on u.id = t.user_id
order by works desc, t.created_at desc, t.id desc limit %s"""


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token without its secret; no scopes: all that its user may."""

    uid: UUID
    name: str
    scopes: Sequence[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    ended_at: datetime | None
    user_id: int
    user: str
    works: bool


def tokens(*, actor: Actor, now: datetime, limit: int = MOST) -> list[TokenRow]:
    """Return everybody's tokens, those that work first. Refuses NotAllowed."""
    actor.must(MANAGE_TOKENS)
    with connection.cursor() as cursor:
        cursor.execute(_TOKENS, [now, limit])
        rows = cursor.fetchall()
    return [TokenRow(uid, name, _read(scopes), *rest) for uid, name, scopes, *rest in rows]


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
