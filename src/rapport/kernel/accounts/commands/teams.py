"""Make, rename, move and delete the teams of the firm."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.models import BusinessUnit, Team, User
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.accounts.events import TeamDeleted, TeamSaved
from rapport.kernel.audit.stale import must_be_at
from rapport.kernel.errors import N_, Conflict, Invalid, NotFound
from rapport.kernel.events.once import once
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, new_id

from .naming import delete_unless_used, each_once, fit_name


class UnitNotChosen(Invalid):
    sentence = N_("Choose the business unit to which the team belongs.")


class TeamHasPeople(Conflict):
    sentence = N_("{count} people are in “{name}”. Move them to another team first.")


@once
@transaction.atomic
def create_team(
    *, name: str, unit_uid: UUID | None, actor: Actor, now: datetime, rng: Chance
) -> TeamSaved:
    """
    Make a team in a business unit.

    Refuses   NotAllowed, NameUnfit, NameTaken, UnitNotChosen.
    Tells     TeamSaved.
    """
    actor.must(MANAGE_USERS)
    team = Team(uid=new_id(now, rng))
    team.set(name=fit_name(name), unit_id=_unit(unit_uid))
    with each_once(team.name):
        team.save_changes(now=now)
    saved = TeamSaved(team_id=team.pk, occurred_at=now)
    return tell(saved, about=team, changes=team.changes(), actor=actor, now=now)


@transaction.atomic
def change_team(
    *,
    team_uid: UUID,
    name: str,
    unit_uid: UUID | None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> TeamSaved:
    """
    Rename a team, or move it to another business unit; None leaves it where it is.

    Refuses   NotFound, NotAllowed, Stale, NameUnfit, NameTaken, UnitNotChosen.
    Tells     TeamSaved, unless nothing is different.
    """
    team = _locked(team_uid, actor)
    must_be_at("access.team", team, version, actor=actor)
    team.set(name=fit_name(name), unit_id=_unit(unit_uid) if unit_uid else team.unit_id)
    with each_once(team.name):
        changes = team.save_changes(now=now)
    saved = TeamSaved(team_id=team.pk, occurred_at=now)
    return tell(saved, about=team, changes=changes, actor=actor, now=now) if changes else saved


@transaction.atomic
def delete_team(*, team_uid: UUID, actor: Actor, now: datetime) -> TeamDeleted:
    """
    Delete a team to which nobody and nothing belongs.

    Refuses   NotFound, NotAllowed, TeamHasPeople, StillUsed.
    Tells     TeamDeleted.
    """
    team = _locked(team_uid, actor)
    people = User.objects.filter(teams=team).count()
    if people:
        raise TeamHasPeople(name=team.name, count=people)
    team.raise_version(now=now)
    deleted = TeamDeleted(team_id=team.pk, occurred_at=now)
    details = {"name": team.name}
    delete_unless_used("access_team", team.pk, team.name)
    return tell(deleted, about=team, details=details, actor=actor, now=now)


def _locked(team_uid: UUID, actor: Actor) -> Team:
    actor.must(MANAGE_USERS)
    team: Team | None = Team.objects.locked().filter(uid=team_uid).first()
    if team is None:
        raise NotFound(entity=N_("Team"), id=str(team_uid))
    return team


def _unit(unit_uid: UUID | None) -> int:
    """Return the key of the unit, which stays until this transaction ends."""
    chosen = BusinessUnit.objects.select_for_update(no_key=True)
    unit = chosen.filter(uid=unit_uid).first() if unit_uid else None
    if unit is None:
        raise UnitNotChosen()
    return int(unit.pk)
