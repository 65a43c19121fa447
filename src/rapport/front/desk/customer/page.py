"""One customer with all that the rooms know of him; what the reader may not see is not there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from rapport.customers.holdings import queries as holdings
from rapport.customers.holdings.queries import HoldingsCard
from rapport.customers.interactions import queries as interactions
from rapport.customers.parties import queries as parties
from rapport.customers.parties.queries.card import CustomerCard
from rapport.front.desk.wording import Setting, setting_of
from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import NotAllowed
from rapport.kernel.views import engine
from rapport.operations.commerce import queries as commerce
from rapport.operations.commerce.queries import OrderRow, TotalsCard

from . import entries as words
from . import figures, months
from .entries import Segment, ShownEntry
from .facts import Facts, facts_of
from .figures import Figure
from .related import HeldGroup, ShownSum, shown_holdings, shown_sum

PARTY = "parties.party"
ORDERS_SHOWN = 5
ENTRIES_SHOWN = 30


@dataclass(frozen=True, slots=True)
class TimelinePart:
    """A page of the timeline; `more` is the place after it, `last_on` the day it ended with."""

    uid: UUID
    entries: list[ShownEntry]
    more: str
    last_on: str
    group: str
    segments: list[Segment]
    is_open: bool  # the reader may see timelines at all


@dataclass(frozen=True, slots=True)
class CustomerPage:
    uid: UUID
    facts: Facts
    figures: list[Figure]
    chart: dict[str, Any] | None
    timeline: TimelinePart
    holdings: HoldingsCard | None
    orders: tuple[OrderRow, ...] | None
    totals: TotalsCard | None
    held: list[HeldGroup]
    sum: ShownSum | None

    @property
    def card(self) -> CustomerCard:
        return self.facts.card

    @property
    def holdings_url(self) -> str:
        """Return the list of what is theirs today; "" where no list can be asked for."""
        number = self.card.fields.get("number")
        if not number or self.holdings is None:
            return ""
        return figures.holdings_behind([number, *self.holdings.members])

    @property
    def orders_url(self) -> str:
        return figures.rows_behind("orders", figures.of_party(self.uid))


def customer_page(uid: UUID, *, actor: Actor, now: datetime) -> CustomerPage:
    """Return the page of a customer. Refuses NotFound, NotAllowed."""
    card = parties.customer_card(uid, actor=actor, now=now)
    setting = setting_of(actor, now)
    facts = facts_of(card, setting)
    held = held_by(card, actor=actor, now=now)
    bought = _bought(card, actor, now, setting)
    last_touch = card.fields.get("last_touch_at")
    return CustomerPage(
        uid=uid,
        facts=facts,
        figures=[
            *bought.figures,
            *(
                [figures.held(held, card.fields.get("number"), setting)]
                if held and held.holdings
                else []
            ),
            figures.touched(last_touch, uid, setting),
        ],
        chart=bought.chart,
        timeline=timeline_part(uid, name=facts.name, actor=actor, now=now),
        holdings=held,
        orders=bought.orders,
        totals=bought.totals,
        held=shown_holdings(held, setting),
        sum=shown_sum(held, setting),
    )


def held_by(card: CustomerCard, *, actor: Actor, now: datetime) -> HoldingsCard | None:
    """Return what the customer or household holds; None for who may not see holdings."""
    of_household = card.fields.get("kind") == "household"
    held = holdings.holdings_of_household if of_household else holdings.holdings_of
    try:
        return held(card.party_id, actor=actor, now=now)
    except NotAllowed:
        return None


def timeline_part(
    uid: UUID,
    *,
    group: str = "",
    after: str = "",
    last_on: str = "",
    name: str | None = None,
    actor: Actor,
    now: datetime,
) -> TimelinePart:
    """Return a page of the timeline, of one group of kinds or of all. Refuses NotFound."""
    kinds, setting = words.kinds_of_group(group), setting_of(actor, now)
    try:
        found = interactions.timeline(
            uid, after=after or None, limit=ENTRIES_SHOWN, kinds=kinds, actor=actor, now=now
        )
    except NotAllowed:
        return TimelinePart(uid, [], "", "", group, [], is_open=False)
    if name is None:
        name = str(engine.row(PARTY, uid, columns=("name",), actor=actor, now=now)["name"])
    counts = {} if after else interactions.kinds_of(uid, actor=actor)
    before = date.fromisoformat(last_on) if last_on else None
    shown = words.shown_entries(found.entries, name, setting, before)
    ends = found.entries[-1].at.astimezone(timezone.get_current_timezone()) if shown else None
    return TimelinePart(
        uid=uid,
        entries=shown,
        more=found.next or "",
        last_on=ends.date().isoformat() if ends else "",
        group=group,
        segments=words.segments(counts, group, setting),
        is_open=True,
    )


@dataclass(frozen=True, slots=True)
class _Bought:
    figures: list[Figure]
    chart: dict[str, Any] | None = None
    orders: tuple[OrderRow, ...] | None = None
    totals: TotalsCard | None = None


def _bought(card: CustomerCard, actor: Actor, now: datetime, setting: Setting) -> _Bought:
    try:
        totals = commerce.totals_of(card.party_id, actor=actor)
    except NotAllowed:
        return _Bought([])
    if totals is None or not (totals.orders_count or totals.returns_count):
        return _Bought([], orders=())
    by_month = commerce.months_of(card.party_id, actor=actor, now=now)
    orders = commerce.orders_of(card.party_id, actor=actor, limit=ORDERS_SHOWN).orders
    return _Bought(
        [
            *figures.spending(totals, by_month, card.id, setting),
            *figures.buying(totals, orders, card.id, setting),
        ],
        months.months_chart(by_month, card.id, totals.net.currency, setting),
        orders,
        totals,
    )
