"""What people call rows that are known by their ids, for filters and sentences."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope
from rapport.kernel.entities.registry import entity


def titles(entity_name: str, uids: Collection[UUID], *, actor: Actor) -> dict[UUID, str]:
    """Return the titles of those rows that the actor sees; others are left out."""
    whole = entity(entity_name)
    if not uids or not actor.may(whole.base.view):
        return {}
    title = whole.base.title.format(t="t")
    seen = live_scope(whole, actor)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select t.uid, {title} from {whole.base.table} t"
            f" where t.uid = any(%s) and {seen.text}",
            [list(uids), *seen.params],
        )
        return dict(cursor.fetchall())
