"""Change what the catalogue says of a product."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.audit.stale import must_be_at
from rapport.kernel.errors import N_, NotFound
from rapport.kernel.events.tell import tell
from rapport.operations.catalogue.events import ProductChanged
from rapport.operations.catalogue.models import Product
from rapport.operations.catalogue.permissions import CHANGE
from rapport.operations.catalogue.pure import cleaned

from .create_product import save_under_code


@transaction.atomic
def change_product(
    *,
    product_id: int,
    values: Mapping[str, object],
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> ProductChanged:
    """
    Give the named fields of a product other values.

    Refuses   NotFound, NotAllowed, ProductNotUnderstood, ProductCodeTaken; Stale: it is no longer
              at the expected version.
    Tells     ProductChanged, unless nothing is different.
    """
    row = Product.objects.locked().filter(pk=product_id).first()
    if row is None:
        raise NotFound(entity=N_("Product"), id=product_id)
    actor.must(CHANGE)
    must_be_at("catalogue.product", row, version, actor=actor)
    row.set(**cleaned(values))
    save_under_code(row, now=now)
    changes = row.changes()
    changed = ProductChanged(row.pk, tuple(change.field for change in changes), now)
    return tell(changed, about=row, changes=changes, actor=actor, now=now) if changes else changed
