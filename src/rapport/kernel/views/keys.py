"""From the id by which the outside names a row to its key, and back."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope, scope
from rapport.kernel.entities.registry import entity
from rapport.kernel.entities.sql import Sql, all_of
from rapport.kernel.errors import N_, Invalid, NotFound
from rapport.kernel.prepared import row_of


class ReferenceUnknown(Invalid):
    sentence = N_("{field}: there is no record with the id {id} that you can see.")


def key_of(entity_name: str, uid: UUID, *, actor: Actor, binned: bool = False) -> int:
    """
    Return the key of a row that the actor sees; with `binned` also of one in the recycle bin.

    Refuses   NotFound.
    """
    whole = entity(entity_name)
    seen = scope(whole, actor) if binned else live_scope(whole, actor)
    where = all_of([Sql("t.uid = %s", (uid,)), seen])
    row = row_of(f"select t.id from {whole.base.table} t where {where.text}", where.params)
    if row is None:
        raise NotFound(entity=whole.base.label, id=str(uid))
    return int(row[0])


def key_named(field: str, entity_name: str, uid: UUID | None, *, actor: Actor) -> int | None:
    """
    Return the key of a row that a field of what was sent refers to; None of no reference.

    Refuses   ReferenceUnknown.
    """
    if uid is None:
        return None
    try:
        return key_of(entity_name, uid, actor=actor)
    except NotFound:
        raise ReferenceUnknown(field=field, id=str(uid)) from None


def uid_of(entity_name: str, key: int) -> UUID:
    """Return the id of a row by its key; whoever asks has just written the row."""
    table = entity(entity_name).base.table
    row = row_of(f"select uid from {table} where id = %s", [key])
    if row is None:
        raise NotFound(entity=entity(entity_name).base.label, id=key)
    found: UUID = row[0]
    return found


def keys_named(
    field: str, entity_name: str, uids: Iterable[UUID], *, actor: Actor
) -> dict[UUID, int]:
    """
    Return the keys of rows that fields of what was sent refer to, by one statement.

    Refuses   ReferenceUnknown: one of them is not there, or not seen.
    """
    wanted = list(dict.fromkeys(uids))
    whole = entity(entity_name)
    where = all_of([Sql("t.uid = any(%s)", (wanted,)), live_scope(whole, actor)])
    with connection.cursor() as cursor:
        cursor.execute(
            f"select t.uid, t.id from {whole.base.table} t where {where.text}", where.params
        )
        found: dict[UUID, int] = dict(cursor.fetchall())
    for uid in wanted:
        if uid not in found:
            raise ReferenceUnknown(field=field, id=str(uid))
    return found
