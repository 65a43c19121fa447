"""Reading what customers hold: cards of holdings with the age of their figures, and sums."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from rapport.customers.holdings.permissions import BALANCES, VIEW
from rapport.customers.holdings.pure import Held, Sum, age_of, sum_of
from rapport.customers.holdings.words import MONEY_FIGURES, OWNING, FigureName, Side, Status
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope, must_reach, reaches, scope
from rapport.kernel.audit.sources import FieldChange
from rapport.kernel.clock import day_in
from rapport.kernel.entities.registry import entity
from rapport.kernel.entities.sql import all_of
from rapport.kernel.prepared import rows_of
from rapport.kernel.rates import queries as rates
from rapport.kernel.rates.pure import DatedRate, converted
from rapport.kernel.values import Money
from rapport.kernel.views.blanks import blanked

OF_PARTIES = """
select h.id, h.uid, k.code, k.name, k.side, k.late_after_hours, h.number, h.name, h.place,
  h.status, h.from_on, h.until_on, h.source, held.parts,
  coalesce((select jsonb_agg(jsonb_build_object('name', f.name, 'value', f.value::text,
    'currency', f.currency, 'unit', f.unit, 'as_of', f.as_of, 'source', f.source) order by f.name)
    from holdings_figure f where f.holding_id = h.id), '[]')
from (select r.holding_id, array_agg(distinct r.part order by r.part) as parts
  from holdings_role r
  where r.party_id = any(%(parties)s) and coalesce(r.until_on > %(today)s, true)
    and coalesce(r.from_on <= %(today)s, true)
  group by r.holding_id) held
join holdings_holding h on h.id = held.holding_id join holdings_kind k on k.id = h.kind_id
order by h.status = 'ended', k.code, h.number, h.id"""
# A membership is kept from either end; who of the members is out of reach is only counted.
MEMBERS = """
select p.id, p.number, {reached} from parties_party p
where p.deleted_at is null and p.id in (
  select case r.kind when 'member' then r.party_id else r.other_id end from parties_relation r
  where (r.kind = 'member' and r.other_id = %s or r.kind = 'has_member' and r.party_id = %s)
    and coalesce(r.until_on > %s, true) and coalesce(r.from_on <= %s, true))
order by p.id"""
FED = """
select d.created_at, c.name, c.before, c.after, d.source, d.id
from holdings_feedchange c join holdings_feed d on d.id = c.feed_id
where c.holding_id = %s order by c.id desc limit %s"""
FEED = "select uid, given, taken, left_out::text from holdings_feed where id = %s"
ROLES = """
select p.uid, coalesce(p.display_name, ''), r.part, r.from_on, r.until_on
from holdings_role r left join parties_party p on p.id = r.party_id and {seen}
where r.holding_id = %s
order by r.until_on is not null, r.part <> 'holder', r.part <> 'joint_holder', r.part, r.id"""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure with its age; `home` is the amount in the home currency, where a rate is known."""

    name: FigureName
    value: Decimal
    currency: str
    unit: str
    as_of: datetime
    age: timedelta
    source: str
    is_late: bool
    home: Money | None

    @property
    def money(self) -> Money | None:
        return Money(self.value, self.currency) if self.currency else None


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """A holding as a customer's page shows it. Amounts are left out for who may not see them."""

    holding_id: int
    uid: UUID
    kind: str
    kind_name: str
    side: Side
    number: str
    name: str
    place: str
    status: Status
    from_on: date | None
    until_on: date | None
    source: str
    parts: tuple[str, ...]
    figures: tuple[FigureRow, ...]

    @property
    def is_owned(self) -> bool:
        """Whether it is theirs; what they only use or are insured by is not."""
        return any(part in OWNING for part in self.parts)

    @property
    def balance(self) -> FigureRow | None:
        found = (figure for figure in self.figures if figure.name is FigureName.BALANCE)
        return next(found, None)


