"""Makers of holdings, products and orders, for tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any

from rapport.customers.holdings import commands as holdings
from rapport.customers.holdings.words import FigureName, NewFigure, NewHolding
from rapport.kernel.access.actor import Actor, operator
from rapport.kernel.values import Money
from rapport.kernel.values.money import exact
from rapport.operations.catalogue import commands as catalogue
from rapport.operations.catalogue.words import NewProduct
from rapport.operations.commerce import commands as commerce
from rapport.operations.commerce.words import NewLine, NewOrder, NewPayment, OrderKind

NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
DICE = Random(20261120)
OPERATOR = operator("tests")


def a_holding(party_id: int, kind: str = "account", *, number: str = "", **more: Any) -> int:
    """Record a holding of the party and return its key."""
    actor: Actor = more.pop("actor", OPERATOR)
    number = number or f"{kind}-{DICE.randrange(10**9):09}"
    new = NewHolding(kind, number, party_id, **more)
    return holdings.record_holding(holding=new, actor=actor, now=NOW, rng=DICE).holding_id


def a_balance(
    holding_id: int,
    amount: str,
    currency: str = "TWD",
    *,
    as_of: datetime = NOW,
    source: str = "core",
    name: FigureName = FigureName.BALANCE,
) -> None:
    """Set a figure of the holding."""
    figure = NewFigure(name, Decimal(amount), as_of, source=source, currency=currency)
    holdings.set_figures(holding_id=holding_id, figures=[figure], actor=OPERATOR, now=NOW)


def a_product(code: str = "SH-100", name: str = "Rice cooker", *, price: str = "1990") -> int:
    """Enter a product and return its key."""
    new = NewProduct(code, name, list_price=Money(Decimal(price), "TWD"))
    return catalogue.create_product(product=new, actor=OPERATOR, now=NOW, rng=DICE).product_id


def an_order(
    party_id: int | None,
    lines: Iterable[tuple[int | str, int | str]] = ((1, "1990"),),
    *,
    currency: str = "TWD",
    **more: Any,
) -> int:
    """Place an order of (quantity, price) lines and return its key."""
    actor: Actor = more.pop("actor", OPERATOR)
    new = NewOrder(
        lines=tuple(NewLine(Decimal(quantity), Decimal(price)) for quantity, price in lines),
        currency=currency,
        ordered_at=more.pop("ordered_at", NOW),
        party_id=party_id,
        kind=more.pop("kind", OrderKind.SALE),
        **more,
    )
    return commerce.place_order(order=new, actor=actor, now=NOW, rng=DICE).order_id


def a_payment(order_id: int, amount: str, currency: str = "TWD", *, method: str = "cash") -> int:
    """Record a payment for the order and return its key."""
    new = NewPayment(order_id, method, Money(exact(Decimal(amount)), currency), NOW)
    return commerce.record_payment(payment=new, actor=OPERATOR, now=NOW, rng=DICE).payment_id
