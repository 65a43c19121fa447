"""Amounts as people type them into a field."""

from __future__ import annotations

import re
from decimal import Decimal

from rapport.kernel.errors import N_, Invalid

TYPED = re.compile(r"-?\d{1,15}(\.\d{1,6})?")


class AmountNotUnderstood(Invalid):
    sentence = N_("“{value}” is no amount. Write it with digits, such as 1990.")


def amount_of(text: str) -> Decimal:
    """Return the number somebody typed, with or without commas. Refuses AmountNotUnderstood."""
    plain = text.replace(",", "").strip()
    if not TYPED.fullmatch(plain):
        raise AmountNotUnderstood(value=text[:40])
    return Decimal(plain)
