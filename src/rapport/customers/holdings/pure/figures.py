"""Whose figure counts: a figure of a source is replaced by that source, or by a newer one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from rapport.customers.holdings.words import FIGURE_LABELS, MONEY_FIGURES, NewFigure
from rapport.kernel.errors import N_, Conflict, Invalid
from rapport.kernel.values import CurrencyUnknown, Money

LARGEST = Decimal(10) ** 18
DECIMALS = Decimal("0.0001")
AHEAD = timedelta(minutes=5)  # clocks of other systems differ by a little


class FigureNotUnderstood(Invalid):
    sentence = N_("{figure} cannot be “{value}”. {wanted}")


class FigureKeptBySource(Conflict):
    sentence = N_(
        "{figure} comes from {source} and is as of {as_of}; only {source} or a newer figure can"
        " replace it."
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """The figure that is there: where it came from and when it was so."""

    source: str
    as_of: datetime


def check_figure(figure: NewFigure, has: Sequence[str], *, now: datetime) -> None:
    """
    Refuse FigureNotUnderstood unless a holding whose kind `has` these figures can have it.

    A figure from the future is refused: it would keep every later one out.
    """
    if figure.name not in has:
        raise _refused(figure, N_("This kind has no such figure."))
    if figure.as_of > now + AHEAD:
        raise _refused(figure, N_("Its as-of time lies in the future."))
    if not figure.value.is_finite() or abs(figure.value) >= LARGEST:
        raise _refused(figure, N_("Give a number."))
    if figure.name in MONEY_FIGURES:
        _check_money(figure)
    elif figure.value != figure.value.quantize(DECIMALS):
        raise _refused(figure, N_("It has at most four decimals."))


def check_replaces(figure: NewFigure, kept: Kept | None) -> None:
    """
    Refuse FigureKeptBySource unless the new figure may take the place of what is there.

    A source corrects itself at the same as-of time or later, never back in time; what a person
    typed, or another source gave, counts only when it is newer.
    """
    if kept is None or figure.as_of > kept.as_of:
        return
    same_hand = figure.source == kept.source
    if same_hand and figure.as_of == kept.as_of:
        return
    raise FigureKeptBySource(
        figure=FIGURE_LABELS[figure.name],
        source=kept.source or N_("a colleague"),
        as_of=kept.as_of.isoformat(timespec="minutes"),
    )


def age_of(as_of: datetime, *, now: datetime) -> timedelta:
    """Return how old the figure is; one from a clock ahead of ours is new."""
    return max(now - as_of, timedelta(0))


def _check_money(figure: NewFigure) -> None:
    try:
        amount = Money(figure.value, figure.currency)
    except CurrencyUnknown:
        raise _refused(figure, N_("Its currency is not known.")) from None
    if not amount.is_rounded:
        raise _refused(figure, N_("It is finer than its currency."))


def _refused(figure: NewFigure, wanted: str) -> FigureNotUnderstood:
    shown = FIGURE_LABELS[figure.name]
    return FigureNotUnderstood(
        figure=shown, name=figure.name.value, value=str(figure.value)[:40], wanted=wanted
    )
