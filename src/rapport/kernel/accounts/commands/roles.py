"""Make, change and delete roles: what they may do, how far, and which fields they do not see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.models import Grant, Role, UserRole
from rapport.kernel.access.permissions import MANAGE_USERS, permissions
from rapport.kernel.access.words import Reach
from rapport.kernel.accounts.events import RoleDeleted, RoleSaved
from rapport.kernel.entities.registry import entities
from rapport.kernel.entities.rows import Change
from rapport.kernel.errors import N_, Conflict, Invalid, NotFound
from rapport.kernel.events.once import once
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, new_id
from rapport.kernel.web.problems import Stale

from .administrators import an_administrator_is_left
from .firm import PermissionUnknown
from .naming import each_once, fit_name


class FieldUnknown(Invalid):
    sentence = N_("There is no field called {field}.")


class RoleInUse(Conflict):
    sentence = N_("{count} people have the role “{name}”. Give them another role first.")


@dataclass(frozen=True, slots=True)
class RoleGiven:
    """What a role is to be; `denied_fields` are such as "parties.party.birth_on"."""

    name: str
    grants: Mapping[str, Reach] = field(default_factory=dict)
    denied_fields: Sequence[str] = ()


@once
@transaction.atomic
def create_role(*, role: RoleGiven, actor: Actor, now: datetime, rng: Chance) -> RoleSaved:
    """
    Make a role.

    Refuses   NotAllowed, NameUnfit, NameTaken, PermissionUnknown, FieldUnknown.
    Tells     RoleSaved.
    """
    actor.must(MANAGE_USERS)
    _check(role)
    row = Role(uid=new_id(now, rng))
    row.set(name=fit_name(role.name), denied_fields=sorted(set(role.denied_fields)))
    with each_once(row.name):
        row.save_changes(now=now)
    changes = [*row.changes(), *_regrant(row, role.grants)]
    saved = RoleSaved(role_id=row.pk, occurred_at=now)
    return tell(saved, about=row, changes=changes, actor=actor, now=now)


@transaction.atomic
def change_role(
    *, role_uid: UUID, role: RoleGiven, version: int | None = None, actor: Actor, now: datetime
) -> RoleSaved:
    """
    Let a role be what is said of it, for all who have it, from their next page on.

    Refuses   NotAllowed, NotFound, Stale, NameUnfit, NameTaken, PermissionUnknown, FieldUnknown,
              LastAdministrator.
    Tells     RoleSaved, unless nothing is different.
    """
    actor.must(MANAGE_USERS)
    _check(role)
    with an_administrator_is_left():
        row = _locked(role_uid)
        if version is not None and version != row.version:
            raise Stale(version=row.version, changes=[])
        row.set(name=fit_name(role.name), denied_fields=sorted(set(role.denied_fields)))
        with each_once(row.name):
            return _save(row, role.grants, actor=actor, now=now)


@transaction.atomic
def delete_role(*, role_uid: UUID, actor: Actor, now: datetime) -> RoleDeleted:
    """
    Delete a role that nobody has.

    Refuses   NotAllowed, NotFound, RoleInUse.
    Tells     RoleDeleted.
    """
    actor.must(MANAGE_USERS)
    row = _locked(role_uid)
    people = UserRole.objects.filter(role=row).count()
    if people:
        raise RoleInUse(name=row.name, count=people)
    row.raise_version(now=now)
    deleted, details = RoleDeleted(role_id=row.pk, occurred_at=now), {"name": row.name}
    tell(deleted, about=row, changes=_regrant(row, {}), details=details, actor=actor, now=now)
    Role.objects.filter(pk=row.pk).delete()
    return deleted


@transaction.atomic
def save_role(
    *,
    name: str,
    grants: Mapping[str, Reach],
    denied_fields: Sequence[str] = (),
    actor: Actor,
    now: datetime,
    rng: Chance,
) -> RoleSaved:
    """
    Make the role of that name, or give it these grants instead of its own.

    Refuses   NotAllowed, PermissionUnknown, FieldUnknown, LastAdministrator.
    Tells     RoleSaved.
    """
    actor.must(MANAGE_USERS)
    _check(RoleGiven(name, grants, denied_fields))
    with an_administrator_is_left():
        row = Role.objects.locked().filter(name=name).first()
        if row is None:
            given = RoleGiven(name, grants, denied_fields)
            made: RoleSaved = create_role(role=given, actor=actor, now=now, rng=rng)
            return made
        row.set(denied_fields=sorted(denied_fields))
        return _save(row, grants, actor=actor, now=now)


def _save(row: Role, grants: Mapping[str, Reach], *, actor: Actor, now: datetime) -> RoleSaved:
    regranted = _regrant(row, grants)
    changes = row.save_changes(now=now)
    saved = RoleSaved(role_id=row.pk, occurred_at=now)
    if regranted and not changes:
        row.raise_version(now=now)
    if not regranted and not changes:
        return saved
    return tell(saved, about=row, changes=[*changes, *regranted], actor=actor, now=now)


def _locked(role_uid: UUID) -> Role:
    row: Role | None = Role.objects.locked().filter(uid=role_uid).first()
    if row is None:
        raise NotFound(entity=N_("Role"), id=str(role_uid))
    return row


def _check(role: RoleGiven) -> None:
    codes, known = permissions(), set(deniable_fields())
    for code in role.grants:
        if code not in codes:
            raise PermissionUnknown(permission=code[:120])
    for name in role.denied_fields:
        if name not in known:
            raise FieldUnknown(field=name[:120])


def deniable_fields() -> Iterator[str]:
    """Yield the fields that a role can be without, as a role names them."""
    for whole in entities():
        for name in whole.fields:
            yield f"{whole.name}.{name}"


def _regrant(row: Role, grants: Mapping[str, Reach]) -> list[Change]:
    """Give the role these grants instead of its own; return which differ."""
    wanted = {code: int(reach) for code, reach in grants.items() if reach > Reach.NONE}
    held: dict[str, int] = dict(Grant.objects.filter(role=row).values_list("permission", "reach"))
    differing = {code for code in held.keys() | wanted.keys() if held.get(code) != wanted.get(code)}
    Grant.objects.filter(role=row, permission__in=differing).delete()
    Grant.objects.bulk_create(
        Grant(role=row, permission=code, reach=wanted[code])
        for code in sorted(differing & wanted.keys())
    )
    return [
        Change(code, _named(held.get(code)), _named(wanted.get(code))) for code in sorted(differing)
    ]


def _named(reach: int | None) -> str:
    return Reach(reach or 0).name.lower()
