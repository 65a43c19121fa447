"""Record that a customer has something with the firm."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from rapport.customers.holdings.events import HoldingRecorded
from rapport.customers.holdings.models import Holding, Kind, Role
from rapport.customers.holdings.permissions import CHANGE
from rapport.customers.holdings.pure import cleaned, cleaned_fields
from rapport.customers.holdings.words import NewHolding, Part
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import must_reach
from rapport.kernel.entities.rows import Change
from rapport.kernel.errors import N_, Conflict, Invalid
from rapport.kernel.events.once import once
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, new_id

PLAIN = ("number", "name", "place", "status", "from_on", "source")


class KindUnknown(Invalid):
    sentence = N_("There is no kind of holding called {kind}.")


class HoldingNumberTaken(Conflict):
    sentence = N_("There is already a {kind} with the number {number}.")


@once
@transaction.atomic
def record_holding(
    *, holding: NewHolding, actor: Actor, now: datetime, rng: Chance
) -> HoldingRecorded:
    """
    Record a holding with its holder.

    Refuses   NotFound (the customer), NotAllowed, KindUnknown, HoldingNotUnderstood,
              OwnFieldNotUnderstood, HoldingNumberTaken.
    Tells     HoldingRecorded.
    """
    must_reach("parties.party", holding.party_id, actor=actor)
    actor.must(CHANGE)
    kind = kind_called(holding.kind)
    row = Holding(uid=new_id(now, rng), kind=kind)
    row.set(
        own=cleaned(kind.own_fields, holding.own),
        **cleaned_fields({name: getattr(holding, name) for name in PLAIN}),
    )
    save_under_number(row, now=now)
    Role.objects.create(
        holding=row, party_id=holding.party_id, part=Part.HOLDER, from_on=holding.from_on
    )
    recorded = HoldingRecorded(row.pk, kind.code, holding.party_id, now)
    changes = [*row.changes(), Change(Part.HOLDER.value, None, holding.party_id)]
    return tell(recorded, about=row, changes=changes, actor=actor, now=now)


def kind_called(code: str) -> Kind:
    """Return the kind in use of that code. Refuses KindUnknown."""
    kind: Kind | None = Kind.objects.filter(code=code, is_active=True).first()
    if kind is None:
        raise KindUnknown(kind=code)
    return kind


def save_under_number(row: Holding, *, now: datetime) -> None:
    """Write the holding. Refuses HoldingNumberTaken: another of its kind has the number."""
    try:
        with transaction.atomic():
            row.save_changes(now=now)
    except IntegrityError:
        raise HoldingNumberTaken(kind=row.kind.name, number=row.number) from None
