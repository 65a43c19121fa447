"""Set what a holding amounts to: balances, bills due, mileage, readings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from rapport.customers.holdings.events import FiguresSet
from rapport.customers.holdings.models import Figure, Holding
from rapport.customers.holdings.permissions import BALANCES
from rapport.customers.holdings.pure import Kept, check_figure, check_replaces
from rapport.customers.holdings.words import MONEY_FIGURES, NewFigure
from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.rows import Change
from rapport.kernel.events.tell import tell

from .change_holding import holding_locked


@transaction.atomic
def set_figures(
    *, holding_id: int, figures: Sequence[NewFigure], actor: Actor, now: datetime
) -> FiguresSet:
    """
    Set figures of one holding, all or none.

    Refuses   NotFound, NotAllowed (also: sets amounts without the right to see them),
              FigureNotUnderstood, FigureKeptBySource.
    Tells     FiguresSet, with the figures that differ; unless none does.
    """
    row = holding_locked(holding_id, actor)
    if any(figure.name in MONEY_FIGURES for figure in figures):
        actor.must(BALANCES)
    kept = {figure.name: figure for figure in Figure.objects.filter(holding_id=row.pk)}
    for figure in figures:
        check_figure(figure, row.kind.figures, now=now)
        before = kept.get(figure.name)
        check_replaces(figure, Kept(before.source, before.as_of) if before else None)
    changes = [
        change for figure in figures for change in _write(row, kept.get(figure.name), figure, now)
    ]
    source = figures[0].source if figures else ""
    was_set = FiguresSet(row.pk, tuple(change.field for change in changes), source, now)
    if not changes:
        return was_set
    row.raise_version(now=now)
    return tell(was_set, about=row, changes=changes, actor=actor, now=now)


def _write(row: Holding, before: Figure | None, new: NewFigure, now: datetime) -> list[Change]:
    """Write the figure; a newer as-of time of the same value is kept but is no change."""
    after = Figure(
        id=before.pk if before else None,
        holding_id=row.pk,
        name=new.name,
        value=new.value,
        currency=new.currency,
        unit=new.unit,
        as_of=new.as_of,
        source=new.source,
        recorded_at=now,
    )
    after.save(force_insert=before is None, force_update=before is not None)
    shown = _shown(before) if before else None
    return [] if shown == _shown(after) else [Change(new.name.value, shown, _shown(after))]


def _shown(figure: Figure) -> str:
    return f"{figure.value.normalize():f} {figure.currency or figure.unit}".strip()
