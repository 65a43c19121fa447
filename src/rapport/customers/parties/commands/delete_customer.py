"""Put customers into the recycle bin, and take them out again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rapport.customers.parties import permissions
from rapport.customers.parties.events import CustomerDeleted, CustomerRestored
from rapport.customers.parties.models import Party
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import scope
from rapport.kernel.entities.registry import entity
from rapport.kernel.errors import N_, Conflict, NotFound
from rapport.kernel.events.tell import tell
from rapport.kernel.search.commands import enter_tokens, take_out_tokens

from .keeping import save
from .loading import PARTY, loaded


class CustomerNotDeleted(Conflict):
    sentence = N_("This customer is not in the recycle bin.")


@transaction.atomic
def delete_customer(
    *, party_id: int, version: int | None = None, actor: Actor, now: datetime
) -> CustomerDeleted:
    """
    Put the customer into the recycle bin: lists, search, sums and API know it no more.

    Refuses   NotFound, NotAllowed, Stale.
    Tells     CustomerDeleted.
    """
    party = loaded(party_id, actor=actor, permission=permissions.DELETE, version=version)
    party.set(deleted_at=now)
    save(party, now=now)
    take_out_tokens(PARTY, row_id=party.pk, bucket=party.search_bucket, tokens=party.search_tokens)
    event = CustomerDeleted(party_id=party.pk, occurred_at=now, by_id=actor.user_id)
    return tell(event, about=party, changes=party.changes(), actor=actor, now=now)


@transaction.atomic
def restore_customer(*, party_id: int, actor: Actor, now: datetime) -> CustomerRestored:
    """
    Take the customer out of the recycle bin, as it was.

    Refuses   NotFound, NotAllowed, CustomerNotDeleted.
    Tells     CustomerRestored.
    """
    actor.must(permissions.DELETE)
    party = _binned(party_id, actor)
    if party.deleted_at is None:
        raise CustomerNotDeleted()
    party.set(deleted_at=None)
    save(party, now=now)
    enter_tokens(PARTY, row_id=party.pk, bucket=party.search_bucket, tokens=party.search_tokens)
    event = CustomerRestored(party_id=party.pk, occurred_at=now, by_id=actor.user_id)
    return tell(event, about=party, changes=party.changes(), actor=actor, now=now)


def _binned(party_id: int, actor: Actor) -> Party:
    """Load the customer whether live or not, under the actor's scope. Refuses NotFound."""
    reached = scope(entity(PARTY), actor, alias="parties_party", permission=permissions.DELETE)
    found = (
        Party.objects.locked()
        .filter(pk=party_id)
        .extra(where=[reached.text], params=list(reached.params))
    )
    party: Party | None = found.first()
    if party is None:
        raise NotFound(entity="customer", id=party_id)
    return party
