"""Who reads the large data: one who sees all, one of a team of 1 %, one with 0.1 % of his own."""

from __future__ import annotations

from typing import Any

# Keys of owners; each belongs to the team of his ten.
WHO = {"all": 5, "team": 15, "owner": 25}
ROLES = {"all": "administrator", "team": "sales", "owner": "own customers only"}
TEAM_OF_READER = 2


def let_in() -> None:
    """Give the three readers their roles; may be done again."""
    from rapport.kernel.access.actor import operator
    from rapport.kernel.access.models import Role, UserRole
    from rapport.kernel.access.permissions import permissions
    from rapport.kernel.access.words import Reach
    from rapport.kernel.accounts import commands as accounts
    from rapport.kernel.clock import dice, now

    who: dict[str, Any] = {"actor": operator("bench"), "now": now(), "rng": dice()}
    if not Role.objects.filter(name=ROLES["owner"]).exists():
        own = {code: Reach.OWN for code in permissions() if not code.startswith("access.")}
        accounts.save_role(name=ROLES["owner"], grants=own, **who)
    for reader, user_id in WHO.items():
        role = Role.objects.get(name=ROLES[reader])
        UserRole.objects.get_or_create(user_id=user_id, role=role)


def token_of(reader: str) -> dict[str, str]:
    """Return the header with which a program speaks for the reader; its key is a new one."""
    from rapport.kernel.access.actor import operator
    from rapport.kernel.accounts import commands as accounts
    from rapport.kernel.clock import dice, now

    _, secret = accounts.create_token(
        user_id=WHO[reader], name="bench", actor=operator("bench"), now=now(), rng=dice()
    )
    return {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}


def session_of(reader: str) -> dict[str, str]:
    """Return the cookie of a browser in which the reader is signed in."""
    from django.conf import settings
    from django.contrib.sessions.backends.db import SessionStore

    from rapport.kernel.access import queries as access

    found = access.reader_of(WHO[reader])
    assert found is not None
    session = SessionStore()
    session["_auth_user_id"], session["epoch"] = str(WHO[reader]), found.session_epoch
    session.save()
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}"}
