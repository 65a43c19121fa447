"""Products for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from rapport.kernel.clock import dice
from rapport.kernel.views.keys import key_of
from rapport.kernel.views.resources import left, made, request_key, values_of
from rapport.kernel.views.schemas import changes, creates, item_schema
from rapport.kernel.web.bodies import AmountGiven, Body, Flag, text
from rapport.kernel.web.doors import version_named
from rapport.operations.catalogue import commands as catalogue
from rapport.operations.catalogue.words import NewProduct

PRODUCT = "catalogue.product"
router = Router()
routers = {"products": router}


class ProductChange(Body):
    """What is to be different of a product."""

    code: str = text(40, shortest=1)
    name: str = text(200, shortest=1)
    unit: str = text(20)
    list_price: AmountGiven | None = None
    category: str = text(80)
    is_active: Flag = True

    @property
    def values(self) -> dict[str, Any]:
        found = values_of(self)
        if self.list_price is not None:
            found["list_price"] = self.list_price.money
        return found


class ProductBody(ProductChange):
    """One thing that is sold under one code."""

    code: str = text(40, ..., shortest=1, examples=["SH-100"])
    name: str = text(200, ..., shortest=1, examples=["Rice cooker"])


@router.post("", **creates(PRODUCT, "Enter a product"))
def create_product(request: Any, body: ProductBody) -> HttpResponse:
    """Enter a product under a code of its own; letter case does not tell codes apart."""
    created = catalogue.create_product(
        product=NewProduct(**body.values),
        request_key=request_key(request),
        actor=request.actor,
        now=request.now,
        rng=dice(),
    )
    return made(request, PRODUCT, created.product_id)


@router.patch("/{uuid:uid}", **changes(item_schema(PRODUCT), "Change a product"))
def change_product(request: Any, uid: UUID, body: ProductChange) -> HttpResponse:
    """Give the named fields these values; what is absent stays."""
    changed = catalogue.change_product(
        product_id=key_of(PRODUCT, uid, actor=request.actor),
        values=body.values,
        version=version_named(request),
        actor=request.actor,
        now=request.now,
    )
    return left(request, PRODUCT, changed.product_id)
