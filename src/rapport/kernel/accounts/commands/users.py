"""Create people, change what they prefer, and let them go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.models import Role, Team, User, UserRole
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.accounts.events import UserChanged, UserCreated
from rapport.kernel.errors import N_, Conflict, Invalid, NotFound
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, new_id

from .administrators import an_administrator_is_left
from .fitness import fit_person
from .passwords import hash_password, names_of
from .sessions import close_sessions

PREFERENCES = {
    "language": tuple(code for code, _ in settings.LANGUAGES),
    "theme": ("auto", "light", "dark"),
    "density": ("compact", "normal", "roomy"),
    "single_keys": (True, False),
}


class UsernameTaken(Conflict):
    sentence = N_("Somebody already signs in as {username}. Choose another name.")


class PreferenceUnknown(Invalid):
    sentence = N_("{name} cannot be set to {value}.")


class RoleUnknown(NotFound):
    sentence = N_("There is no role called {name}.")


@dataclass(frozen=True, slots=True)
class NewUser:
    """
    Who is to sign in: name, first password, roles and teams by name, habits of the screen.

    hashed    the first password as `hash_password` made it, where many have the same one.
    """

    username: str
    name: str
    password: str | None = None
    hashed: str = ""
    roles: Sequence[str] = ()
    teams: Sequence[str] = ()
    habits: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def create_user(*, new: NewUser, actor: Actor, now: datetime, rng: Chance) -> UserCreated:
    """
    Create a person who can sign in; without a password only once one is set.

    Refuses   UsernameTaken, WeakPassword, RoleUnknown, and what `fit_person` refuses.
    Tells     UserCreated.
    """
    actor.must(MANAGE_USERS)
    values = fit_person(new.username, new.name, new.habits)
    if User.objects.filter(username__iexact=values["username"]).exists():
        raise UsernameTaken(username=values["username"])
    user = User(uid=new_id(now, rng))
    user.set(**values)
    user.password = new.hashed or hash_password(new.password, about=names_of(user))
    user.save_changes(now=now)
    _join(user, new.roles, new.teams)
    created = UserCreated(user_id=user.pk, occurred_at=now)
    tell(created, about=user, changes=user.changes(), actor=actor, now=now)
    return created


@transaction.atomic
def deactivate_user(*, user_id: int, actor: Actor, now: datetime) -> UserChanged:
    """
    Let a person sign in no more; what he did stays his.

    Refuses   NotAllowed, NotFound, LastAdministrator.
    """
    actor.must(MANAGE_USERS)
    with an_administrator_is_left():
        user = _locked(user_id)
        user.set(is_active=False)
        close_sessions(user, now=now)
        return _changed(user, actor=actor, now=now)


@transaction.atomic
def change_preferences(
    *, preferences: Mapping[str, Any], actor: Actor, now: datetime
) -> UserChanged:
    """Change one's own language, zone, theme, density or keys. Refuses PreferenceUnknown."""
    for name, value in preferences.items():
        if not _is_known(name, value):
            raise PreferenceUnknown(name=name, value=str(value)[:40])
    user = _locked(actor.user_id or 0)
    user.set(**preferences)
    return _changed(user, actor=actor, now=now)


def _is_known(name: str, value: Any) -> bool:
    if name == "zone":
        try:
            return bool(ZoneInfo(str(value)))
        except (ZoneInfoNotFoundError, ValueError):
            return False
    return value in PREFERENCES.get(name, ())


def _locked(user_id: int) -> User:
    user: User | None = User.objects.locked().filter(pk=user_id).first()
    if user is None:
        raise NotFound(entity=N_("User"), id=user_id)
    return user


def _join(user: User, roles: Sequence[str], teams: Sequence[str]) -> None:
    found = dict(Role.objects.filter(name__in=roles).values_list("name", "id"))
    for name in roles:
        if name not in found:
            raise RoleUnknown(name=name)
    UserRole.objects.bulk_create(UserRole(user=user, role_id=found[name]) for name in roles)
    user.teams.add(*Team.objects.filter(name__in=teams))


def _changed(user: User, *, actor: Actor, now: datetime) -> UserChanged:
    changes = user.save_changes(now=now)
    changed = UserChanged(user_id=user.pk, occurred_at=now)
    if changes:
        tell(changed, about=user, changes=changes, actor=actor, now=now)
    return changed
