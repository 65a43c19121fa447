"""Give a customer to another colleague, team or unit."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rapport.customers.parties import permissions
from rapport.customers.parties.events import OwnerAssigned
from rapport.customers.parties.queries.holders import completed
from rapport.customers.parties.words import Holder
from rapport.kernel.access.actor import Actor
from rapport.kernel.events.tell import tell

from .keeping import keep_points, points_of, save, told
from .loading import loaded
from .refusals import HolderUnknown


@transaction.atomic
def assign_owner(
    *,
    party_id: int,
    holder: Holder,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> OwnerAssigned:
    """
    Let the customer belong to another colleague; team and unit follow unless they are named.

    Refuses   NotFound, NotAllowed, Stale, HolderUnknown.
    Tells     OwnerAssigned.
    """
    party = loaded(party_id, actor=actor, permission=permissions.ASSIGN, version=version)
    chosen = must_be_there(holder)
    before = party.owner_id
    party.set(owner_id=chosen.owner_id, team_id=chosen.team_id, unit_id=chosen.unit_id)
    keep_points(party, points_of(party))
    save(party, now=now)
    event = OwnerAssigned(
        party_id=party.pk,
        owner_id=party.owner_id,
        team_id=party.team_id,
        owner_before_id=before,
        occurred_at=now,
        by_id=actor.user_id,
    )
    return tell(event, about=party, changes=told(party), actor=actor, now=now)


def must_be_there(holder: Holder) -> Holder:
    """Return the holder with what follows from it. Refuses HolderUnknown."""
    found = completed(holder)
    asked = (holder.owner_id, holder.team_id, holder.unit_id)
    there = (found.owner_id, found.team_id, found.unit_id)
    if any(want is not None and want != got for want, got in zip(asked, there, strict=True)):
        raise HolderUnknown()
    return found
