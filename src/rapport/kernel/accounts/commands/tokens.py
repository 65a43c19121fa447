"""Make and end the keys with which programs come in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import connection, transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.models import Token, User
from rapport.kernel.access.permissions import MANAGE_TOKENS
from rapport.kernel.access.queries import reader_of
from rapport.kernel.access.scopes import read_scope
from rapport.kernel.accounts.events import TokenCreated, TokenEnded
from rapport.kernel.errors import N_, Invalid, NotAllowed, NotFound
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, new_id

USE_NOTED_EVERY = timedelta(minutes=5)
MOST_RATE = 1_000_000


class TokenOutranks(NotAllowed):
    sentence = N_("“{name}” may do more than you. Only who may do all of it can make this token.")


class TokenMakesNoTokens(NotAllowed):
    sentence = N_("A token makes no tokens. Sign in, or use the command line.")


class TokenEndsInThePast(Invalid):
    sentence = N_("The token would have ended already. Give a later day.")


class RateUnfit(Invalid):
    sentence = N_("A token may make from 1 to {most} requests a minute.")


@transaction.atomic
def create_token(
    *,
    user_id: int,
    name: str,
    scopes: Sequence[str] = (),
    expires_at: datetime | None = None,
    rate: int | None = None,
    actor: Actor,
    now: datetime,
    rng: Chance,
) -> tuple[TokenCreated, str]:
    """
    Make a token for a person; its secret is returned once and kept nowhere.

    Refuses   NotAllowed: for somebody else without the permission. TokenMakesNoTokens: else one
              that is narrowed would make a wide one. ScopeUnknown, TokenEndsInThePast, RateUnfit.
    Tells     TokenCreated.
    """
    if actor.kind == "token":
        raise TokenMakesNoTokens()
    if actor.user_id != user_id:
        actor.must(MANAGE_TOKENS)
    _check(scopes, expires_at, rate, now)
    if not User.objects.filter(pk=user_id, is_active=True).exists():
        raise NotFound(entity=N_("User"), id=user_id)
    _must_see_no_less(user_id, actor)
    secret = "rpt_" + secrets.token_urlsafe(32)
    token = Token(uid=new_id(now, rng), user_id=user_id, digest=sha256(secret.encode()).digest())
    token.set(name=name, scopes=sorted(set(scopes)), expires_at=expires_at, rate=rate)
    token.save_changes(now=now)
    created = TokenCreated(token_id=token.pk, user_id=user_id, occurred_at=now)
    tell(created, about=token, changes=token.changes(), actor=actor, now=now)
    return created, secret


@transaction.atomic
def end_token(*, token_uid: UUID, actor: Actor, now: datetime) -> TokenEnded:
    """End a token at once. Refuses NotFound, also for somebody else's without the permission."""
    token: Token | None = Token.objects.locked().filter(uid=token_uid).first()
    if token is None or not (token.user_id == actor.user_id or actor.may(MANAGE_TOKENS)):
        raise NotFound(entity=N_("Token"), id=str(token_uid))
    token.set(ended_at=now)
    changes = token.save_changes(now=now)
    ended = TokenEnded(token_id=token.pk, user_id=token.user_id, occurred_at=now)
    tell(ended, about=token, changes=changes, actor=actor, now=now)
    return ended


def _must_see_no_less(user_id: int, actor: Actor) -> None:
    """Who makes a token for somebody else holds its secret, and with it that person's rights."""
    other = reader_of(user_id) if actor.user_id != user_id else None
    if other is not None and not actor.sees_no_less_than(other.actor):
        raise TokenOutranks(name=other.actor.name)


def note_token_use(*, token_id: int, last_used_at: datetime | None, now: datetime) -> None:
    """Keep when a token was last used, at most every five minutes; not a change of it."""
    if last_used_at is not None and last_used_at >= now - USE_NOTED_EVERY:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """update access_token set last_used_at = %s
            where id = %s and coalesce(last_used_at < %s, true)""",
            [now, token_id, now - USE_NOTED_EVERY],
        )


def _check(
    scopes: Sequence[str], expires_at: datetime | None, rate: int | None, now: datetime
) -> None:
    for scope in scopes:
        read_scope(scope)
    if expires_at is not None and expires_at <= now:
        raise TokenEndsInThePast()
    if rate is not None and not 1 <= rate <= MOST_RATE:
        raise RateUnfit(most=MOST_RATE)
