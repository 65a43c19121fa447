"""Begin and end sessions: each browser's by itself, or all of a person at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.models import User
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.accounts.events import SessionEnded, SessionsEnded, SignedIn
from rapport.kernel.accounts.models import Session
from rapport.kernel.accounts.pure import address_or_none
from rapport.kernel.accounts.words import AGENT_LENGTH, Method, Visitor
from rapport.kernel.errors import N_, NotAllowed, NotFound
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, new_id

KEPT_FOR = timedelta(days=90)


@transaction.atomic
def begin_session(
    *,
    user_id: int,
    key: str,
    method: Method,
    visitor: Visitor,
    actor: Actor,
    now: datetime,
    rng: Chance,
) -> SignedIn:
    """
    Let somebody in who has shown who he is; `key` is the new session's, never an old one's.

    Refuses   NotAllowed: he may sign in no more.
    Tells     SignedIn.
    """
    user = User.objects.locked().filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotAllowed()
    session = Session(uid=new_id(now, rng), user=user, key=key, seen_at=now)
    session.set(method=method, agent=visitor.agent[:AGENT_LENGTH].replace("\x00", ""))
    session.address = address_or_none(visitor.address)
    session.save_changes(now=now)
    user.last_login = now
    user.save(update_fields=["last_login"])
    user.raise_version(now=now)
    entered = SignedIn(user_id=user.pk, session_epoch=user.session_epoch, occurred_at=now)
    details = {"method": method, "address": session.address or ""}
    return tell(entered, about=user, details=details, actor=actor, now=now)


@transaction.atomic
def end_session(*, session_uid: UUID, actor: Actor, now: datetime) -> SessionEnded:
    """
    End one session at once: its next request finds nobody signed in.

    Refuses   NotFound: also for somebody else's without the permission.
    Tells     SessionEnded.
    """
    session = Session.objects.locked().filter(uid=session_uid, ended_at=None).first()
    if session is None or not (session.user_id == actor.user_id or actor.may(MANAGE_USERS)):
        raise NotFound(entity=N_("Session"), id=str(session_uid))
    session.set(ended_at=now)
    session.save_changes(now=now)
    _close([session.key])
    ended = SessionEnded(session_id=session.pk, user_id=session.user_id, occurred_at=now)
    return tell(ended, about=session, changes=session.changes(), actor=actor, now=now)


def note_sign_out(*, key: str, actor: Actor, now: datetime) -> None:
    """End the session one sits in, if it is a known one."""
    session = Session.objects.filter(key=key, ended_at=None).first()
    if session is not None:
        end_session(session_uid=session.uid, actor=actor, now=now)


@transaction.atomic
def end_sessions(
    *, user_id: int, but: UUID | None = None, actor: Actor, now: datetime
) -> SessionsEnded:
    """
    End every session of a person at once, `but` the one he sits in.

    The door gives the session that stays the new epoch.
    """
    if actor.user_id != user_id:
        actor.must(MANAGE_USERS)
    user = User.objects.locked().filter(pk=user_id).first()
    if user is None:
        raise NotFound(entity=N_("User"), id=user_id)
    close_sessions(user, but=but, now=now)
    changes = user.save_changes(now=now)
    ended = SessionsEnded(user_id=user.pk, occurred_at=now)
    return tell(ended, about=user, changes=changes, actor=actor, now=now)


def close_sessions(user: User, *, but: UUID | None = None, now: datetime) -> None:
    """Raise the locked user's epoch, which his caller saves, and end what the list shows."""
    user.set(session_epoch=user.session_epoch + 1)
    open_ones = Session.objects.filter(user=user, ended_at=None)
    if but is not None:
        open_ones = open_ones.exclude(uid=but)
    keys = list(open_ones.values_list("key", flat=True))
    open_ones.update(ended_at=now, updated_at=now)
    _close(keys)


def note_session_seen(*, key: str, now: datetime) -> None:
    """Keep when a session was last used; not a change of it."""
    Session.objects.filter(key=key).update(seen_at=now)


def forget_sessions(*, now: datetime) -> int:
    """Delete expired sessions, and what is known of those that nobody used for 90 days."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    deleted, _ = Session.objects.filter(seen_at__lt=now - KEPT_FOR).delete()
    return deleted


def _close(keys: Iterable[str]) -> None:
    engine = import_module(settings.SESSION_ENGINE)
    for key in keys:
        engine.SessionStore(key).delete()