@dataclass(frozen=True, slots=True)
class HoldingsCard:
    """The holdings of a party or household and their sum; no sum without the right to amounts."""

    holdings: tuple[HoldingRow, ...]
    sum: Sum | None
    members: tuple[str, ...] = ()  # of a household: numbers of those whose holdings are here too
    unseen_members: int = 0  # of a household: members out of reach, whose own holdings are missing


@dataclass(frozen=True, slots=True)
class RoleRow:
    party_uid: UUID | None
    party_name: str
    part: str
    from_on: date | None
    until_on: date | None


@dataclass(frozen=True, slots=True)
class FeedCard:
    """A feed; `left_out` names the place in what was given, and why, of the first 500."""

    uid: UUID
    given: int
    taken: int
    left_out: tuple[tuple[int, str], ...]


def holdings_of(party_id: int, *, actor: Actor, now: datetime) -> HoldingsCard:
    """
    Return what the party holds today, ended holdings last, and the sum of what is its own.

    Refuses   NotFound, NotAllowed.
    """
    must_reach("parties.party", party_id, actor=actor, permission=VIEW)
    return _card([party_id], actor=actor, now=now)


def holdings_of_household(household_id: int, *, actor: Actor, now: datetime) -> HoldingsCard:
    """
    Return what the household and its present members hold, each holding once.

    Refuses   NotFound, NotAllowed.
    """
    must_reach("parties.party", household_id, actor=actor, permission=VIEW)
    party = entity("parties.party")
    reached = all_of(
        [scope(party, actor, alias="p"), scope(party, actor, alias="p", permission=VIEW)]
    )
    today = day_in(now, actor.zone)
    with connection.cursor() as cursor:
        sql = MEMBERS.format(reached=reached.text)
        cursor.execute(sql, [*reached.params, household_id, household_id, today, today])
        members = cursor.fetchall()
    seen = {party_id: number for party_id, number, is_reached in members if is_reached}
    card = _card([household_id, *seen], actor=actor, now=now)
    return replace(card, members=tuple(seen.values()), unseen_members=len(members) - len(seen))


def roles_of(holding_id: int, *, actor: Actor) -> tuple[RoleRow, ...]:
    """
    Return who stands in which role to a holding, present roles first.

    Whom the actor does not see has neither id nor name here: only that there is somebody.

    Refuses   NotFound, NotAllowed.
    """
    must_reach("holdings.holding", holding_id, actor=actor)
    seen = live_scope(entity("parties.party"), actor, alias="p")
    with connection.cursor() as cursor:
        cursor.execute(ROLES.format(seen=seen.text), [*seen.params, holding_id])
        return tuple(RoleRow(*row) for row in cursor.fetchall())


def _card(party_ids: Sequence[int], *, actor: Actor, now: datetime) -> HoldingsCard:
    actor.must(VIEW)
    today = day_in(now, actor.zone)
    asked = {"parties": list(party_ids), "today": today}
    found = [_Found(*row) for row in rows_of(OF_PARTIES, asked)]
    sees_amounts = _sees_amounts(party_ids, actor)
    homes = _homes(found, actor) if sees_amounts else {}
    rows = tuple(row.shown(homes, sees_amounts=sees_amounts, now=now) for row in found)
    held = [_held(row) for row in rows if _counts(row, today)]
    shown = blanked(rows, "holdings.holding", actor)
    return HoldingsCard(shown, sum_of(held, actor.currency) if sees_amounts else None)


def _sees_amounts(party_ids: Sequence[int], actor: Actor) -> bool:
    """Amounts are shown when each party is reached by that right, and no role hides them."""
    hidden = {f"holdings.holding.{name}" for name in MONEY_FIGURES} & actor.denied_fields
    return (
        not hidden
        and actor.may(BALANCES)
        and all(
            reaches("parties.party", key, actor=actor, permission=BALANCES) for key in party_ids
        )
    )


def feed_card(feed_id: int) -> FeedCard:
    """Return what came of a feed, to who has just given it."""
    with connection.cursor() as cursor:
        cursor.execute(FEED, [feed_id])
        uid, given, taken, left_out = cursor.fetchone()
    return FeedCard(uid, given, taken, tuple((at, code) for at, code in json.loads(left_out)))


