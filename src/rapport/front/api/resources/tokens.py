"""Tokens: what programs come in with. Made by people who signed in, never by another token."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.queries.tokens import (
    TokenCard,
    token_card,
    token_uid_of,
    tokens_of,
)
from rapport.kernel.clock import dice
from rapport.kernel.views.keys import key_named
from rapport.kernel.views.resources import ROOT, as_json, nothing
from rapport.kernel.views.schemas import Referred, does, reads
from rapport.kernel.views.wire import plain
from rapport.kernel.web.bodies import Body, Instant, Place, text
from rapport.kernel.web.cursors import CursorNotUnderstood, read_cursor, write_cursor

router = Router()
ScopeText = Annotated[str, text(80, ..., shortest=3)]


class NewToken(Body):
    """For what the token is, what it may do, and until when."""

    name: str = text(120, ..., shortest=1, examples=["Warehouse nightly"])
    scopes: list[ScopeText] = Field(
        [],
        max_length=100,
        description="`RESOURCE:read` or `RESOURCE:write`, with `:own`, `:team`, `:unit` for how "
        "far; `*` for each resource; or a permission's code. Empty: all that its user may do.",
        examples=[["customers:read", "orders:write:team"]],
    )
    expires_at: Instant | None = None
    rate: int | None = Field(None, ge=1, le=1_000_000, description="Requests a minute.")
    user: UUID | None = Field(None, description="For whom; you, when nobody is named.")


class TokenShown(Schema):
    """A token; its secret is shown once, when it is made."""

    id: UUID
    name: str
    user: Referred
    scopes: list[str]
    rate: int | None = None
    state: str = Field(description="One of active, expired, ended.")
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = Field(None, description="To within five minutes.")
    ended_at: datetime | None = None


class TokenMade(TokenShown):
    """A new token with its secret."""

    secret: str = Field(description="Shown now and never again.", examples=["rpt_…"])


class TokensPage(Schema):
    items: list[TokenShown]
    next: str | None = None


@router.get("", **reads(TokensPage, "Tokens"))
def list_tokens(request: Any, place: Query[Place]) -> HttpResponse:
    """Give your tokens, with the right to manage tokens everybody's, the newest first."""
    before = _place(place.after) if place.after else None
    cards, after = tokens_of(actor=request.actor, limit=place.limit, before=before)
    items = [_shown(card, request.now) for card in cards]
    return as_json({"items": items, "next": write_cursor(["tokens", after]) if after else None})


@router.post("", **does(TokenMade, "Make a token", status=201))
def create_token(request: Any, body: NewToken) -> HttpResponse:
    """Make a token. A token makes none: sign in for it, or use the command line."""
    user_id = key_named("user", "access.user", body.user, actor=request.actor)
    made, secret = accounts.create_token(
        user_id=user_id or request.actor.user_id,
        name=body.name,
        scopes=body.scopes,
        expires_at=body.expires_at,
        rate=body.rate,
        actor=request.actor,
        now=request.now,
        rng=dice(),
    )
    card = token_card(token_uid_of(made.token_id), actor=request.actor)
    response = as_json({**_shown(card, request.now), "secret": secret}, status=201)
    response["Location"] = f"{ROOT}/tokens/{card.id}"
    return response


@router.get("/{uuid:uid}", **reads(TokenShown, "Token"))
def read_token(request: Any, uid: UUID) -> HttpResponse:
    """Give one token: what it may do, until when, and when it was used last."""
    return as_json(_shown(token_card(uid, actor=request.actor), request.now))


@router.delete("/{uuid:uid}", **does(None, "End a token", status=204))
def end_token(request: Any, uid: UUID) -> HttpResponse:
    """End a token at once; what has ended stays ended."""
    accounts.end_token(token_uid=uid, actor=request.actor, now=request.now)
    return nothing()


def _place(after: str) -> int:
    place = read_cursor(after)
    if not isinstance(place, list) or place[:1] != ["tokens"]:
        raise CursorNotUnderstood()
    return int(place[1])


def _shown(card: TokenCard, now: datetime) -> dict[str, Any]:
    return {
        "id": str(card.id),
        "name": card.name,
        "user": {"id": str(card.user_id), "title": card.user_name},
        "scopes": list(card.scopes),
        "rate": card.rate,
        "state": card.state(now),
        "created_at": plain(card.created_at),
        "expires_at": plain(card.expires_at) if card.expires_at else None,
        "last_used_at": plain(card.last_used_at) if card.last_used_at else None,
        "ended_at": plain(card.ended_at) if card.ended_at else None,
    }
