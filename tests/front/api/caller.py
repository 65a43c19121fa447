"""A program that calls the interface with a token."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from rapport.kernel.access.actor import Actor
from rapport.kernel.accounts import commands as accounts
from tests.makers import DICE, NOW, OPERATOR

ROOT = "/api/v1"


class Caller:
    """Calls /api/v1 for an actor; answers are Django's, with `json()`."""

    def __init__(
        self,
        actor: Actor,
        *,
        scopes: Sequence[str] = (),
        expires_at: datetime | None = None,
        rate: int | None = None,
        language: str = "en",
    ) -> None:
        assert actor.user_id is not None
        _, self.secret = accounts.create_token(
            user_id=actor.user_id,
            name="tests",
            scopes=scopes,
            expires_at=expires_at,
            rate=rate,
            actor=OPERATOR,
            now=min(NOW, expires_at - timedelta(days=1)) if expires_at else NOW,
            rng=DICE,
        )
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {self.secret}", "Accept-Language": language}

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(ROOT + path, query, headers=self.headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a body as JSON (bytes as they are); `if_match` and `idempotency_key` are headers."""
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.generic(
            method,
            ROOT + path,
            content if body is not None else b"",
            content_type="application/json",
            headers={**self.headers, **named},
        )

    def filtered(self, key: str, tree: Any, **more: Any) -> Any:
        return self.get(f"/{key}", filter=json.dumps(tree), **more)
