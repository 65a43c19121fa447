"""Let a customer, known by the key of another system, be as that system says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from rapport.customers.parties.events import CustomerChanged, CustomerCreated
from rapport.customers.parties.models import Address, ContactPoint, ExternalId, Party
from rapport.customers.parties.pure.addresses import cleaned, formatted
from rapport.customers.parties.pure.points import read_point
from rapport.customers.parties.words import Belongings, CustomerGiven, ExternalIdGiven
from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, Conflict
from rapport.kernel.values import Chance

from .addresses import add_address
from .assign_owner import assign_owner
from .change_customer import change_customer
from .contact_points import add_contact_point
from .create_customer import create_customer
from .external_ids import add_external_id, taken
from .loading import loaded
from .refusals import ExternalIdTaken, ExternalIdTakenElsewhere
from .tagging import set_tags


class KindFixed(Conflict):
    sentence = N_("This customer is of the kind {kind}, and stays so.")


@transaction.atomic
def put_customer(
    *,
    key: ExternalIdGiven,
    given: CustomerGiven,
    version: int | None = None,
    rng: Chance,
    actor: Actor,
    now: datetime,
) -> CustomerCreated | CustomerChanged:
    """
    Change the customer whom the other system knows by this key, or create it.

    What is named is set; tags become these, when any are given; contact points and addresses that
    the customer lacks are added, and nothing is removed.
    Refuses   what `create_customer`, `change_customer` and the commands on its parts refuse;
              KindFixed, ExternalIdTaken: the customer is in the recycle bin or out of reach.
    Tells     CustomerCreated, or CustomerChanged after what is told of the parts.
    """
    if _known(key) is None:
        try:
            with transaction.atomic():
                return _create(key, given, rng=rng, actor=actor, now=now)
        except ExternalIdTaken:
            if _known(key) is None:
                raise
            # Another request created it meanwhile: then it is changed like any known customer.
    return _change(_seen(key, actor), given, version, rng=rng, actor=actor, now=now)


def _known(key: ExternalIdGiven) -> int | None:
    found = ExternalId.objects.filter(system=key.system, value=key.value)
    party_id: int | None = found.values_list("party_id", flat=True).first()
    return party_id


def _seen(key: ExternalIdGiven, actor: Actor) -> int:
    party_id = _known(key)
    refusal = taken(key, actor)
    live = party_id is not None and Party.objects.live().filter(pk=party_id).exists()
    if party_id is None or not live or isinstance(refusal, ExternalIdTakenElsewhere):
        raise refusal
    return party_id


def _create(
    key: ExternalIdGiven, given: CustomerGiven, *, rng: Chance, actor: Actor, now: datetime
) -> CustomerCreated:
    others = [each for each in given.belongings.external_ids if each != key]
    created: CustomerCreated = create_customer(
        kind=given.kind,
        values=given.values,
        belongings=replace(given.belongings, external_ids=(key, *others)),
        holder=given.holder,
        rng=rng,
        actor=actor,
        now=now,
    )
    return created


def _change(
    party_id: int,
    given: CustomerGiven,
    version: int | None,
    *,
    rng: Chance,
    actor: Actor,
    now: datetime,
) -> CustomerChanged:
    party = loaded(party_id, actor=actor, version=version)
    if party.kind != given.kind:
        raise KindFixed(kind=party.kind)
    if given.belongings.tags:
        set_tags(party_id=party_id, tags=given.belongings.tags, actor=actor, now=now)
    if given.holder is not None:
        assign_owner(party_id=party_id, holder=given.holder, actor=actor, now=now)
    _add_parts(party_id, given.belongings, rng=rng, actor=actor, now=now)
    return change_customer(party_id=party_id, values=given.values, actor=actor, now=now)


def _add_parts(
    party_id: int, belongings: Belongings, *, rng: Chance, actor: Actor, now: datetime
) -> None:
    of_party = {"party_id": party_id}
    keys = set(ExternalId.objects.filter(**of_party).values_list("system", "value"))
    points = set(ContactPoint.objects.filter(**of_party).values_list("kind", "value"))
    places = set(Address.objects.filter(**of_party).values_list("formatted", flat=True))
    for key in belongings.external_ids:
        if (key.system, key.value) not in keys:
            add_external_id(**of_party, given=key, actor=actor, now=now)
    for point in belongings.points:
        read = read_point(point, actor.region)
        if (read.kind, read.value) not in points:
            add_contact_point(**of_party, given=point, rng=rng, actor=actor, now=now)
    for address in belongings.addresses:
        if formatted(cleaned(address)) not in places:
            add_address(**of_party, given=address, rng=rng, actor=actor, now=now)