def fed_changes(entity_name: str, row_id: int, limit: int) -> list[FieldChange]:
    """Return what feeds changed of a holding, for the history of its fields."""
    if entity_name != "holdings.holding":
        return []
    with connection.cursor() as cursor:
        cursor.execute(FED, [row_id, limit])
        found = cursor.fetchall()
    return [
        FieldChange(
            at=at,
            field=name,
            before=_said(before),
            after=_said(after),
            actor_kind="system",
            actor_id=None,
            actor_name=source,
            name="holdings.figures_fed.v1",
            batch_id=feed_id,
        )
        for at, name, before, after, source, feed_id in found
    ]


def figure_said(figure: Mapping[str, Any] | None) -> str | None:
    """Return a figure that was remembered as JSON in words, such as "1250 TWD"."""
    if figure is None:
        return None
    value = Decimal(str(figure["value"])).normalize()
    return f"{value:f} {figure.get('currency') or figure.get('unit') or ''}".strip()


def _said(raw: str | None) -> str | None:
    return None if raw is None else figure_said(json.loads(raw, parse_float=str))


class _Figure(NamedTuple):
    name: FigureName
    value: Decimal
    currency: str
    unit: str
    as_of: datetime
    source: str


class _Found(NamedTuple):
    """A row of OF_PARTIES."""

    holding_id: int
    uid: UUID
    kind: str
    kind_name: str
    side: str
    late_after_hours: int
    number: str
    name: str
    place: str
    status: str
    from_on: date | None
    until_on: date | None
    source: str
    parts: list[str]
    raw_figures: str

    @property
    def figures(self) -> list[_Figure]:
        return [
            _Figure(
                FigureName(raw["name"]),
                Decimal(raw["value"]),
                raw["currency"],
                raw["unit"],
                datetime.fromisoformat(raw["as_of"]),
                raw["source"],
            )
            for raw in json.loads(self.raw_figures)
        ]

    def shown(self, homes: Homes, *, sees_amounts: bool, now: datetime) -> HoldingRow:
        late_after = timedelta(hours=self.late_after_hours)
        figures = (f for f in self.figures if sees_amounts or f.name not in MONEY_FIGURES)
        return HoldingRow(
            *self[:4],
            Side(self.side),
            *self[6:9],
            Status(self.status),
            *self[10:13],
            parts=tuple(self.parts),
            figures=tuple(
                FigureRow(
                    *figure[:5],
                    age=age_of(figure.as_of, now=now),
                    source=figure.source,
                    is_late=age_of(figure.as_of, now=now) > late_after,
                    home=homes.get((self.holding_id, figure.name)),
                )
                for figure in figures
            ),
        )


Homes = Mapping[tuple[int, str], Money]  # by holding and figure


def _homes(found: Sequence[_Found], actor: Actor) -> Homes:
    """Return the amounts in the home currency, each at the rate of its own day, where known."""

    @cache
    def rate(currency: str, on: date) -> DatedRate | None:
        try:
            return rates.rate_on(currency, actor.currency, on)
        except rates.RateMissing:
            return None

    homes: dict[tuple[int, str], Money] = {}
    for row in found:
        for figure in row.figures:
            if figure.name not in MONEY_FIGURES:
                continue
            amount = Money(figure.value, figure.currency)
            if figure.currency == actor.currency:
                homes[row.holding_id, figure.name] = amount
            elif by := rate(figure.currency, day_in(figure.as_of, actor.zone)):
                homes[row.holding_id, figure.name] = converted(amount, by).money
    return homes


def _counts(row: HoldingRow, today: date) -> bool:
    """Whether the holding is theirs and still there; what they only use is not theirs."""
    is_over = row.status is Status.ENDED and (row.until_on is None or row.until_on <= today)
    return not is_over and row.is_owned


def _held(row: HoldingRow) -> Held:
    balance = row.balance
    if balance is None:
        return Held(row.holding_id, row.side, None, None, None, is_late=False)
    return Held(
        row.holding_id,
        row.side,
        balance.money,
        balance.home,
        balance.as_of,
        is_late=balance.is_late,
    )
