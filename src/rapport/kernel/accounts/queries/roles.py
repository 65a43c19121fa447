"""Roles with their grants, and who has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.access.words import Reach
from rapport.kernel.errors import N_, NotFound

_ROLES = """
select r.uid, r.version, r.name, r.denied_fields,
  coalesce((select json_object_agg(g.permission, g.reach) from access_grant g
    where g.role_id = r.id), '{}'),
  array(select p.name from access_userrole ur join access_user p on p.id = ur.user_id
    where ur.role_id = r.id order by p.is_active desc, lower(p.name))
from access_role r order by lower(r.name), r.id"""


@dataclass(frozen=True, slots=True)
class RoleRow:
    uid: UUID
    version: int
    name: str
    denied_fields: frozenset[str]
    grants: Mapping[str, Reach]
    people: tuple[str, ...]


def roles(*, actor: Actor) -> list[RoleRow]:
    """Return all roles by name. Refuses NotAllowed."""
    actor.must(MANAGE_USERS)
    with connection.cursor() as cursor:
        cursor.execute(_ROLES)
        rows = cursor.fetchall()
    return [
        RoleRow(
            uid,
            version,
            name,
            frozenset(_read(denied)),
            {code: Reach(reach) for code, reach in _read(grants).items()},
            tuple(people),
        )
        for uid, version, name, denied, grants, people in rows
    ]


def role(uid: UUID, *, actor: Actor) -> RoleRow:
    """Return one role. Refuses NotAllowed, NotFound."""
    for row in roles(actor=actor):
        if row.uid == uid:
            return row
    raise NotFound(entity=N_("Role"), id=str(uid))


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
