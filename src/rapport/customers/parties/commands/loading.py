"""The first two beats of every command on a customer: load it locked, allow."""

from __future__ import annotations

from collections.abc import Sequence

from rapport.customers.parties import permissions
from rapport.customers.parties.models import Party
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import must_reach
from rapport.kernel.audit.stale import must_be_at
from rapport.kernel.entities.rows import TrackedRow, as_json
from rapport.kernel.errors import NotFound
from rapport.kernel.web.problems import Stale

PARTY = "parties.party"


def loaded(
    party_id: int,
    *,
    actor: Actor,
    permission: str = permissions.CHANGE,
    version: int | None = None,
) -> Party:
    """
    Return the live customer, locked, when the actor reaches it by the permission.

    Refuses   NotFound, NotAllowed; Stale when it is not at the expected version any more.
    """
    must_reach(PARTY, party_id, actor=actor, permission=permission)
    party: Party | None = Party.objects.live().locked().filter(pk=party_id).first()
    if party is None:  # deleted between the look and the lock
        raise NotFound(entity="customer", id=party_id)
    must_be_at(PARTY, party, version, actor=actor)
    return party


def part_must_be_at(part: TrackedRow, version: int | None, fields: Sequence[str]) -> None:
    """
    Refuse Stale unless a part of a customer is at the version that the caller means; None: any.

    What changed a part stands in the customer's history, so the refusal tells how it is now.
    """
    if version is not None and part.version != version:
        now = [{"field": name, "after": as_json(getattr(part, name))} for name in fields]
        raise Stale(version=part.version, changes=now)
