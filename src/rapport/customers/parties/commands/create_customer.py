"""Let the firm know a further customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from rapport.customers.parties import permissions
from rapport.customers.parties.events import CustomerCreated
from rapport.customers.parties.models import Address, ContactPoint, Party
from rapport.customers.parties.pure.people import names_of
from rapport.customers.parties.queries.holders import holder_of_new
from rapport.customers.parties.words import (
    Belongings,
    CustomerValues,
    ExternalIdGiven,
    Holder,
    PartyKind,
)
from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.inserting import insert
from rapport.kernel.entities.rows import Change
from rapport.kernel.events.once import once
from rapport.kernel.events.tell import tell
from rapport.kernel.search.commands import enter_tokens
from rapport.kernel.search.words import month_of
from rapport.kernel.values import Chance, new_id

from .addresses import new_addresses
from .assign_owner import must_be_there
from .contact_points import new_points
from .external_ids import enter_external_ids
from .keeping import keep_city, keep_points, told
from .tagging import fit_tags, remember_tags
from .values import cleaned_values

NOTHING = Belongings()


@once
@transaction.atomic
def create_customer(
    *,
    kind: PartyKind,
    values: CustomerValues,
    belongings: Belongings = NOTHING,
    holder: Holder | None = None,
    rng: Chance,
    actor: Actor,
    now: datetime,
) -> CustomerCreated:
    """
    Add a person, an organisation or a household, with all that is known of it.

    Without a holder the customer belongs to the actor and his first team.
    Refuses   NotAllowed, NameMissing, NameTooLong, TaxNumberMistyped, PhoneNotUnderstood,
              EmailNotUnderstood, ContactPointTaken, AddressNotUnderstood, TagUnfit,
              ExternalIdTaken, HolderUnknown; RequestKeyTaken.
    Tells     CustomerCreated.
    """
    actor.must(permissions.CREATE)
    chosen = _holder(holder, actor)
    party = Party(uid=new_id(now, rng), kind=kind, search_bucket=month_of(now), last_touch_at=now)
    party.set(**names_of(kind, values), **cleaned_values(values, party))
    party.set(owner_id=chosen.owner_id, team_id=chosen.team_id, unit_id=chosen.unit_id)
    party.set(tags=fit_tags(belongings.tags))
    points = new_points(party, belongings.points, rng=rng, actor=actor, now=now)
    addresses = new_addresses(party, belongings.addresses, rng=rng, now=now)
    keep_points(party, points)
    keep_city(party, addresses)
    party.save_changes(now=now)
    _write_parts(party, points, addresses, belongings, actor=actor, now=now)
    event = CustomerCreated(
        party_id=party.pk,
        kind=kind,
        owner_id=party.owner_id,
        occurred_at=now,
        by_id=actor.user_id,
    )
    changes = [*told(party), *_of_parts(points, belongings.external_ids)]
    return tell(event, about=party, changes=changes, actor=actor, now=now)


def _holder(holder: Holder | None, actor: Actor) -> Holder:
    """Who gives a new customer to somebody else needs the right to assign."""
    if holder is None:
        return holder_of_new(actor)
    if holder.owner_id != actor.user_id or holder.owner_id is None:
        actor.must(permissions.ASSIGN)
    return must_be_there(holder)


def _write_parts(
    party: Party,
    points: Sequence[ContactPoint],
    addresses: Sequence[Address],
    belongings: Belongings,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    insert(points)
    insert(addresses)
    enter_external_ids(party, belongings.external_ids, actor=actor)
    remember_tags(party.tags, now=now)
    enter_tokens(
        "parties.party",
        row_id=party.pk,
        bucket=party.search_bucket,
        tokens=party.search_tokens,
    )


def _of_parts(
    points: Sequence[ContactPoint], external_ids: Sequence[ExternalIdGiven]
) -> list[Change]:
    """Return the parts as changes of the customer, so that its history begins with them."""
    fields = {"phone": "phones", "email": "emails"}
    return [
        *(Change(fields.get(point.kind, "contact_points"), None, point.value) for point in points),
        *(Change("external_ids", None, f"{each.system}:{each.value}") for each in external_ids),
    ]
