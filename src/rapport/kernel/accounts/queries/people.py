"""Colleagues as an administrator sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.errors import N_, NotFound

MOST = 500
_PEOPLE = """
select u.id, u.uid, u.version, u.username, u.name, u.email, u.language, u.zone, u.is_active,
  u.password <> '' and u.password not like '!%%', u.last_login, u.created_at,
  array(select r.name from access_userrole ur join access_role r on r.id = ur.role_id
    where ur.user_id = u.id order by 1),
  array(select t.name from access_user_team ut join access_team t on t.id = ut.team_id
    where ut.user_id = u.id order by 1)
from access_user u where {where} order by u.is_active desc, lower(u.name), u.id limit %s"""
_STATES = {"active": " and u.is_active", "gone": " and not u.is_active"}
_COUNTS = """select count(*) filter (where is_active), count(*) filter (where not is_active)
from access_user"""

# What stands for a field that a rule hides.
BLANKS: dict[str, Any] = {
    "username": "",
    "email": "",
    "language": "",
    "zone": "",
    "is_active": None,
    "last_login": None,
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """
    One colleague; `has_password` tells whether he can sign in by one at all.

    What a rule hides from the reader is blank, and None for what is yes or no.
    """

    user_id: int
    uid: UUID
    version: int
    username: str
    name: str
    email: str
    language: str
    zone: str
    is_active: bool | None
    has_password: bool
    last_login: datetime | None
    created_at: datetime
    roles: Sequence[str]
    teams: Sequence[str]


def people(*, actor: Actor, words: str = "", state: str = "", limit: int = MOST) -> list[PersonRow]:
    """
    Return colleagues, those who can sign in first; `state`: active, gone, or both.

    Refuses   NotAllowed.
    """
    actor.must(MANAGE_USERS)
    like = "%" + words.strip().replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
    named = ["name", *(column for column in ("username", "email") if sees(column, actor))]
    where = "(" + " or ".join(f"u.{column} ilike %s" for column in named) + ")"
    if sees("is_active", actor):
        where += _STATES.get(state, "")
    return _read(where, [*([like] * len(named)), limit], actor)


def person(uid: UUID, *, actor: Actor) -> PersonRow:
    """Return one colleague. Refuses NotAllowed, NotFound."""
    actor.must(MANAGE_USERS)
    found = _read("u.uid = %s", [uid, 1], actor)
    if not found:
        raise NotFound(entity=N_("User"), id=str(uid))
    return found[0]


def person_of(user_id: int, *, actor: Actor) -> PersonRow:
    """Return the colleague of that key. Refuses NotAllowed, NotFound."""
    actor.must(MANAGE_USERS)
    found = _read("u.id = %s", [user_id, 1], actor)
    if not found:
        raise NotFound(entity=N_("User"), id=user_id)
    return found[0]


def counts_of_people(*, actor: Actor) -> tuple[int, int]:
    """Return how many can sign in, and how many no longer. Refuses NotAllowed."""
    actor.must(MANAGE_USERS)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        active, gone = cursor.fetchone()
    return active, gone


def sees(name: str, actor: Actor) -> bool:
    """Whether a rule lets the actor see this field of colleagues."""
    return actor.sees_field("access.user", name)


def _read(where: str, values: list[Any], actor: Actor) -> list[PersonRow]:
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE.format(where=where), values)
        rows = cursor.fetchall()
    hidden = {name: blank for name, blank in BLANKS.items() if not sees(name, actor)}
    found = [PersonRow(*row) for row in rows]
    return [replace(row, **hidden) for row in found] if hidden else found
