"""Orders, returns and payments for programs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import ConfigDict, Field, StrictInt
from pydantic.config import JsonDict

from rapport.kernel.clock import dice
from rapport.kernel.views.keys import key_named, key_of, keys_named
from rapport.kernel.views.resources import belonging, left, made, parts, request_key
from rapport.kernel.views.schemas import creates, does, item_schema, page_schema, reads
from rapport.kernel.web.bodies import AmountGiven, Body, Currency, Instant, Number, Place, text
from rapport.operations.commerce import commands as commerce
from rapport.operations.commerce import queries
from rapport.operations.commerce.words import (
    NewLine,
    NewOrder,
    NewPayment,
    NewReturn,
    OrderKind,
)

ORDER, LINE, PAYMENT = "commerce.order", "commerce.order_line", "commerce.payment"
ITEM = item_schema(ORDER)
orders, payments = Router(), Router()
routers = {"orders": orders, "payments": payments}


SALE: JsonDict = {
    "lines": [{"quantity": "2", "price": "1990", "description": "Rice cooker"}],
    "currency": "TWD",
    "ordered_at": "2026-11-20T07:40:00Z",
    "channel": "web",
}


class LineBody(Body):
    """One position; its amount is quantity × price, rounded half away from zero."""

    quantity: Number = Field(examples=["2"])
    price: Number = Field(examples=["1990"], description="Per piece, up to four decimals.")
    product: UUID | None = None
    description: str = text(300)


class OrderBody(Body):
    """An order; the number is ours, the external number is that of the source."""

    model_config = ConfigDict(json_schema_extra={"examples": [SALE]})

    customer: UUID | None = None
    lines: list[LineBody] = Field(min_length=1, max_length=1000)
    currency: Currency = Field(examples=["TWD"])
    ordered_at: Instant
    kind: OrderKind = OrderKind.SALE
    channel: str = text(40, examples=["web"])
    store: str = text(80)
    source: str = text(40)
    external_number: str = text(60)


class ReturnedLine(Body):
    position: StrictInt = Field(ge=1, le=10_000, description="Of the line in the original.")
    quantity: Number = Field(examples=["1"], description="How much comes back, positive.")


class ReturnBody(Body):
    """Goods coming back."""

    lines: list[ReturnedLine] = Field(min_length=1, max_length=1000)
    returned_at: Instant
    channel: str = text(40)
    store: str = text(80)
    external_number: str = text(60)


class PaymentBody(Body):
    """Money received; negative when it is paid back."""

    amount: AmountGiven
    method: str = text(40, ..., shortest=1, examples=["card"])
    paid_at: Instant
    reference: str = text(80)


@orders.post("", **creates(ORDER, "Place an order"))
def place_order(request: Any, body: OrderBody) -> HttpResponse:
    """Place an order: a sale, an adjustment, or a return whose original is not known here."""
    placed = commerce.place_order(
        order=_order(request, body),
        request_key=request_key(request),
        actor=request.actor,
        now=request.now,
        rng=dice(),
    )
    return made(request, ORDER, placed.order_id)


@orders.get("/{uuid:uid}/lines", **reads(page_schema(LINE), "Lines of an order"))
def list_lines(request: Any, uid: UUID, place: Query[Place]) -> HttpResponse:
    return _of_order(request, LINE, "order", uid, place)


@orders.get("/{uuid:uid}/returns", **reads(page_schema(ORDER), "Returns of an order"))
def list_returns(request: Any, uid: UUID, place: Query[Place]) -> HttpResponse:
    return _of_order(request, ORDER, "original", uid, place)


@orders.post("/{uuid:uid}/returns", **creates(ORDER, "Take goods back"))
def record_return(request: Any, uid: UUID, body: ReturnBody) -> HttpResponse:
    """Record that goods of the order came back, as a document with a negative total."""
    recorded = commerce.record_return(
        returned=_return(request, uid, body),
        request_key=request_key(request),
        actor=request.actor,
        now=request.now,
        rng=dice(),
    )
    return made(request, ORDER, recorded.order_id)


@orders.get("/{uuid:uid}/payments", **reads(page_schema(PAYMENT), "Payments of an order"))
def list_payments_of_order(request: Any, uid: UUID, place: Query[Place]) -> HttpResponse:
    return _of_order(request, PAYMENT, "order", uid, place)


@orders.post("/{uuid:uid}/payments", **creates(PAYMENT, "Record a payment"))
def record_payment(request: Any, uid: UUID, body: PaymentBody) -> HttpResponse:
    """Record a payment: money in for a sale, money back for a return."""
    recorded = commerce.record_payment(
        payment=NewPayment(
            order_id=key_of(ORDER, uid, actor=request.actor),
            method=body.method,
            amount=body.amount.money,
            paid_at=body.paid_at,
            reference=body.reference,
        ),
        request_key=request_key(request),
        actor=request.actor,
        now=request.now,
        rng=dice(),
    )
    return made(request, PAYMENT, recorded.payment_id)


@payments.post("/{uuid:uid}/voiding", **does(item_schema(PAYMENT), "Void a payment"))
def void_payment(request: Any, uid: UUID) -> HttpResponse:
    """Void a payment that was recorded by mistake; it stays, marked."""
    voided = commerce.undo_record_payment(
        payment_id=key_of(PAYMENT, uid, actor=request.actor),
        actor=request.actor,
        now=request.now,
    )
    return left(request, PAYMENT, voided.payment_id)


@orders.post("/{uuid:uid}/cancellation", **does(ITEM, "Cancel an order"))
def cancel_order(request: Any, uid: UUID) -> HttpResponse:
    """Cancel an order or return, so that it counts no more in what the customer spent."""
    cancelled = commerce.cancel_order(
        order_id=key_of(ORDER, uid, actor=request.actor), actor=request.actor, now=request.now
    )
    return left(request, ORDER, cancelled.order_id)


@orders.delete("/{uuid:uid}/cancellation", **does(ITEM, "Take a cancellation back"))
def undo_cancel_order(request: Any, uid: UUID) -> HttpResponse:
    """Let the order count again."""
    restored = commerce.undo_cancel_order(
        order_id=key_of(ORDER, uid, actor=request.actor), actor=request.actor, now=request.now
    )
    return left(request, ORDER, restored.order_id)


def _of_order(request: Any, entity_name: str, field: str, uid: UUID, place: Place) -> HttpResponse:
    """Answer with what names the order; an order that is not seen is not there."""
    key_of(ORDER, uid, actor=request.actor)
    where = belonging(field, uid)
    return parts(request, entity_name, where, limit=place.limit, after=place.after)


def _order(request: Any, body: OrderBody) -> NewOrder:
    customer = key_named("customer", "parties.party", body.customer, actor=request.actor)
    named = [line.product for line in body.lines if line.product is not None]
    products = keys_named("product", "catalogue.product", named, actor=request.actor)
    return NewOrder(
        lines=tuple(_line(line, products) for line in body.lines),
        currency=body.currency,
        ordered_at=body.ordered_at,
        party_id=customer,
        kind=body.kind,
        channel=body.channel,
        store=body.store,
        source=body.source,
        external_number=body.external_number,
    )


def _line(body: LineBody, products: dict[UUID, int]) -> NewLine:
    return NewLine(
        quantity=Decimal(body.quantity),
        price=Decimal(body.price),
        product_id=products[body.product] if body.product is not None else None,
        description=body.description,
    )


def _return(request: Any, uid: UUID, body: ReturnBody) -> NewReturn:
    """Lines are named by their positions; one that is not there is none of the order's."""
    original = queries.order_page(uid, actor=request.actor)
    keys = {line.position: line.line_id for line in original.lines}
    return NewReturn(
        original_id=original.order.order_id,
        quantities=tuple(
            (keys.get(line.position, 0), Decimal(line.quantity)) for line in body.lines
        ),
        returned_at=body.returned_at,
        channel=body.channel,
        store=body.store,
        external_number=body.external_number,
    )
