"""Deeds on an order: a payment, a return, a cancellation, each of which can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rapport.front.desk.amounts import amount_of
from rapport.front.desk.orders import METHODS, ShownOrder, order_shown
from rapport.front.shell.toasts import toast
from rapport.kernel.clock import dice
from rapport.kernel.values import Money
from rapport.kernel.web.doors import signed_in
from rapport.operations.commerce import commands as commerce
from rapport.operations.commerce.words import NewPayment, NewReturn

from .going import go

ASK_OR_DO = require_http_methods(["GET", "POST"])


@signed_in
@ASK_OR_DO
def pay(request: Any, uid: UUID) -> HttpResponse:
    """Ask for a payment, and record it."""
    page = _page(request, uid)
    if request.method == "GET":
        context = {"page": page, "methods": METHODS}
        return render(request, "desk/order/payment_dialog.html", context)
    amount = Money(amount_of(request.POST.get("amount", "")), page.order.total.currency)
    payment = NewPayment(
        page.order.order_id,
        request.POST.get("method", "card")[:40],
        amount,
        request.now,
        request.POST.get("reference", "")[:80],
    )
    told = commerce.record_payment(
        payment=payment, actor=request.actor, now=request.now, rng=dice()
    )
    undo = f"/orders/{uid}/payments/{told.payment_id}/undone"
    return toast(go(f"/orders/{uid}"), _("Payment recorded."), undo=undo)


@signed_in
@require_POST
def undo_pay(request: Any, uid: UUID, payment: int) -> HttpResponse:
    """Void a payment."""
    commerce.undo_record_payment(payment_id=payment, actor=request.actor, now=request.now)
    return toast(go(f"/orders/{uid}"), _("Payment voided."))


@signed_in
@ASK_OR_DO
def give_back(request: Any, uid: UUID) -> HttpResponse:
    """Ask what comes back of an order, and record the return."""
    page = _page(request, uid)
    if request.method == "GET":
        return render(request, "desk/order/return_dialog.html", {"page": page})
    wanted = [(line.line_id, request.POST.get(f"line-{line.line_id}", "")) for line in page.lines]
    quantities = tuple(
        (key, amount_of(text)) for key, text in wanted if text.strip() not in ("", "0")
    )
    returned = NewReturn(page.order.order_id, quantities, _today(request))
    told = commerce.record_return(
        returned=returned, actor=request.actor, now=request.now, rng=dice()
    )
    undo = f"/orders/{uid}/cancellation?order={told.order_id}"
    return toast(go(f"/orders/{uid}"), _("Return recorded."), undo=undo)


@signed_in
@require_POST
def cancel(request: Any, uid: UUID) -> HttpResponse:
    """Cancel an order, or a return that belongs to it."""
    page = _page(request, uid)
    key = int(request.GET.get("order") or page.order.order_id)
    commerce.cancel_order(order_id=key, actor=request.actor, now=request.now)
    undo = f"/orders/{uid}/cancellation/undone?order={key}"
    return toast(go(f"/orders/{uid}"), _("Cancelled."), undo=undo)


@signed_in
@require_POST
def undo_cancel(request: Any, uid: UUID) -> HttpResponse:
    """Take a cancellation back."""
    page = _page(request, uid)
    key = int(request.GET.get("order") or page.order.order_id)
    commerce.undo_cancel_order(order_id=key, actor=request.actor, now=request.now)
    return toast(go(f"/orders/{uid}"), _("The cancellation was taken back."))


def _page(request: Any, uid: UUID) -> ShownOrder:
    return order_shown(uid, actor=request.actor, now=request.now)


def _today(request: Any) -> datetime:
    now: datetime = request.now
    return now.astimezone(ZoneInfo(request.actor.zone))
