"""The foot of a list: how many rows, and the sums of its columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from rapport.front.shell import formats
from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.registry import entity_by_key
from rapport.kernel.values import Money
from rapport.kernel.views import figures
from rapport.kernel.views.figures import Count, Total

from .asked import Asked, listing_of
from .looks import look_of
from .wording import setting_of


@dataclass(frozen=True, slots=True)
class Foot:
    """`chosen` is the total of the column that is added up for chosen rows, in home currency."""

    count: Count
    totals: list[tuple[str, str]]  # words and figure
    chosen: str


def foot(asked: Asked, *, actor: Actor, now: datetime, exact: bool = False) -> Foot:
    """Return the count and the totals of all rows of the list, not of the page alone."""
    listing = listing_of(asked, actor)
    counted = figures.count(listing, now=now, exact=exact)
    if not counted.is_exact:
        return Foot(counted, [], "")
    found = figures.totals(listing, now=now)
    wanted = look_of(entity_by_key(asked.key)).sum
    chosen = (
        str(total.value)
        for total in found
        if total.field.name == wanted and total.currency == actor.currency
    )
    language = setting_of(actor, now).language
    return Foot(counted, [_words(total, language) for total in found], next(chosen, ""))


def _words(total: Total, language: str) -> tuple[str, str]:
    label = gettext(total.field.label)
    value = round(total.value, 2)
    if total.currency:
        return label, formats.money(Money(value, total.currency), language)
    return label, formats.number(value, language)
