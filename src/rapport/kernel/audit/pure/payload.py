"""What an audit row says, as text that gives the same digest wherever it is computed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True)
class Fact:
    """
    One thing that was done.

    `name` is the wire name of the event, or of the act where there is no event. Columns of the row
    repeat entity, row, actor and name, so that they can be searched after the payload was erased.
    """

    name: str
    actor_kind: str
    actor_id: int | None
    actor_name: str
    at: datetime
    entity: str = ""
    row_id: int | None = None
    changes: Sequence[tuple[str, Any, Any]] = ()  # (field, before, after)
    request: str = ""  # the request, event or job in whose course it was done
    details: Mapping[str, Any] = field(default_factory=dict)


def text_of(fact: Fact) -> str:
    """Return the payload: JSON with sorted keys. People are known by id; only others by name."""
    actor: dict[str, Any] = {"kind": fact.actor_kind}
    if fact.actor_id is None:
        actor["name"] = fact.actor_name
    else:
        actor["id"] = fact.actor_id
    payload: dict[str, Any] = {"name": fact.name, "actor": actor, "at": fact.at.isoformat()}
    if fact.entity:
        payload |= {"entity": fact.entity, "row": fact.row_id}
    if fact.changes:
        payload["changes"] = [
            {"field": name, "before": before, "after": after}
            for name, before, after in fact.changes
        ]
    if fact.request:
        payload["request"] = fact.request
    if fact.details:
        payload["details"] = dict(fact.details)
    return json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def reading_of(text: str) -> dict[str, Any]:
    """Return the payload as it was written."""
    read: dict[str, Any] = json.loads(text)
    return read


def digest_of(salt: bytes, text: str) -> bytes:
    """Return what stays when payload and salt are erased; without the salt it tells nothing."""
    return sha256(salt + text.encode()).digest()
