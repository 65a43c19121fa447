"""What may come back of what was sold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapport.kernel.errors import N_, Conflict, Invalid
from rapport.operations.commerce.words import NewLine


class NothingReturned(Invalid):
    sentence = N_("Say which lines come back, and how much of each.")


class MoreReturnedThanSold(Conflict):
    sentence = N_("Of line {position} at most {left} can still come back, not {asked}.")


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of the original, and how much of it came back before."""

    line_id: int
    position: int
    product_id: int | None
    description: str
    quantity: Decimal
    price: Decimal
    returned: Decimal

    @property
    def left(self) -> Decimal:
        return self.quantity - self.returned


def return_lines(sold: Sequence[SoldLine], asked: Mapping[int, Decimal]) -> tuple[NewLine, ...]:
    """
    Return the lines of the return: negative quantities at the prices of the original.

    Refuses   NothingReturned: no line, a line of another order, or none of a line;
              MoreReturnedThanSold.
    """
    by_id = {line.line_id: line for line in sold}
    if not asked or not set(asked) <= set(by_id) or min(asked.values()) <= 0:
        raise NothingReturned()
    return tuple(_returned(line, asked[line.line_id]) for line in sold if line.line_id in asked)


def _returned(line: SoldLine, quantity: Decimal) -> NewLine:
    if quantity > line.left:
        raise MoreReturnedThanSold(position=line.position, left=line.left, asked=quantity)
    return NewLine(-quantity, line.price, line.product_id, line.description, line.line_id)
