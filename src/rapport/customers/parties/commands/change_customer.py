"""Change what is known of a customer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rapport.customers.parties.events import CustomerChanged
from rapport.customers.parties.models import Party
from rapport.customers.parties.pure.people import names_of
from rapport.customers.parties.words import CustomerValues, NameOrder, PartyKind
from rapport.kernel.access.actor import Actor
from rapport.kernel.events.tell import tell

from .keeping import keep_points, points_of, save, told
from .loading import loaded
from .values import cleaned_values

PARTS = ("family_name", "given_name", "latin_name", "name_order")


@transaction.atomic
def change_customer(
    *,
    party_id: int,
    values: CustomerValues,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> CustomerChanged:
    """
    Give the named fields these values; what is absent stays.

    Refuses   NotFound, NotAllowed, Stale, NameMissing, NameTooLong, ValueUnfit, TaxNumberMistyped.
    Tells     CustomerChanged, also when nothing differs: then without fields.
    """
    party = loaded(party_id, actor=actor, version=version)
    party.set(**cleaned_values(values, party))
    if values.keys() & {"name", *PARTS}:
        party.set(**names_of(PartyKind(party.kind), _with_what_stays(values, party)))
    if party.changes():
        keep_points(party, points_of(party))
    save(party, now=now)
    changes = told(party)
    event = CustomerChanged(
        party_id=party.pk, fields=tuple(change.field for change in changes), occurred_at=now
    )
    return tell(event, about=party, changes=changes, actor=actor, now=now)


def _with_what_stays(values: CustomerValues, party: Party) -> CustomerValues:
    """
    Return the whole name: a new whole is read anew, a new part keeps the other parts.

    A changed part makes the shown name anew, unless that is given too.
    """
    latin = values.get("latin_name", party.latin_name)
    order = values.get("name_order", NameOrder(party.name_order))
    family = values.get("family_name", party.family_name)
    given = values.get("given_name", party.given_name)
    if "name" in values and not values.keys() & {"family_name", "given_name"}:
        if values["name"] != party.display_name:
            return {**values, "latin_name": latin}
        return {
            "name": party.display_name,
            "family_name": family,
            "given_name": given,
            "latin_name": latin,
            "name_order": order,
        }
    rest: CustomerValues = {
        "family_name": family,
        "given_name": given,
        "latin_name": latin,
        "name_order": order,
    }
    if "name" in values:
        return {**rest, "name": values["name"]}
    if values.keys() & {"family_name", "given_name", "name_order"}:
        return rest
    return {**rest, "name": party.display_name}
