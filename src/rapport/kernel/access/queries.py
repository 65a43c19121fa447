"""Reading who somebody is and what he may do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import connection

from rapport.kernel.entities.registry import hidden_with
from rapport.kernel.prepared import Row, row_of

from .actor import NOTHING, Actor
from .scopes import narrowed
from .words import Reach

_ACTOR = """
select {more}u.id, u.name, u.session_epoch, u.theme, u.density, u.single_keys, u.username,
  coalesce(nullif(u.language, ''), f.language), coalesce(nullif(u.zone, ''), f.zone),
  f.region, f.currency, f.name,
  array(select ut.team_id::int8 from access_user_team ut where ut.user_id = u.id order by 1),
  array(with recursive below as (
      select t.unit_id as id from access_user_team ut join access_team t on t.id = ut.team_id
      where ut.user_id = u.id
      union select b.id from access_businessunit b join below on b.parent_id = below.id)
    select id::int8 from below order by 1),
  coalesce((select json_agg(json_build_array(g.permission, g.reach)) from access_userrole ur
    join access_grant g on g.role_id = ur.role_id where ur.user_id = u.id), '[]'),
  array(select r.denied_fields from access_userrole ur join access_role r on r.id = ur.role_id
    where ur.user_id = u.id)
from access_user u cross join access_firm f {of} where u.is_active and {which}"""
_BY_KEY = _ACTOR.format(more="", of="", which="u.id = %s")
_BY_TOKEN = _ACTOR.format(
    more="t.id, t.last_used_at, t.scopes, t.rate, ",
    of="join access_token t on t.user_id = u.id",
    which="t.ended_at is null and coalesce(t.expires_at > %s, true) and {which}",
)
_BY_SECRET, _BY_TOKEN_KEY = (
    _BY_TOKEN.format(which=which) for which in ("t.digest = %s", "t.id = %s")
)


@dataclass(frozen=True, slots=True)
class Reader:
    """An actor with the habits of his screen; a token's with what it narrows, and from what."""

    actor: Actor
    username: str
    firm: str
    session_epoch: int
    theme: str
    density: str
    single_keys: bool
    scopes: tuple[str, ...] = ()
    users_reach: Mapping[str, Reach] = field(default_factory=lambda: NOTHING)
    rate: int | None = None  # requests a minute; None: what everybody has

    def on(self, resource: str) -> Actor:
        """Return the actor as far as the token's scopes go on this resource."""
        if not self.scopes:
            return self.actor
        return replace(self.actor, reach=narrowed(self.users_reach, self.scopes, resource))


@dataclass(frozen=True, slots=True)
class FirmCard:
    name: str
    zone: str
    currency: str
    language: str
    region: str
    fiscal_start_month: int


def reader_of(user_id: int) -> Reader | None:
    """Return the active user as an actor, in one statement; None when there is no such user."""
    row = row_of(_BY_KEY, [user_id])
    return _reader(row) if row else None


class Bearer(NamedTuple):
    """Whom a token speaks for, the token's key, and when it spoke last."""

    reader: Reader
    token_id: int
    last_used_at: datetime | None


def reader_of_token(secret: str, *, now: datetime) -> Bearer | None:
    """Return whom a token speaks for, in one statement; None when it is not good now."""
    return _bearer(row_of(_BY_SECRET, [now, sha256(secret.encode()).digest()]))


def reader_of_token_key(token_id: int, *, now: datetime) -> Reader | None:
    """Return whom a token speaks for that began something earlier; None when it ended since."""
    found = _bearer(row_of(_BY_TOKEN_KEY, [now, token_id]))
    return found.reader if found else None


def _bearer(row: Row | None) -> Bearer | None:
    if row is None:
        return None
    token_id, last_used_at, scopes, rate = row[:4]
    return Bearer(_of_token(_reader(row[4:]), tuple(_json(scopes)), rate), token_id, last_used_at)


def firm() -> FirmCard | None:
    """Return the firm of this database; None before one was founded."""
    row = row_of(
        "select name, zone, currency, language, region, fiscal_start_month from access_firm"
    )
    return FirmCard(*row) if row else None


def user_id_of(username: str) -> int | None:
    """Return the key of the active user of that sign-in name; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from access_user where lower(username) = lower(%s) and is_active",
            [username],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _reader(row: Row) -> Reader:
    (user_id, name, epoch, theme, density, single_keys, username, language, zone) = row[:9]
    region, currency, firm_name, teams, units, grants, denied = row[9:]
    actor = Actor(
        kind="user",
        name=name,
        user_id=user_id,
        reach=_reaches(_json(grants)),
        team_ids=tuple(teams),
        unit_ids=tuple(units),
        denied_fields=hidden_with(_denied_by_every_role([_json(fields) for fields in denied])),
        language=language,
        zone=zone,
        region=region,
        currency=currency,
    )
    return Reader(actor, username, firm_name, epoch, theme, density, single_keys)


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _reaches(grants: list[tuple[str, int]]) -> dict[str, Reach]:
    found: dict[str, Reach] = {}
    for permission, reach in grants:
        found[permission] = max(found.get(permission, Reach.NONE), Reach(reach))
    return found


def _denied_by_every_role(fields: list[list[str]]) -> frozenset[str]:
    if not fields:
        return frozenset()
    return frozenset.intersection(*(frozenset(role) for role in fields))


def _of_token(reader: Reader, scopes: tuple[str, ...], rate: int | None) -> Reader:
    reach = reader.actor.reach
    actor = replace(reader.actor, kind="token", reach=narrowed(reach, scopes))
    return replace(reader, actor=actor, scopes=scopes, users_reach=reach, rate=rate)
