"""Record pages: one row of an entity with what belongs to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from rapport.front.desk.holdings import holding_shown
from rapport.front.desk.neighbours import next_to, place_in_list
from rapport.front.desk.orders import order_shown
from rapport.front.desk.products import product_shown
from rapport.front.desk.records import record_of
from rapport.kernel.web.doors import signed_in


@signed_in
@require_GET
def record(request: Any, key: str, uid: UUID) -> HttpResponse:
    """Show one record of an entity that has no page of its own kind."""
    page = record_of(key, uid, actor=request.actor, now=request.now)
    return render(
        request, "desk/record_page.html", {"page": page, **place_in_list(request, key, uid)}
    )


@signed_in
@require_GET
def next_in_list(request: Any, key: str, uid: UUID) -> HttpResponse:
    """Give the ways to the records before and after this one in the list it was opened from."""
    place = place_in_list(request, key, uid)
    found = next_to(key, uid, place["came"] or "", actor=request.actor, now=request.now)
    return render(request, "desk/parts/neighbour_links.html", {"found": found, **place})


@signed_in
@require_GET
def order(request: Any, uid: UUID) -> HttpResponse:
    """Show an order with lines, payments and returns."""
    page = order_shown(uid, actor=request.actor, now=request.now)
    return render(
        request, "desk/order/page.html", {"page": page, **place_in_list(request, "orders", uid)}
    )


@signed_in
@require_GET
def holding(request: Any, uid: UUID) -> HttpResponse:
    """Show a holding with figures and roles."""
    page = holding_shown(uid, actor=request.actor, now=request.now)
    return render(
        request, "desk/holding_page.html", {"page": page, **place_in_list(request, "holdings", uid)}
    )


@signed_in
@require_GET
def product(request: Any, uid: UUID) -> HttpResponse:
    """Show a product and the orders it is on."""
    page = product_shown(uid, actor=request.actor, now=request.now)
    return render(
        request, "desk/product/page.html", {"page": page, **place_in_list(request, "products", uid)}
    )
