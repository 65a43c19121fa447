"""The audit row as values for a statement: the one who writes an event writes it along."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.rows import Change, as_json
from rapport.kernel.web.logs import request_id

from .pure import Fact, digest_of, text_of

INSERT = """insert into audit (at, actor_id, name, entity, row_id, digest, salt, payload)
values (%s, %s, %s, %s, %s, %s, %s, %s)"""


def values_of(fact: Fact) -> tuple[Any, ...]:
    """Return the values for INSERT, under a salt of its own."""
    text, salt = text_of(fact), secrets.token_bytes(16)
    columns = fact.at, fact.actor_id, fact.name, fact.entity, fact.row_id
    return (*columns, digest_of(salt, text), salt, text)


def fact_of(
    name: str,
    *,
    entity: str = "",
    row_id: int | None = None,
    changes: Sequence[Change] = (),
    details: Mapping[str, Any] | None = None,
    actor: Actor,
    now: datetime,
) -> Fact:
    """Return what the audit will say about this act of the actor."""
    return Fact(
        name=name,
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        actor_name=actor.name,
        at=now,
        entity=entity,
        row_id=row_id,
        changes=[(c.field, as_json(c.before), as_json(c.after)) for c in changes],
        request=request_id(),
        details=as_json(details or {}),
    )
