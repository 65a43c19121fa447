"""Cancel an order, and take the cancellation back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import must_reach
from rapport.kernel.errors import N_, Conflict, NotFound
from rapport.kernel.events.tell import tell
from rapport.operations.commerce.events import OrderCancelled, OrderRestored
from rapport.operations.commerce.models import Order
from rapport.operations.commerce.permissions import CHANGE
from rapport.operations.commerce.words import OrderStatus

from .sold import refuse_more_than_sold
from .totals import lock_totals, refresh_totals


class OrderCancelledAlready(Conflict):
    sentence = N_("{number} is cancelled.")


class OrderNotCancelled(Conflict):
    sentence = N_("{number} is not cancelled.")


class OrderIsPaid(Conflict):
    sentence = N_("{number} is paid in part or in full. Void the payments first.")


class OrderHasReturns(Conflict):
    sentence = N_("Goods of {number} came back. Cancel the returns first.")


@transaction.atomic
def cancel_order(*, order_id: int, actor: Actor, now: datetime) -> OrderCancelled:
    """
    Cancel an order or return, so that it counts no more in what the customer spent.

    Refuses   NotFound, NotAllowed, OrderCancelledAlready, OrderIsPaid, OrderHasReturns.
    Tells     OrderCancelled.
    """
    row = order_locked(order_id, actor)
    refuse_cancelled(row)
    if row.paid:
        raise OrderIsPaid(number=row.number)
    returns = Order.objects.filter(original_id=row.pk).exclude(status=OrderStatus.CANCELLED)
    if returns.exists():
        raise OrderHasReturns(number=row.number)
    _set_status(row, OrderStatus.CANCELLED, now)
    cancelled = OrderCancelled(row.pk, row.party_id, row.money, now)
    return tell(cancelled, about=row, changes=row.changes(), actor=actor, now=now)


@transaction.atomic
def undo_cancel_order(*, order_id: int, actor: Actor, now: datetime) -> OrderRestored:
    """
    Take a cancellation back.

    Refuses   NotFound, NotAllowed, OrderNotCancelled; of a return also OrderCancelledAlready (its
              original was cancelled since), MoreReturnedThanSold (other returns came since).
    Tells     OrderRestored.
    """
    row = order_locked(order_id, actor)
    if row.status != OrderStatus.CANCELLED:
        raise OrderNotCancelled(number=row.number)
    if row.original_id is not None:
        refuse_cancelled(Order.objects.locked().get(pk=row.original_id))
    _set_status(row, OrderStatus.PLACED, now)
    if row.original_id is not None:
        refuse_more_than_sold(row.original_id)
    restored = OrderRestored(row.pk, row.party_id, row.money, now)
    return tell(restored, about=row, changes=row.changes(), actor=actor, now=now)


def order_locked(order_id: int, actor: Actor) -> Order:
    """Return the order, locked, if the actor may change it. Refuses NotFound, NotAllowed."""
    row: Order | None = Order.objects.locked().filter(pk=order_id).first()
    if row is None:
        raise NotFound(entity=N_("Order"), id=order_id)
    must_reach("commerce.order", order_id, actor=actor, permission=CHANGE)
    return row


def refuse_cancelled(row: Order) -> None:
    if row.status == OrderStatus.CANCELLED:
        raise OrderCancelledAlready(number=row.number)


def _set_status(row: Order, status: OrderStatus, now: datetime) -> None:
    parties = lock_totals([row.party_id] if row.party_id else [])
    row.set(status=status.value)
    row.save_changes(now=now)
    refresh_totals(parties, now=now)
