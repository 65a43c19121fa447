"""Place an order, with its lines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import must_reach
from rapport.kernel.access.words import Reach
from rapport.kernel.errors import N_, Conflict, Invalid, NotAllowed
from rapport.kernel.events.once import once
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, Money, new_id
from rapport.operations.catalogue import queries as catalogue
from rapport.operations.commerce.events import OrderPlaced
from rapport.operations.commerce.models import Line, Order
from rapport.operations.commerce.permissions import CHANGE
from rapport.operations.commerce.pure import PricedLine, PricedOrder, priced
from rapport.operations.commerce.words import NewOrder

from .home import home_amount
from .timeline import enter_order
from .totals import lock_totals, refresh_totals

AS_GIVEN = ("party_id", "ordered_at", "currency", "channel", "store", "source")
NUMBER = "select 'SO-' || nextval('commerce_order_number')"


class ProductUnknown(Invalid):
    sentence = N_("A line names a product that is not in the catalogue.")


class OrderNumberTaken(Conflict):
    sentence = N_("There is already an order {external_number} from {source}.")


@once
@transaction.atomic
def place_order(*, order: NewOrder, actor: Actor, now: datetime, rng: Chance) -> OrderPlaced:
    """
    Place an order: a sale, an adjustment, or a return whose original is not known here.

    Refuses   NotFound (the customer), NotAllowed (also: an order without a customer, by who does
              not see all), OrderNotUnderstood, ProductUnknown, OrderNumberTaken.
    Tells     OrderPlaced.
    """
    must_reach_customer(order.party_id, actor)
    priced_order = priced(order)
    refuse_unknown_products(priced_order.lines)
    lock_totals([order.party_id] if order.party_id else [])
    row = new_row(order, priced_order, now=now, rng=rng)
    save_with_lines(row, priced_order.lines, now=now)
    enter_order(row, actor=actor, now=now, rng=rng)
    placed = OrderPlaced(row.pk, row.party_id, row.kind, row.money, row.ordered_at, now)
    return tell(placed, about=row, changes=row.changes(), actor=actor, now=now)


def must_reach_customer(party_id: int | None, actor: Actor) -> None:
    """Refuse unless the actor may change orders of this customer; of none: who sees all."""
    if party_id is not None:
        must_reach("parties.party", party_id, actor=actor)
        actor.must(CHANGE)
    elif actor.reach_of(CHANGE) is not Reach.ALL:
        raise NotAllowed(permission=CHANGE)


def refuse_unknown_products(lines: Iterable[PricedLine]) -> None:
    asked = {line.product_id for line in lines if line.product_id is not None}
    if asked - catalogue.known_ids(asked):
        raise ProductUnknown()


def new_row(order: NewOrder, priced_order: PricedOrder, *, now: datetime, rng: Chance) -> Order:
    """Return the row of a new order under a new number, not yet written."""
    total = Money(priced_order.total, order.currency)
    row = Order(uid=new_id(now, rng), number=_next_number())
    row.set(
        **{name: getattr(order, name) for name in AS_GIVEN},
        external_number=order.external_number or None,
        kind=order.kind.value,
        total=total.amount,
        home_total=home_amount(total, order.ordered_at),
    )
    return row


def save_with_lines(row: Order, lines: Iterable[PricedLine], *, now: datetime) -> None:
    """Write the order, its lines and the customer's totals. Refuses OrderNumberTaken."""
    try:
        with transaction.atomic():
            row.save_changes(now=now)
    except IntegrityError:
        taken = {"external_number": row.external_number, "source": row.source}
        raise OrderNumberTaken(**taken) from None
    Line.objects.bulk_create(
        Line(order_id=row.pk, **{name: getattr(line, name) for name in line.__slots__})
        for line in lines
    )
    refresh_totals([row.party_id] if row.party_id else [], now=now)


def _next_number() -> str:
    with connection.cursor() as cursor:
        cursor.execute(NUMBER)
        number: str = cursor.fetchone()[0]
        return number
