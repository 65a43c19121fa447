"""Record what was paid for an order, and void a payment that was recorded by mistake."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, Conflict, NotFound
from rapport.kernel.events.once import once
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, Money, new_id
from rapport.operations.commerce.events import PaymentRecorded, PaymentVoided
from rapport.operations.commerce.models import Payment
from rapport.operations.commerce.pure import PaymentNotUnderstood, check_payment
from rapport.operations.commerce.words import NewPayment

from .cancel_order import order_locked, refuse_cancelled
from .timeline import enter_payment

LONGEST_METHOD, LONGEST_REFERENCE = 40, 80


class PaymentVoidedAlready(Conflict):
    sentence = N_("This payment is void.")


@once
@transaction.atomic
def record_payment(
    *, payment: NewPayment, actor: Actor, now: datetime, rng: Chance
) -> PaymentRecorded:
    """
    Record a payment: money in for a sale, money back for a return.

    Refuses   NotFound, NotAllowed, OrderCancelledAlready, PaymentNotUnderstood, PaysTooMuch.
    Tells     PaymentRecorded.
    """
    order = order_locked(payment.order_id, actor)
    refuse_cancelled(order)
    check_payment(payment.amount, total=order.money, paid=order.paid)
    row = Payment(uid=new_id(now, rng), order_id=order.pk, currency=order.currency)
    row.set(
        method=_text(payment, payment.method, LONGEST_METHOD),
        reference=_text(payment, payment.reference, LONGEST_REFERENCE, least=0),
        amount=payment.amount.amount,
        paid_at=payment.paid_at,
    )
    row.save_changes(now=now)
    order.set(paid=order.paid + payment.amount.amount)
    order.save_changes(now=now)
    enter_payment(row, order, actor=actor, now=now, rng=rng)
    recorded = PaymentRecorded(row.pk, order.pk, order.party_id, payment.amount, now)
    return tell(recorded, about=order, changes=order.changes(), actor=actor, now=now)


@transaction.atomic
def undo_record_payment(*, payment_id: int, actor: Actor, now: datetime) -> PaymentVoided:
    """
    Void a payment; the row stays, marked.

    Refuses   NotFound, NotAllowed, PaymentVoidedAlready.
    Tells     PaymentVoided.
    """
    found = Payment.objects.filter(pk=payment_id).first()
    if found is None:
        raise NotFound(entity=N_("Payment"), id=payment_id)
    order = order_locked(found.order_id, actor)
    row = Payment.objects.locked().get(pk=payment_id)
    if row.voided_at is not None:
        raise PaymentVoidedAlready()
    row.set(voided_at=now)
    row.save_changes(now=now)
    order.set(paid=order.paid - row.amount)
    order.save_changes(now=now)
    amount = Money(row.amount, row.currency)
    voided = PaymentVoided(row.pk, order.pk, order.party_id, amount, now)
    return tell(voided, about=order, changes=order.changes(), actor=actor, now=now)


def _text(payment: NewPayment, text: str, longest: int, *, least: int = 1) -> str:
    cleaned = " ".join(text.split())
    if not least <= len(cleaned) <= longest or not cleaned.isprintable():
        wanted = N_("Give a method, and a reference that is not too long.")
        raise PaymentNotUnderstood(amount=payment.amount, wanted=wanted)
    return cleaned
