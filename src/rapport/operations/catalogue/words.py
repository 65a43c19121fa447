"""The vocabulary of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from rapport.kernel.values import Money


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product as a door gives it; a list price has up to four decimals."""

    code: str
    name: str
    unit: str = ""
    list_price: Money | None = None
    category: str = ""
    is_active: bool = True
