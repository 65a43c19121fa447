"""The vocabulary of orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from rapport.kernel.errors import N_
from rapport.kernel.values import Money


class OrderKind(StrEnum):
    """A sale gives the customer goods, a return takes them back, an adjustment only money."""

    SALE = "sale"
    RETURN = "return"
    ADJUSTMENT = "adjustment"


class OrderStatus(StrEnum):
    PLACED = "placed"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"


KIND_LABELS: Mapping[str, str] = {
    OrderKind.SALE: N_("Sale"),
    OrderKind.RETURN: N_("Return"),
    OrderKind.ADJUSTMENT: N_("Adjustment"),
}
STATUS_LABELS: Mapping[str, str] = {
    OrderStatus.PLACED: N_("Placed"),
    OrderStatus.FULFILLED: N_("Fulfilled"),
    OrderStatus.CANCELLED: N_("Cancelled"),
}


@dataclass(frozen=True, slots=True)
class NewLine:
    """
    One position of a new order.

    Units     price: per piece, up to four decimals; quantity: negative where goods come back.
    """

    quantity: Decimal
    price: Decimal
    product_id: int | None = None
    description: str = ""
    original_line_id: int | None = None  # of a return: the line that comes back


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order as a door gives it; the number is ours, the external number the source's."""

    lines: tuple[NewLine, ...]
    currency: str
    ordered_at: datetime
    party_id: int | None = None
    kind: OrderKind = OrderKind.SALE
    channel: str = ""
    store: str = ""
    source: str = ""
    external_number: str = ""


@dataclass(frozen=True, slots=True)
class NewReturn:
    """
    Goods coming back.

    Units     quantities: what comes back of each line of the original, by line key, positive.
    """

    original_id: int
    quantities: tuple[tuple[int, Decimal], ...]
    returned_at: datetime
    channel: str = ""
    store: str = ""
    external_number: str = ""


@dataclass(frozen=True, slots=True)
class NewPayment:
    """Money received for an order; negative when it is paid back."""

    order_id: int
    method: str
    amount: Money
    paid_at: datetime
    reference: str = ""
