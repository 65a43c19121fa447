"""The topics of the house itself: one record, and what concerns the person who is signed in."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import must_reach
from rapport.kernel.entities.registry import entity_by_key
from rapport.kernel.errors import N_, NotAllowed, NotFound
from rapport.kernel.live.declare import topic


@topic("record", N_("Changes of one record"), resumes=True)
def record_channel(key: str, *, actor: Actor) -> str:
    """Return the channel of "customers:UID". Refuses NotFound, NotAllowed."""
    entity_key, _, uid = key.partition(":")
    whole = entity_by_key(entity_key)
    row_id = _row_id(whole.base.table, uid)
    if row_id is None:
        raise NotFound(entity=whole.base.label, id=uid[:36])
    must_reach(whole.name, row_id, actor=actor)
    return record(whole.base.model.lower() or whole.name, row_id)


@topic("person", N_("What concerns yourself"))
def person_channel(key: str, *, actor: Actor) -> str:
    """Return the channel of the actor; the only key is "me". Refuses NotFound, NotAllowed."""
    if key != "me":
        raise NotFound()
    if actor.user_id is None:
        raise NotAllowed()
    return person(actor.user_id)


def record(aggregate: str, row_id: int) -> str:
    """Return the channel of a row as events name it: "parties.party", 17."""
    return f"record:{aggregate}:{row_id}"


def person(user_id: int) -> str:
    """Return the channel of a user."""
    return f"person:{user_id}"


def _row_id(table: str, uid: str) -> int | None:
    try:
        asked = UUID(uid)
    except ValueError:
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"select id from {table} where uid = %s", [asked])
        row = cursor.fetchone()
    return row[0] if row else None
