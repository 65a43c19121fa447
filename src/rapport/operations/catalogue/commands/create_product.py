"""Enter a product into the catalogue."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, Conflict
from rapport.kernel.events.once import once
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, new_id
from rapport.operations.catalogue.events import ProductCreated
from rapport.operations.catalogue.models import Product
from rapport.operations.catalogue.permissions import CHANGE
from rapport.operations.catalogue.pure import cleaned
from rapport.operations.catalogue.words import NewProduct


class ProductCodeTaken(Conflict):
    sentence = N_("There is already a product with the code {code}.")


@once
@transaction.atomic
def create_product(
    *, product: NewProduct, actor: Actor, now: datetime, rng: Chance
) -> ProductCreated:
    """
    Enter a product under a code of its own.

    Refuses   NotAllowed, ProductNotUnderstood, ProductCodeTaken.
    Tells     ProductCreated.
    """
    actor.must(CHANGE)
    row = Product(uid=new_id(now, rng))
    row.set(**cleaned({name: getattr(product, name) for name in product.__slots__}))
    save_under_code(row, now=now)
    created = ProductCreated(product_id=row.pk, code=row.code, occurred_at=now)
    return tell(created, about=row, changes=row.changes(), actor=actor, now=now)


def save_under_code(row: Product, *, now: datetime) -> None:
    """Write the product. Refuses ProductCodeTaken: another has the code, in any letter case."""
    try:
        with transaction.atomic():
            row.save_changes(now=now)
    except IntegrityError:
        raise ProductCodeTaken(code=row.code) from None
