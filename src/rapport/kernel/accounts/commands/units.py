"""Make, rename, move and delete the business units of the firm."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.models import BusinessUnit, Team
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.accounts.events import UnitDeleted, UnitSaved
from rapport.kernel.audit.stale import must_be_at
from rapport.kernel.errors import N_, Conflict, NotFound
from rapport.kernel.events.once import once
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, new_id

from .naming import delete_unless_used, each_once, fit_name

LIES_WITHIN = """with recursive above as (
  select id, parent_id from access_businessunit where id = %s
  union select b.id, b.parent_id from access_businessunit b join above on b.id = above.parent_id)
select exists (select from above where id = %s)"""


class UnitWithinItself(Conflict):
    sentence = N_("“{name}” cannot lie below itself. Choose a unit outside of it.")


class UnitNotEmpty(Conflict):
    sentence = N_("“{name}” still has {teams} teams and {units} units below it. Move them first.")


@once
@transaction.atomic
def create_unit(
    *, name: str, parent_uid: UUID | None = None, actor: Actor, now: datetime, rng: Chance
) -> UnitSaved:
    """
    Make a business unit, below another or beside the highest.

    Refuses   NotAllowed, NotFound: the parent; NameUnfit, NameTaken.
    Tells     UnitSaved.
    """
    actor.must(MANAGE_USERS)
    parent = _all_locked().get(parent_uid) if parent_uid else None
    if parent_uid and parent is None:
        raise NotFound(entity=N_("Business unit"), id=str(parent_uid))
    unit = BusinessUnit(uid=new_id(now, rng))
    unit.set(name=fit_name(name), parent_id=parent.pk if parent else None)
    with each_once(unit.name):
        unit.save_changes(now=now)
    saved = UnitSaved(unit_id=unit.pk, occurred_at=now)
    return tell(saved, about=unit, changes=unit.changes(), actor=actor, now=now)


@transaction.atomic
def change_unit(
    *,
    unit_uid: UUID,
    name: str,
    parent_uid: UUID | None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> UnitSaved:
    """
    Rename a unit, or move it with all below it under another.

    Refuses   NotFound, NotAllowed, Stale, NameUnfit, NameTaken, UnitWithinItself.
    Tells     UnitSaved, unless nothing is different.
    """
    unit, parent = _locked(unit_uid, parent_uid, actor)
    must_be_at("access.unit", unit, version, actor=actor)
    if parent is not None and _lies_within(parent, unit):
        raise UnitWithinItself(name=unit.name)
    unit.set(name=fit_name(name), parent_id=parent.pk if parent else None)
    with each_once(unit.name):
        changes = unit.save_changes(now=now)
    saved = UnitSaved(unit_id=unit.pk, occurred_at=now)
    return tell(saved, about=unit, changes=changes, actor=actor, now=now) if changes else saved


@transaction.atomic
def delete_unit(*, unit_uid: UUID, actor: Actor, now: datetime) -> UnitDeleted:
    """
    Delete a unit without teams and without units below it.

    Refuses   NotFound, NotAllowed, UnitNotEmpty, StillUsed.
    Tells     UnitDeleted.
    """
    unit, _ = _locked(unit_uid, None, actor)
    teams = Team.objects.filter(unit=unit).count()
    units = BusinessUnit.objects.filter(parent=unit).count()
    if teams or units:
        raise UnitNotEmpty(name=unit.name, teams=teams, units=units)
    unit.raise_version(now=now)
    deleted = UnitDeleted(unit_id=unit.pk, occurred_at=now)
    details = {"name": unit.name}
    delete_unless_used("access_businessunit", unit.pk, unit.name)
    return tell(deleted, about=unit, details=details, actor=actor, now=now)


def _locked(
    unit_uid: UUID, parent_uid: UUID | None, actor: Actor
) -> tuple[BusinessUnit, BusinessUnit | None]:
    """Return unit and parent out of all units, locked: two moves at once could close a circle."""
    actor.must(MANAGE_USERS)
    units = _all_locked()
    for uid in (unit_uid, parent_uid):
        if uid is not None and uid not in units:
            raise NotFound(entity=N_("Business unit"), id=str(uid))
    return units[unit_uid], units[parent_uid] if parent_uid else None


def _all_locked() -> dict[UUID | None, BusinessUnit]:
    return {unit.uid: unit for unit in BusinessUnit.objects.locked()}


def _lies_within(inner: BusinessUnit, outer: BusinessUnit) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(LIES_WITHIN, [inner.pk, outer.pk])
        return bool(cursor.fetchone()[0])
