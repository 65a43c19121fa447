"""Entering a product, and changing what the catalogue says of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rapport.front.desk.amounts import amount_of
from rapport.front.shell.toasts import toast
from rapport.kernel.access.actor import Actor
from rapport.kernel.clock import dice
from rapport.kernel.entities.registry import entity
from rapport.kernel.values import EXPONENTS, Money
from rapport.kernel.views.listing import is_seen
from rapport.kernel.web.doors import signed_in
from rapport.kernel.web.problems import is_fragment
from rapport.operations.catalogue import commands as catalogue
from rapport.operations.catalogue import queries
from rapport.operations.catalogue.queries import ProductCard
from rapport.operations.catalogue.words import NewProduct

from .deeds import recall, remember
from .going import go

PRODUCT = "catalogue.product"
TEXTS = ("code", "name", "unit", "category")


@signed_in
@require_http_methods(["GET", "POST"])
def new_product(request: Any) -> HttpResponse:
    """Ask what is new in the catalogue, and enter it; a second press enters nothing twice."""
    actor: Actor = request.actor
    actor.must(entity(PRODUCT).base.change)
    if request.method == "GET":
        first = {"is_active": True, "name": request.GET.get("name", "")[:200]}
        context = {
            "address": "/products/new",
            "product": first,
            "seen": _seen(actor),
            "currency": actor.currency,
            "request_key": uuid4().hex,
        }
        template = "dialog" if is_fragment(request) else "new_page"
        return render(request, f"desk/product/{template}.html", context)
    given = NewProduct(**{"code": "", "name": "", **_given(request.POST, actor)})
    catalogue.create_product(
        product=given,
        request_key=request.POST.get("request_key") or None,
        actor=actor,
        now=request.now,
        rng=dice(),
    )
    made = queries.product_named(given.code, actor=actor)
    address = f"/products/{made.uid}" if made else "/products"
    return toast(go(address), _("%(name)s added.") % {"name": given.name})


@signed_in
@require_http_methods(["GET", "POST"])
def change_product(request: Any, uid: UUID) -> HttpResponse:
    """Ask what is different about a product, and write it unless somebody was quicker."""
    actor: Actor = request.actor
    actor.must(entity(PRODUCT).base.change)
    product = queries.product_card(uid, actor=actor)
    if request.method == "GET":
        price = product.list_price
        context = {
            "address": f"/products/{uid}/change",
            "product": product,
            "seen": _seen(actor),
            "price": _plain(price),
            "currency": price.currency if price else actor.currency,
        }
        return render(request, "desk/product/dialog.html", context)
    _write(product.product_id, request.POST, actor, request.now)
    undo = f"/products/{uid}/changed-back?word={remember(request, _form_of(product))}"
    said = _("%(name)s changed.") % {"name": product.name}
    return toast(go(f"/products/{uid}"), said, undo=undo)


@signed_in
@require_POST
def change_back(request: Any, uid: UUID) -> HttpResponse:
    """Give a product the values it had before the change."""
    actor: Actor = request.actor
    product = queries.product_card(uid, actor=actor)
    before = recall(request, request.GET.get("word", ""))
    _write(product.product_id, before, actor, request.now)
    return toast(go(f"/products/{uid}"), _("The values from before are back."))


def _form_of(product: ProductCard) -> dict[str, str]:
    """Return a product as its form would give it."""
    price = product.list_price
    return {
        **{name: getattr(product, name) for name in TEXTS},
        "list_price": _plain(price),
        "currency": price.currency if price else "",
        "is_active": "1" if product.is_active else "0",
    }


def _plain(price: Money | None) -> str:
    return f"{price.amount.normalize():f}" if price else ""


def _write(product_id: int, form: Mapping[str, str], actor: Actor, now: datetime) -> None:
    version = form.get("version", "")
    catalogue.change_product(
        product_id=product_id,
        values=_given(form, actor),
        version=int(version) if version.isdigit() else None,
        actor=actor,
        now=now,
    )


def _seen(actor: Actor) -> set[str]:
    whole = entity(PRODUCT)
    return {name for name in whole.fields if is_seen(whole, name, actor)}


def _given(form: Mapping[str, str], actor: Actor) -> dict[str, Any]:
    values: dict[str, Any] = {name: form[name] for name in TEXTS if name in form}
    if "list_price" in form:
        price, currency = form["list_price"].strip(), form.get("currency", "")
        currency = currency if currency in EXPONENTS else actor.currency
        values["list_price"] = Money(amount_of(price), currency) if price else None
    if "is_active" in form:
        values["is_active"] = form["is_active"] == "1"
    return values
