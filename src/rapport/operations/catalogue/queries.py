"""Reading the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models.functions import Upper

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, NotFound
from rapport.kernel.values import Money
from rapport.operations.catalogue.models import Product
from rapport.operations.catalogue.permissions import VIEW


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product as forms and orders show it."""

    product_id: int
    uid: UUID
    code: str
    name: str
    unit: str
    list_price: Money | None
    category: str
    is_active: bool
    version: int


def product_card(product_uid: UUID, *, actor: Actor) -> ProductCard:
    """Return one product. Refuses NotAllowed, NotFound."""
    actor.must(VIEW)
    row = Product.objects.filter(uid=product_uid).first()
    if row is None:
        raise NotFound(entity=N_("Product"), id=str(product_uid))
    return _card(row)


def product_named(code: str, *, actor: Actor) -> ProductCard | None:
    """Return the product of that code, in any letter case; None when there is none."""
    actor.must(VIEW)
    row = Product.objects.filter(code__iexact=code).first()
    return _card(row) if row else None


def known_ids(product_ids: Iterable[int]) -> set[int]:
    """Return those of the keys that are products'."""
    return set(Product.objects.filter(pk__in=list(product_ids)).values_list("pk", flat=True))


def known_by_codes(codes: Iterable[str]) -> dict[str, int]:
    """Return the keys of the products that have one of these codes, given in capitals."""
    found = Product.objects.annotate(capitals=Upper("code")).filter(capitals__in=list(codes))
    return dict(found.values_list("capitals", "pk"))


def _card(row: Product) -> ProductCard:
    return ProductCard(
        product_id=row.pk,
        uid=row.uid,
        code=row.code,
        name=row.name,
        unit=row.unit,
        list_price=_price(row.list_price, row.currency),
        category=row.category,
        is_active=row.is_active,
        version=row.version,
    )


def _price(amount: Decimal | None, currency: str) -> Money | None:
    return None if amount is None else Money(amount, currency)
