"""Enter orders, returns and payments into the customer's timeline."""

from __future__ import annotations

from datetime import datetime

from rapport.kernel.access.actor import Actor
from rapport.kernel.values import Chance
from rapport.operations.commerce.models import Order, Payment


def enter_order(row: Order, *, actor: Actor, now: datetime, rng: Chance) -> None:
    """Enter a placed order or a return."""


def enter_payment(row: Payment, order: Order, *, actor: Actor, now: datetime, rng: Chance) -> None:
    """Enter a payment."""
