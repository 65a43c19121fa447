"""The first two beats of every command on a customer: load it locked, allow."""

from __future__ import annotations

from rapport.customers.parties import permissions
from rapport.customers.parties.models import Party
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import must_reach
from rapport.kernel.audit.queries import history_of
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
    if version is not None and party.version != version:
        raise Stale(version=party.version, changes=_since(party, version, actor))
    return party


def _since(party: Party, version: int, actor: Actor) -> list[dict[str, object]]:
    """Return what changed meanwhile, newest first, for the person who must choose."""
    steps = history_of(PARTY, party.pk, actor=actor, limit=20)
    return [
        {"field": step.field, "before": step.before, "after": step.after, "by": step.actor_name}
        for step in steps
    ]
