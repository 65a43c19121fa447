"""Found the firm and divide it: units, teams."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.models import BusinessUnit, Firm, Team
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.accounts.events import FirmFounded, TeamSaved, UnitSaved
from rapport.kernel.errors import N_, Conflict, Invalid
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, new_id


class FirmExists(Conflict):
    sentence = N_("This database already has a firm: {name}.")


class PermissionUnknown(Invalid):
    sentence = N_("There is no permission called {permission}.")


@transaction.atomic
def found_firm(
    *, name: str, habits: Mapping[str, str] | None = None, actor: Actor, now: datetime, rng: Chance
) -> FirmFounded:
    """
    Found the one firm of this database; `habits` are zone, currency, language, region.

    Refuses   FirmExists.
    Tells     FirmFounded.
    """
    actor.must(MANAGE_USERS)
    if (other := Firm.objects.first()) is not None:
        raise FirmExists(name=other.name)
    firm = Firm(uid=new_id(now, rng))
    firm.set(name=name, **(habits or {}))
    firm.save_changes(now=now)
    founded = FirmFounded(firm_id=firm.pk, occurred_at=now)
    tell(founded, about=firm, changes=firm.changes(), actor=actor, now=now)
    return founded


@transaction.atomic
def save_unit(
    *, name: str, parent_id: int | None = None, actor: Actor, now: datetime, rng: Chance
) -> UnitSaved:
    """Make a business unit, or move the one of that name under another parent."""
    actor.must(MANAGE_USERS)
    unit = BusinessUnit.objects.locked().filter(name=name).first()
    unit = unit or BusinessUnit(uid=new_id(now, rng), name=name)
    is_new = unit.pk is None
    unit.set(parent_id=parent_id)
    changes = unit.save_changes(now=now)
    saved = UnitSaved(unit_id=unit.pk, occurred_at=now)
    if is_new or changes:
        tell(saved, about=unit, changes=changes, actor=actor, now=now)
    return saved


@transaction.atomic
def save_team(*, name: str, unit_id: int, actor: Actor, now: datetime, rng: Chance) -> TeamSaved:
    """Make a team, or move the one of that name to another unit."""
    actor.must(MANAGE_USERS)
    team = Team.objects.locked().filter(name=name).first() or Team(uid=new_id(now, rng), name=name)
    is_new = team.pk is None
    team.set(unit_id=unit_id)
    changes = team.save_changes(now=now)
    saved = TeamSaved(team_id=team.pk, occurred_at=now)
    if is_new or changes:
        tell(saved, about=team, changes=changes, actor=actor, now=now)
    return saved
