"""Change who a colleague is and what he belongs to, and let him in again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.models import Role, Team, User, UserRole
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.accounts.events import UserChanged
from rapport.kernel.audit.queries import changes_since
from rapport.kernel.entities.rows import Change
from rapport.kernel.errors import N_, NotFound
from rapport.kernel.events.tell import tell
from rapport.kernel.web.problems import Stale

from .administrators import an_administrator_is_left
from .fitness import fit_person
from .users import UsernameTaken


class TeamUnknown(NotFound):
    sentence = N_("A team that was chosen is no longer there. Load the page again.")


class RoleGone(NotFound):
    sentence = N_("A role that was chosen is no longer there. Load the page again.")


@dataclass(frozen=True, slots=True)
class Person:
    """
    What an administrator says of a colleague; roles and teams by their ids, all of them.

    None leaves a value as it is; a language or zone of "" is the firm's.
    """

    name: str
    username: str | None = None
    email: str | None = None
    language: str | None = None
    zone: str | None = None
    roles: Sequence[UUID] = ()
    teams: Sequence[UUID] = ()


@transaction.atomic
def change_user(
    *,
    user_uid: UUID,
    person: Person,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> UserChanged:
    """
    Let a colleague be what is said of him, with these roles and teams instead of his own.

    Refuses   NotFound, NotAllowed, Stale, NameUnfit, UsernameUnfit, UsernameTaken, EmailUnfit,
              PreferenceUnknown, RoleGone, TeamUnknown, LastAdministrator.
    Tells     UserChanged, unless nothing is different.
    """
    actor.must(MANAGE_USERS)
    with an_administrator_is_left():
        user = _locked(user_uid)
        _must_be_fresh(user, version, actor)
        given = {name: getattr(person, name) for name in ("username", "email", "language", "zone")}
        said = {name: getattr(user, name) if v is None else v for name, v in given.items()}
        user.set(**fit_person(said.pop("username"), person.name, said))
        _must_be_free(user)
        joined = [*_take_roles(user, person.roles), *_take_teams(user, person.teams)]
        changes = [*user.save_changes(now=now), *joined]
        if joined and len(changes) == len(joined):
            user.raise_version(now=now)
        changed = UserChanged(user_id=user.pk, occurred_at=now)
        if changes:
            tell(changed, about=user, changes=changes, actor=actor, now=now)
    return changed


@transaction.atomic
def reactivate_user(*, user_uid: UUID, actor: Actor, now: datetime) -> UserChanged:
    """Let a colleague sign in again, as what he was. Refuses NotAllowed, NotFound."""
    actor.must(MANAGE_USERS)
    user = _locked(user_uid)
    user.set(is_active=True)
    changes = user.save_changes(now=now)
    changed = UserChanged(user_id=user.pk, occurred_at=now)
    return tell(changed, about=user, changes=changes, actor=actor, now=now) if changes else changed


def _locked(user_uid: UUID) -> User:
    user: User | None = User.objects.locked().filter(uid=user_uid).first()
    if user is None:
        raise NotFound(entity=N_("User"), id=str(user_uid))
    return user


def _must_be_fresh(user: User, version: int | None, actor: Actor) -> None:
    """A sign-in raises the version too; it is no reason to throw an administrator's work away."""
    if version is None or user.version == version:
        return
    steps = max(0, user.version - version)
    news = changes_since("access.user", user.pk, steps=steps, actor=actor)
    if news or not steps:
        raise Stale(version=user.version, changes=[])


def _must_be_free(user: User) -> None:
    if User.objects.filter(username__iexact=user.username).exclude(pk=user.pk).exists():
        raise UsernameTaken(username=user.username)


def _take_roles(user: User, wanted: Sequence[UUID]) -> list[Change]:
    chosen = dict(Role.objects.filter(uid__in=wanted).values_list("id", "name"))
    if len(chosen) != len(set(wanted)):
        raise RoleGone()
    held = dict(UserRole.objects.filter(user=user).values_list("role_id", "role__name"))
    UserRole.objects.filter(user=user).exclude(role_id__in=chosen).delete()
    UserRole.objects.bulk_create(
        UserRole(user=user, role_id=role_id) for role_id in sorted(chosen) if role_id not in held
    )
    return _difference("roles", held.values(), chosen.values())


def _take_teams(user: User, wanted: Sequence[UUID]) -> list[Change]:
    chosen = dict(Team.objects.filter(uid__in=wanted).values_list("id", "name"))
    if len(chosen) != len(set(wanted)):
        raise TeamUnknown()
    held = dict(user.teams.values_list("id", "name"))
    user.teams.set(chosen)
    return _difference("teams", held.values(), chosen.values())


def _difference(field: str, before: Iterable[str], after: Iterable[str]) -> list[Change]:
    held, chosen = sorted(before), sorted(after)
    return [Change(field, held, chosen)] if held != chosen else []
