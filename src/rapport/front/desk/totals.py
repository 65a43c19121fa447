"""The foot of a list: how many rows, and the sums of its columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, gettext

from rapport.front.shell import formats
from rapport.kernel.access.actor import Actor
from rapport.kernel.values import Money
from rapport.kernel.views import figures
from rapport.kernel.views.figures import Count, Total

from .lists import Asked, listing_of


@dataclass(frozen=True, slots=True)
class Foot:
    count: Count
    totals: list[tuple[str, str]]  # words and figure


def foot(asked: Asked, *, actor: Actor, now: datetime, exact: bool = False) -> Foot:
    """Return the count and the totals of all rows of the list, not of the page alone."""
    listing = listing_of(asked, actor)
    counted = figures.count(listing, now=now, exact=exact)
    if not counted.is_exact:
        return Foot(counted, [])
    return Foot(counted, [_words(total) for total in figures.totals(listing, now=now)])


def _words(total: Total) -> tuple[str, str]:
    language = get_language() or "zh-hant"
    label = gettext(total.field.label)
    if total.currency:
        value = round(total.value, 2)
        return label, formats.money(Money(value, total.currency), language)
    return label, formats.number(round(total.value, 2), language)
