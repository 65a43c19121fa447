"""Enter one touch into a customer's timeline."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rapport.customers.interactions.events import EntryRecorded
from rapport.customers.interactions.models import Entry
from rapport.customers.interactions.words import EntryGiven
from rapport.customers.parties import commands as parties
from rapport.kernel.access.actor import Actor
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance

from .record_entries import entered


@transaction.atomic
def record_entry(*, given: EntryGiven, rng: Chance, actor: Actor, now: datetime) -> EntryRecorded:
    """
    Enter a touch; the same row and code enter a timeline once, a repeat changes nothing.

    Whoever calls has decided that it happened, so nothing is allowed here.
    Tells     EntryRecorded, when the entry is new.
    """
    is_new = bool(entered([given], rng=rng, actor=actor, now=now))
    if is_new and given.is_touch:
        parties.touch_customers(last={given.party_id: given.at})
    entry = Entry.objects.get(
        party_id=given.party_id, entity=given.entity, row_id=given.row_id, code=given.code
    )
    event = EntryRecorded(
        entry_id=entry.pk, party_id=entry.party_id, kind=entry.kind, at=entry.at, occurred_at=now
    )
    if not is_new:
        return event
    # An entry is never changed, so it is told about once, as its version 1.
    return tell(event, about=entry, actor=actor, now=now)  # type: ignore[arg-type]
