"""A hub with real sockets in the test's database: a server in a thread, people signed in."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import uvicorn
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from websockets.sync.client import ClientConnection, connect

from rapport.kernel.access.actor import SYSTEM
from rapport.kernel.access.models import (
    BusinessUnit,
    Firm,
    Grant,
    Role,
    Team,
    Token,
    User,
    UserRole,
)
from rapport.kernel.access.permissions import permission
from rapport.kernel.access.words import Reach
from rapport.kernel.entities import registry
from rapport.kernel.entities.declare import Entity, Ownership
from rapport.kernel.events.bell import CHANNEL as BELL
from rapport.kernel.events.declare import event
from rapport.kernel.events.tell import tell
from rapport.kernel.live.socket import LiveDoor
from rapport.kernel.web.server.bridge import Bridge
from rapport.kernel.web.server.limits import Limits
from rapport.kernel.web.server.serve import listen
from tests.conftest import NOW

HOST = "127.0.0.1"
SEE_TEAMS = permission("tests.see_teams", "See teams (a test's own)")
TEAMS = Entity(
    name="tests.live_team",
    key="live-teams",
    table="access_team",
    label="Team",
    label_plural="Teams",
    title="{t}.name",
    view=SEE_TEAMS,
    change=SEE_TEAMS,
    owner=Ownership(public=True),
    fields=(),
    model="access.Team",
)


@event("tests.team_renamed.v1")
@dataclass(frozen=True, slots=True)
class TeamRenamed:
    team_id: int
    occurred_at: datetime


def a_firm() -> None:
    Firm.objects.get_or_create(
        only=True, defaults=_tracked(name="松河生活", zone="Asia/Taipei", language="en")
    )


def a_person(name: str, *permissions: str) -> User:
    """Return a user with a role of his own that has these permissions."""
    user = User.objects.create(**_tracked(username=name, name=name))
    role = Role.objects.create(**_tracked(name=name))
    UserRole.objects.create(user=user, role=role)
    for code in permissions:
        Grant.objects.create(role=role, permission=code, reach=Reach.ALL)
    return user


def a_team(name: str) -> Team:
    unit, _ = BusinessUnit.objects.get_or_create(name="House", defaults=_tracked())
    return Team.objects.create(**_tracked(name=name, unit=unit))


def rename(team: Team, name: str) -> None:
    """Do what a command does: write the row and tell of it, in one transaction."""
    with transaction.atomic():
        team.set(name=name)
        changes = team.save_changes(now=NOW)
        told = TeamRenamed(team_id=team.pk, occurred_at=NOW)
        tell(told, about=team, changes=changes, actor=SYSTEM, now=NOW)


def cookie_of(user: User) -> str:
    session = SessionStore()
    session["_auth_user_id"], session["epoch"] = str(user.pk), user.session_epoch
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def token_of(user: User) -> str:
    secret = uuid.uuid4().hex
    digest = sha256(secret.encode()).digest()
    Token.objects.create(**_tracked(user=user, name="program", digest=digest))
    return secret


def hub_listens() -> bool:
    """Tell whether a hub hears this database: before, it lets every screen look again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from pg_stat_activity where datname = current_database()"
            " and state = 'idle' and query = %s)",
            [f"listen {BELL}"],
        )
        return bool(cursor.fetchone()[0])


class LiveServer:
    """The bridge with the live door, in a thread of the test's own process."""

    def __init__(self) -> None:
        self._listener = listen(HOST, 0)
        self.port = int(self._listener.getsockname()[1])
        bridge = Bridge(lambda _, __: [], LiveDoor, limits=Limits())
        config = uvicorn.Config(
            bridge, ws="websockets-sansio", lifespan="on", log_config=None, loop="uvloop"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, daemon=True
        )
        self._thread.start()
        while not (self._server.started and hub_listens()):
            time.sleep(0.02)

    def connect(self, cookie: str = "", *, origin: str | None = None, **more: Any) -> Screen:
        headers = {"Cookie": cookie} if cookie else {}
        headers |= more.pop("headers", {})
        ours = f"http://{HOST}:{self.port}" if origin is None else origin
        path = more.pop("path", "/live/")
        peer = connect(
            f"ws://{HOST}:{self.port}{path}",
            origin=ours or None,
            additional_headers=headers,
            compression=None,
            open_timeout=10,
            legacy=True,
            **more,
        )
        return Screen(peer)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(15)


class Screen:
    """A browser's end of the socket."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def say(self, **message: Any) -> None:
        self.connection.send(json.dumps(message))

    def next(self, *, seconds: float = 5) -> dict[str, Any]:
        """Return the next message that is more than a new cursor."""
        while True:
            message: dict[str, Any] = json.loads(self.connection.recv(timeout=seconds))
            if set(message) != {"cursor"}:
                return message

    def first(self) -> str:
        """Return the cursor that a new socket is told."""
        return str(json.loads(self.connection.recv(timeout=5))["cursor"])

    def subscribe(self, *topics: str, since: str = "") -> dict[str, Any]:
        self.say(subscribe=list(topics), **({"since": since} if since else {}))
        return self.next()

    def hears_nothing(self, *, seconds: float = 0.5) -> bool:
        try:
            self.next(seconds=seconds)
        except TimeoutError:
            return True
        return False


@contextmanager
def live_teams() -> Iterator[None]:
    """Let teams be an entity for a while."""
    registry.declare(TEAMS)
    try:
        yield
    finally:
        registry._entities.pop(TEAMS.name)
        registry._wholes.pop(TEAMS.name, None)


def _tracked(**values: Any) -> dict[str, Any]:
    return {
        "uid": uuid.uuid4(),
        "created_at": NOW,
        "updated_at": NOW,
        **values,
    }
