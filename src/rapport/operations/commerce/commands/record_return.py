"""Take goods of an order back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, Conflict
from rapport.kernel.events.once import once
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance
from rapport.operations.commerce.events import ReturnRecorded
from rapport.operations.commerce.models import Order
from rapport.operations.commerce.pure import priced, return_lines
from rapport.operations.commerce.words import NewOrder, NewReturn, OrderKind

from .cancel_order import order_locked, refuse_cancelled
from .place_order import new_row, save_with_lines
from .sold import sold_lines
from .timeline import enter_order
from .totals import lock_totals


class NotASale(Conflict):
    sentence = N_("{number} is not a sale; only what was sold can come back.")


@once
@transaction.atomic
def record_return(
    *, returned: NewReturn, actor: Actor, now: datetime, rng: Chance
) -> ReturnRecorded:
    """
    Record that goods of an order came back, as a document of its own with a negative total.

    Refuses   NotFound, NotAllowed, NotASale, OrderCancelledAlready, NothingReturned,
              MoreReturnedThanSold, OrderNotUnderstood.
    Tells     ReturnRecorded.
    """
    original = order_locked(returned.original_id, actor)
    refuse_cancelled(original)
    if original.kind != OrderKind.SALE:
        raise NotASale(number=original.number)
    lock_totals([original.party_id] if original.party_id else [])
    order = _order_of(returned, original)
    priced_order = priced(order)
    row = new_row(order, priced_order, now=now, rng=rng)
    row.original_id = original.pk
    save_with_lines(row, priced_order.lines, now=now)
    enter_order(row, actor=actor, now=now, rng=rng)
    recorded = ReturnRecorded(row.pk, original.pk, row.party_id, row.money, row.ordered_at, now)
    return tell(recorded, about=row, changes=row.changes(), actor=actor, now=now)


def _order_of(returned: NewReturn, original: Order) -> NewOrder:
    return NewOrder(
        lines=return_lines(sold_lines(original.pk), dict(returned.quantities)),
        currency=original.currency,
        ordered_at=returned.returned_at,
        party_id=original.party_id,
        kind=OrderKind.RETURN,
        channel=returned.channel or original.channel,
        store=returned.store or original.store,
        source=original.source,
        external_number=returned.external_number,
    )
