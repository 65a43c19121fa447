"""Add, change and remove the places of a customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from rapport.customers.parties.events import AddressAdded, AddressChanged, AddressRemoved
from rapport.customers.parties.models import Address, Party
from rapport.customers.parties.pure.addresses import cleaned, formatted
from rapport.customers.parties.words import AddressGiven, AddressUse
from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.rows import Change
from rapport.kernel.events.once import once
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, new_id

from .keeping import keep_city, save, told
from .loading import loaded, part_must_be_at
from .refusals import PartGone, TooManyParts

MOST_ADDRESSES = 20
TOLD = ("formatted", "use", "is_primary")


@once
@transaction.atomic
def add_address(
    *,
    party_id: int,
    given: AddressGiven,
    version: int | None = None,
    rng: Chance,
    actor: Actor,
    now: datetime,
) -> AddressAdded:
    """
    Give the customer a further address; the first is the preferred one.

    Refuses   NotFound, NotAllowed, Stale, AddressNotUnderstood, TooManyParts; RequestKeyTaken.
    Tells     AddressAdded.
    """
    party = loaded(party_id, actor=actor, version=version)
    others = _addresses_of(party)
    _must_have_room(others)
    address = Address(uid=new_id(now, rng), party=party)
    address.set(**_columns(given))
    if given.is_primary or not others:
        _prefer(address, others, now=now)
    address.save_changes(now=now)
    keep_city(party, [*others, address])
    save(party, now=now)
    event = AddressAdded(
        party_id=party.pk, address_id=address.pk, country=address.country, occurred_at=now
    )
    changes = [*told(party), Change("address", None, address.formatted)]
    return tell(event, about=party, changes=changes, actor=actor, now=now)


@transaction.atomic
def change_address(
    *,
    party_id: int,
    address_id: int,
    given: AddressGiven,
    version: int | None = None,
    part_version: int | None = None,
    actor: Actor,
    now: datetime,
) -> AddressChanged:
    """
    Let the address read as given; a preferred one stays so until another is preferred.

    Refuses   as add_address; PartGone.
    Tells     AddressChanged.
    """
    party = loaded(party_id, actor=actor, version=version)
    addresses = _addresses_of(party)
    address = _one_of(addresses, address_id)
    part_must_be_at(address, part_version, TOLD)
    before = address.formatted
    address.set(**_columns(replace(given, source=given.source or address.source)))
    if given.is_primary:
        _prefer(address, addresses, now=now)
    address.save_changes(now=now)
    keep_city(party, addresses)
    save(party, now=now)
    event = AddressChanged(
        party_id=party.pk, address_id=address.pk, country=address.country, occurred_at=now
    )
    changes = [*told(party), Change("address", before, address.formatted)]
    return tell(event, about=party, changes=changes, actor=actor, now=now)


@transaction.atomic
def remove_address(
    *,
    party_id: int,
    address_id: int,
    version: int | None = None,
    part_version: int | None = None,
    actor: Actor,
    now: datetime,
) -> AddressRemoved:
    """
    Remove an address; when it was preferred, the oldest of the others is.

    Refuses   NotFound, NotAllowed, Stale, PartGone.
    Tells     AddressRemoved.
    """
    party = loaded(party_id, actor=actor, version=version)
    addresses = _addresses_of(party)
    address = _one_of(addresses, address_id)
    part_must_be_at(address, part_version, TOLD)
    others = [each for each in addresses if each is not address]
    before, was_primary = address.formatted, address.is_primary
    address.delete()
    if was_primary and others:
        _prefer(others[0], others, now=now)
        others[0].save_changes(now=now)
    keep_city(party, others)
    save(party, now=now)
    event = AddressRemoved(party_id=party.pk, address_id=address_id, occurred_at=now)
    changes = [*told(party), Change("address", before, None)]
    return tell(event, about=party, changes=changes, actor=actor, now=now)


def new_addresses(
    party: Party, given: Sequence[AddressGiven], *, rng: Chance, now: datetime
) -> list[Address]:
    """Return the addresses of a new customer, not yet written; one is preferred."""
    addresses: list[Address] = []
    for each in given:
        _must_have_room(addresses)
        address = Address(uid=new_id(now, rng), party=party, created_at=now, updated_at=now)
        address.set(**_columns(each))
        addresses.append(address)
    marked = [one for each, one in zip(given, addresses, strict=True) if each.is_primary]
    for first in (marked or addresses)[:1]:
        first.is_primary = True
    return addresses


def _columns(given: AddressGiven) -> dict[str, str]:
    parts = cleaned(given)
    use, source = AddressUse(given.use).value, given.source[:80]
    return {**parts, "formatted": formatted(parts), "use": use, "source": source}


def _addresses_of(party: Party) -> list[Address]:
    return list(Address.objects.filter(party=party).order_by("pk"))


def _one_of(addresses: Sequence[Address], address_id: int) -> Address:
    for address in addresses:
        if address.pk == address_id:
            return address
    raise PartGone(id=address_id)


def _prefer(address: Address, others: Sequence[Address], *, now: datetime) -> None:
    """Only one is preferred; the one before steps back first, for the key is unique."""
    for other in others:
        if other is not address and other.is_primary:
            other.set(is_primary=False)
            other.save_changes(now=now)
    address.set(is_primary=True)


def _must_have_room(addresses: Sequence[Address]) -> None:
    if len(addresses) >= MOST_ADDRESSES:
        raise TooManyParts(most=MOST_ADDRESSES)
