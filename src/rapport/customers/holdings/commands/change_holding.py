"""Change and end holdings, never over the source that keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from rapport.customers.holdings.events import HoldingChanged, HoldingEnded
from rapport.customers.holdings.models import Holding
from rapport.customers.holdings.permissions import CHANGE
from rapport.customers.holdings.pure import check_dates, cleaned, cleaned_fields
from rapport.customers.holdings.words import Status
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import must_reach
from rapport.kernel.audit.stale import must_be_at
from rapport.kernel.errors import N_, Conflict, NotFound
from rapport.kernel.events.tell import tell

from .record_holding import save_under_number


class HoldingKeptBySource(Conflict):
    sentence = N_("This holding is kept by {source}. Change it there; it will be updated here.")


class HoldingEndedAlready(Conflict):
    sentence = N_("This holding ended on {until_on}.")


@transaction.atomic
def change_holding(
    *,
    holding_id: int,
    values: Mapping[str, Any],
    source: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> HoldingChanged:
    """
    Give the named fields of a holding other values; `own` replaces all own fields.

    Refuses   NotFound, NotAllowed, HoldingKeptBySource: `source` is not the one that keeps it;
              HoldingNotUnderstood, OwnFieldNotUnderstood, HoldingNumberTaken; Stale: it is no
              longer at the expected version.
    Tells     HoldingChanged, unless nothing is different.
    """
    row = holding_locked(holding_id, actor)
    must_be_at("holdings.holding", row, version, actor=actor)
    refuse_over_source(row, source)
    plain = {field: value for field, value in values.items() if field != "own"}
    row.set(**cleaned_fields(plain))
    if "own" in values:
        row.set(own=cleaned(row.kind.own_fields, values["own"]))
    check_dates(row.from_on, row.until_on)
    save_under_number(row, now=now)
    changes = row.changes()
    changed = HoldingChanged(row.pk, tuple(change.field for change in changes), now)
    return tell(changed, about=row, changes=changes, actor=actor, now=now) if changes else changed


@transaction.atomic
def end_holding(
    *,
    holding_id: int,
    until_on: date,
    source: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> HoldingEnded:
    """
    End a holding: from that day on it is no more.

    Refuses   NotFound, NotAllowed, HoldingKeptBySource, HoldingEndedAlready, HoldingNotUnderstood;
              Stale.
    Tells     HoldingEnded.
    """
    row = holding_locked(holding_id, actor)
    must_be_at("holdings.holding", row, version, actor=actor)
    refuse_over_source(row, source)
    if row.status == Status.ENDED:
        raise HoldingEndedAlready(until_on=row.until_on)
    check_dates(row.from_on, until_on)
    row.set(status=Status.ENDED.value, until_on=until_on)
    changes = row.save_changes(now=now)
    ended = HoldingEnded(row.pk, until_on, now)
    return tell(ended, about=row, changes=changes, actor=actor, now=now)


def holding_locked(holding_id: int, actor: Actor) -> Holding:
    """Return the holding, locked, if the actor may change it. Refuses NotFound, NotAllowed."""
    row: Holding | None = Holding.objects.locked().filter(pk=holding_id).first()
    if row is None:
        raise NotFound(entity=N_("Holding"), id=holding_id)
    must_reach("holdings.holding", holding_id, actor=actor, permission=CHANGE)
    return row


def refuse_over_source(row: Holding, source: str) -> None:
    """Refuse HoldingKeptBySource when another than the source that keeps the holding writes."""
    if row.source and row.source != source:
        raise HoldingKeptBySource(source=row.source)
