"""Requests that may be repeated: the same key gives the same event, and the command runs once."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar, cast

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, Conflict, Invalid

from .declare import kind_named, kind_of
from .pure import to_json

F = TypeVar("F", bound=Callable[..., Any])
KEPT_FOR = timedelta(days=30)
NOT_ARGUMENTS = frozenset({"actor", "now", "rng", "request_key"})
LONGEST_KEY = 200
TAKE = """insert into request_key (actor, command, key, digest, event_name, created_at)
values (%s, %s, %s, %s, '', %s) on conflict (actor, command, key) do nothing"""
SEEN = """select digest, event_name, event_body from request_key
where actor = %s and command = %s and key = %s"""
KEEP = """update request_key set event_name = %s, event_body = %s
where actor = %s and command = %s and key = %s"""


class RequestKeyTaken(Conflict):
    sentence = N_("This request key was used for something else. Take a new key.")


class RequestKeyUnfit(Invalid):
    sentence = N_("A request key has 1 to {longest} characters.")


def once(command: F | None = None, *, besides: tuple[str, ...] = ()) -> Any:
    """
    Let a command take `request_key`: unique per actor and command, kept 30 days.

    The command itself need not know of it. A key with the same arguments returns the event of the
    first time, with others it refuses; a refused command leaves the key free. `besides` names
    arguments that a repeated request makes afresh, such as the uid a door draws.

    Refuses   RequestKeyTaken, RequestKeyUnfit.
    """

    def keep(inner: F) -> F:
        name = f"{inner.__module__.rpartition('.commands')[0]}.{inner.__name__}"
        ignored = NOT_ARGUMENTS | set(besides)

        @wraps(inner)
        def kept(*, request_key: str | None = None, **given: Any) -> Any:
            if request_key is None:
                return inner(**given)
            if not 1 <= len(request_key) <= LONGEST_KEY:
                raise RequestKeyUnfit(longest=LONGEST_KEY)
            asked = {key: value for key, value in given.items() if key not in ignored}
            digest = sha256(json.dumps(to_json(asked), sort_keys=True).encode()).digest()
            place = (_who(given["actor"]), name, request_key)
            with transaction.atomic():
                return _first_or_same(place, digest, given["now"], lambda: inner(**given))

        kept.__signature__ = _with_key(inner)  # type: ignore[attr-defined]
        return cast("F", kept)

    return keep if command is None else keep(command)


def cut_request_keys(*, now: datetime) -> int:
    """Forget the keys that are older than 30 days; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("delete from request_key where created_at < %s", [now - KEPT_FOR])
        return cursor.rowcount


def _first_or_same(
    place: tuple[str, str, str], digest: bytes, now: datetime, act: Callable[[], Any]
) -> Any:
    """The unique index makes a second request wait for the first one's commit."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [*place, digest, now])
        if cursor.rowcount:
            event = act()
            kind = kind_of(type(event))
            told: list[Any] = [kind.wire_name, Jsonb(kind.codec.encode(event))]
            cursor.execute(KEEP, [*told, *place])
            return event
        cursor.execute(SEEN, place)
        known, event_name, body = cursor.fetchone()
    if bytes(known) != digest:
        raise RequestKeyTaken(key=place[2])
    seen = kind_named(event_name)
    if seen is None:
        raise RequestKeyTaken(key=place[2])  # kept by a version that told another event
    return seen.codec.decode(_object(body))


def _object(body: str | Mapping[str, Any]) -> Mapping[str, Any]:
    return json.loads(body) if isinstance(body, str) else body


def _who(actor: Actor) -> str:
    return f"user:{actor.user_id}" if actor.user_id is not None else actor.audit_name


def _with_key(command: Callable[..., Any]) -> inspect.Signature:
    signature = inspect.signature(command)
    key = inspect.Parameter(
        "request_key", inspect.Parameter.KEYWORD_ONLY, default=None, annotation="str | None"
    )
    others = [p for p in signature.parameters.values() if p.name != "request_key"]
    return signature.replace(parameters=[*others, key])
