"""Record pages: one row of an entity with what belongs to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from rapport.front.desk.holdings import holding_shown
from rapport.front.desk.orders import order_shown
from rapport.front.desk.products import product_shown
from rapport.front.desk.records import record_of
from rapport.kernel.web.doors import signed_in


@signed_in
@require_GET
def record(request: Any, key: str, uid: UUID) -> HttpResponse:
    """Show one record of an entity that has no page of its own kind."""
    page = record_of(key, uid, actor=request.actor, now=request.now)
    return render(request, "desk/record_page.html", {"page": page, "key": key})


@signed_in
@require_GET
def order(request: Any, uid: UUID) -> HttpResponse:
    """Show an order with lines, payments and returns."""
    page = order_shown(uid, actor=request.actor, now=request.now)
    return render(request, "desk/order/page.html", {"page": page})


@signed_in
@require_GET
def holding(request: Any, uid: UUID) -> HttpResponse:
    """Show a holding with figures and roles."""
    page = holding_shown(uid, actor=request.actor, now=request.now)
    return render(request, "desk/holding_page.html", {"page": page})


@signed_in
@require_GET
def product(request: Any, uid: UUID) -> HttpResponse:
    """Show a product and the orders it is on."""
    page = product_shown(uid, actor=request.actor, now=request.now)
    return render(request, "desk/product_page.html", {"page": page})
