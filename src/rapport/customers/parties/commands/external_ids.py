"""Know a customer by the keys of other systems."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from rapport.customers.parties.events import CustomerChanged
from rapport.customers.parties.models import ExternalId, Party
from rapport.customers.parties.words import ExternalIdGiven
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import scope
from rapport.kernel.entities.registry import entity
from rapport.kernel.entities.rows import Change
from rapport.kernel.events.tell import tell

from .keeping import save
from .loading import PARTY, loaded
from .refusals import ExternalIdTaken, ExternalIdTakenElsewhere, PartGone

FIELD = "external_ids"


@transaction.atomic
def add_external_id(
    *, party_id: int, given: ExternalIdGiven, actor: Actor, now: datetime
) -> CustomerChanged:
    """
    Know the customer by a further key.

    Refuses   NotFound, NotAllowed, ExternalIdTaken.
    Tells     CustomerChanged.
    """
    party = loaded(party_id, actor=actor)
    enter_external_ids(party, [given], actor=actor)
    save(party, now=now)
    event = CustomerChanged(party_id=party.pk, fields=(FIELD,), occurred_at=now)
    changes = [Change(FIELD, None, f"{given.system}:{given.value}")]
    return tell(event, about=party, changes=changes, actor=actor, now=now)


@transaction.atomic
def remove_external_id(
    *, party_id: int, given: ExternalIdGiven, actor: Actor, now: datetime
) -> CustomerChanged:
    """
    Forget a key of the customer, so that another customer may have it.

    Refuses   NotFound, NotAllowed, PartGone.
    Tells     CustomerChanged.
    """
    party = loaded(party_id, actor=actor)
    found = ExternalId.objects.filter(party=party, system=given.system, value=given.value)
    if not found.delete()[0]:
        raise PartGone(id=f"{given.system}:{given.value}")
    save(party, now=now)
    event = CustomerChanged(party_id=party.pk, fields=(FIELD,), occurred_at=now)
    changes = [Change(FIELD, f"{given.system}:{given.value}", None)]
    return tell(event, about=party, changes=changes, actor=actor, now=now)


def enter_external_ids(party: Party, given: Sequence[ExternalIdGiven], *, actor: Actor) -> None:
    """
    Enter the keys; the unique key decides, also between two who write at once.

    Refuses   ExternalIdTaken.
    """
    if not given:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into parties_externalid (party_id, system, value)
            select %s, * from unnest(%s::text[], %s::text[])
            on conflict (system, value) do nothing returning system, value""",
            [party.pk, [each.system for each in given], [each.value for each in given]],
        )
        entered = set(cursor.fetchall())
    for each in given:
        if (each.system, each.value) not in entered:
            raise taken(each, actor)


def taken(given: ExternalIdGiven, actor: Actor) -> ExternalIdTaken:
    """Return the refusal of a key that is taken; it names the customer to who sees it."""
    seen = scope(entity(PARTY), actor, alias="parties_party")
    owner = Party.objects.filter(
        pk__in=ExternalId.objects.filter(system=given.system, value=given.value).values("party_id")
    ).extra(where=[seen.text], params=list(seen.params))
    number = owner.values_list("number", flat=True).first()
    if number is None:
        return ExternalIdTakenElsewhere(system=given.system, value=given.value)
    return ExternalIdTaken(system=given.system, value=given.value, number=number)
