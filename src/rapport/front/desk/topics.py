"""The live topic of one customer's timeline: that there is something new in it."""

from __future__ import annotations

from rapport.customers.parties.queries import seen_party_id
from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_
from rapport.kernel.live.declare import topic


@topic("timeline", N_("New entries of a customer's timeline"))
def timeline_channel(key: str, *, actor: Actor) -> str:
    """Return the channel of "timeline:UID". Refuses NotFound, NotAllowed."""
    actor.must("interactions.view")
    return channel(seen_party_id(key, actor=actor))


def channel(party_id: int) -> str:
    """Return the channel of a customer's timeline."""
    return f"timeline:{party_id}"
