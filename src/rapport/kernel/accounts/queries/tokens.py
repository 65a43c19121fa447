"""Tokens, as far as somebody may look after them; their secrets are kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.permissions import MANAGE_TOKENS
from rapport.kernel.errors import N_, NotFound

HEAD = """
select t.id, t.uid, t.name, u.id, u.uid, u.name, array(select jsonb_array_elements_text(t.scopes)),
  t.rate, t.created_at, t.expires_at, t.last_used_at, t.ended_at
from access_token t join access_user u on u.id = t.user_id where """
GOOD = "t.ended_at is null and coalesce(t.expires_at > %s, true)"


@dataclass(frozen=True, slots=True)
class TokenCard:
    """A token: for whom, for what, until when, and when it was used last."""

    key: int
    id: UUID
    name: str
    user_key: int
    user_id: UUID
    user_name: str
    scopes: list[str]
    rate: int | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    ended_at: datetime | None

    def state(self, now: datetime) -> str:
        """Say whether the token is good: active, expired or ended."""
        if self.ended_at is not None:
            return "ended"
        return "expired" if self.expires_at is not None and self.expires_at <= now else "active"


def tokens_of(
    *, actor: Actor, limit: int = 50, before: int | None = None
) -> tuple[list[TokenCard], int | None]:
    """
    Return a page of the actor's tokens, of everybody's with the permission, the newest first.

    The second value is `before` of the next page; None when there is none.
    """
    where, values = _reached(actor)
    if before is not None:
        where, values = f"{where} and t.id < %s", [*values, before]
    found = _fetch(f"{HEAD}{where} order by t.id desc limit %s", [*values, limit + 1])
    shown = found[:limit]
    return shown, shown[-1].key if len(found) > limit else None


def count_active(*, actor: Actor, now: datetime) -> int:
    """Return how many of the tokens that the actor looks after let a program in."""
    where, values = _reached(actor)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select count(*) from access_token t where {where} and {GOOD}", [*values, now]
        )
        (count,) = cursor.fetchone()
    return int(count)


def token_card(token_uid: UUID, *, actor: Actor) -> TokenCard:
    """Return one token. Refuses NotFound, also for somebody else's without the permission."""
    where, values = _reached(actor)
    found = _fetch(f"{HEAD}{where} and t.uid = %s", [*values, token_uid])
    if not found:
        raise NotFound(entity=N_("Token"), id=str(token_uid))
    return found[0]


def token_uid_of(token_id: int) -> UUID:
    """Return the id of a token by its key; whoever asks has just made it, or comes in with it."""
    with connection.cursor() as cursor:
        cursor.execute("select uid from access_token where id = %s", [token_id])
        (uid,) = cursor.fetchone()
    return UUID(str(uid))


def _reached(actor: Actor) -> tuple[str, list[Any]]:
    if actor.sees_all or actor.may(MANAGE_TOKENS):
        return "true", []
    return "t.user_id = %s", [actor.user_id]


def _fetch(sql: str, values: list[Any]) -> list[TokenCard]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    return [TokenCard(*row) for row in rows]
