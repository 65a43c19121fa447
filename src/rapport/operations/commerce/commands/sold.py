"""What an order sold, and how much of it came back."""

from __future__ import annotations

from typing import Any

from django.db import connection

from rapport.operations.commerce.pure import MoreReturnedThanSold, SoldLine

SOLD = """
select l.id, l.position, l.product_id, l.description, l.quantity, l.price,
  coalesce((select -sum(back.quantity) from commerce_order r
    join commerce_line back on back.order_id = r.id
    where r.original_id = l.order_id and r.status <> 'cancelled'
      and back.original_line_id = l.id), 0)
from commerce_line l where l.order_id = %s order by l.position, l.id"""


def sold_lines(order_id: int) -> list[SoldLine]:
    """Return the lines of the order, each with what came back of it."""
    with connection.cursor() as cursor:
        cursor.execute(SOLD, [order_id])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return [SoldLine(*row) for row in found]


def refuse_more_than_sold(order_id: int) -> None:
    """Refuse MoreReturnedThanSold when the returns that count take back more than was sold."""
    for line in sold_lines(order_id):
        if line.left < 0:
            raise MoreReturnedThanSold(
                position=line.position, left=line.quantity, asked=line.returned
            )
