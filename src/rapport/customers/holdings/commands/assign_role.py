"""Give and end the roles of parties in a holding."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from rapport.customers.holdings.events import RoleAssigned, RoleEnded
from rapport.customers.holdings.models import Role
from rapport.customers.holdings.pure import check_dates
from rapport.customers.holdings.words import Part
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import must_reach
from rapport.kernel.entities.rows import Change
from rapport.kernel.errors import N_, Conflict
from rapport.kernel.events.tell import tell

from .change_holding import holding_locked


class RoleHeldAlready(Conflict):
    sentence = N_("This customer has this role in the holding already, until it is ended.")


class RoleNotHeld(Conflict):
    sentence = N_("This customer does not have this role in the holding on {until_on}.")


@transaction.atomic
def assign_role(
    *,
    holding_id: int,
    party_id: int,
    part: Part,
    from_on: date | None,
    actor: Actor,
    now: datetime,
) -> RoleAssigned:
    """
    Give a party a role in a holding from a day on.

    Refuses   NotFound, NotAllowed, RoleHeldAlready: it has the role on that day or later.
    Tells     RoleAssigned.
    """
    row = holding_locked(holding_id, actor)
    must_reach("parties.party", party_id, actor=actor)
    roles = Role.objects.filter(holding_id=row.pk, party_id=party_id, part=part)
    still = Q(until_on=None) if from_on is None else Q(until_on=None) | Q(until_on__gt=from_on)
    if roles.filter(still).exists():
        raise RoleHeldAlready(party_id=party_id, part=part)
    Role.objects.create(holding=row, party_id=party_id, part=part, from_on=from_on)
    row.raise_version(now=now)
    assigned = RoleAssigned(row.pk, party_id, part, from_on, now)
    return tell(assigned, about=row, changes=[Change(part, None, party_id)], actor=actor, now=now)


@transaction.atomic
def end_role(
    *,
    holding_id: int,
    party_id: int,
    part: Part,
    until_on: date,
    actor: Actor,
    now: datetime,
) -> RoleEnded:
    """
    End a party's role in a holding: from that day on it has it no more.

    Refuses   NotFound, NotAllowed, RoleNotHeld, HoldingNotUnderstood (ends before it starts).
    Tells     RoleEnded.
    """
    row = holding_locked(holding_id, actor)
    roles = Role.objects.filter(holding_id=row.pk, party_id=party_id, part=part)
    role = roles.filter(Q(until_on=None) | Q(until_on__gt=until_on)).order_by("id").last()
    if role is None:
        raise RoleNotHeld(until_on=until_on)
    check_dates(role.from_on, until_on)
    role.until_on = until_on
    role.save(update_fields=["until_on"])
    row.raise_version(now=now)
    ended = RoleEnded(row.pk, party_id, part, until_on, now)
    return tell(ended, about=row, changes=[Change(part, party_id, None)], actor=actor, now=now)
