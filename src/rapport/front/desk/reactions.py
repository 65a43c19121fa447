"""What open pages are told: that the timeline they show has something new."""

from __future__ import annotations

from datetime import datetime

from rapport.customers.interactions.events import EntryRecorded
from rapport.kernel.events.declare import on
from rapport.kernel.live.publish import publish
from rapport.operations.commerce.events import OrderPlaced, PaymentRecorded, ReturnRecorded

from .topics import channel


@on(EntryRecorded)
def tell_pages_when_entry_is_recorded(event: EntryRecorded, *, now: datetime) -> None:
    publish(channel(event.party_id), {"at": event.at})


@on(OrderPlaced)
def tell_pages_when_order_is_placed(event: OrderPlaced, *, now: datetime) -> None:
    _say(event.party_id, event.ordered_at)


@on(ReturnRecorded)
def tell_pages_when_return_is_recorded(event: ReturnRecorded, *, now: datetime) -> None:
    _say(event.party_id, event.ordered_at)


@on(PaymentRecorded)
def tell_pages_when_payment_is_recorded(event: PaymentRecorded, *, now: datetime) -> None:
    _say(event.party_id, event.occurred_at)


def _say(party_id: int | None, at: datetime) -> None:
    if party_id is not None:
        publish(channel(party_id), {"at": at})
