"""Who the caller is, and what he may do."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from rapport.kernel.accounts.queries.tokens import token_card, token_uid_of
from rapport.kernel.views.keys import uid_of
from rapport.kernel.views.resources import as_json
from rapport.kernel.views.schemas import Referred, reads
from rapport.kernel.views.wire import plain

router = Router()


class OwnToken(Schema):
    """The token by which the caller came in."""

    id: UUID
    name: str
    scopes: list[str] = Field(description="Empty: all that its user may do.")
    expires_at: datetime | None = None


class WhoAsks(Schema):
    """Who asks, in which language and zone, and how far each permission goes."""

    user: Referred
    firm: str
    language: str
    zone: str
    permissions: dict[str, str] = Field(examples=[{"parties.view": "team"}])
    token: OwnToken | None = None


@router.get("", **reads(WhoAsks, "Who you are and what you may do"))
def read_me(request: Any) -> HttpResponse:
    """Tell who the caller is, how far each permission goes, and what his token may do."""
    reader, actor = request.reader, request.reader.actor
    token_id = getattr(request, "token_id", None)
    return as_json(
        {
            "user": {"id": str(uid_of("access.user", actor.user_id)), "title": actor.name},
            "firm": reader.firm,
            "language": actor.language,
            "zone": actor.zone,
            "permissions": {code: far.name.lower() for code, far in sorted(actor.reach.items())},
            "token": _token(token_id, actor) if token_id is not None else None,
        }
    )


def _token(token_id: int, actor: Any) -> dict[str, Any]:
    card = token_card(token_uid_of(token_id), actor=actor)
    return {
        "id": str(card.id),
        "name": card.name,
        "scopes": list(card.scopes),
        "expires_at": plain(card.expires_at) if card.expires_at else None,
    }
