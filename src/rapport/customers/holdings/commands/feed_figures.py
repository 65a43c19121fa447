"""Take the figures of a source in, many at once, and take a feed back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from rapport.customers.holdings.events import FeedUndone, FiguresFed
from rapport.customers.holdings.models import Feed
from rapport.customers.holdings.permissions import BALANCES, CHANGE
from rapport.customers.holdings.pure import (
    FigureKeptBySource,
    FigureNotUnderstood,
    Kept,
    check_figure,
    check_replaces,
)
from rapport.customers.holdings.words import MONEY_FIGURES, FedFigure, NewFigure
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import scope
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import entity
from rapport.kernel.errors import N_, Conflict, Invalid, NotAllowed, NotFound
from rapport.kernel.events.once import once
from rapport.kernel.events.tell import tell_batch
from rapport.kernel.values import Chance, new_id

MOST_FIGURES = 10_000
KEPT_FOR = timedelta(days=366)
MOST_NAMED = 500  # of those left out
LONGEST_SOURCE = 40
LOCK = """
select h.id, k.code, h.number, k.figures from holdings_holding h
join holdings_kind k on k.id = h.kind_id
join unnest(%s::text[], %s::text[]) given(kind, number)
  on given.kind = k.code and given.number = h.number
where {reached} order by h.id for update of h"""
KEPT = """
select holding_id, name, source, as_of from holdings_figure where holding_id = any(%s)"""
WRITE = """
with given as (
  select * from jsonb_to_recordset(%(figures)s::jsonb) g(holding bigint, name text, value numeric,
    currency text, unit text, as_of timestamptz)),
was as (
  select f.holding_id, f.name, jsonb_build_object('value', f.value, 'currency', f.currency, 'unit',
    f.unit, 'as_of', f.as_of, 'source', f.source) as figure
  from holdings_figure f join given g on g.holding = f.holding_id and g.name = f.name),
written as (
  insert into holdings_figure as f (holding_id, name, value, currency, unit, as_of, source,
    recorded_at)
  select holding, name, value, currency, unit, as_of, %(source)s, %(now)s from given
  on conflict (holding_id, name) do update set value = excluded.value,
    currency = excluded.currency, unit = excluded.unit, as_of = excluded.as_of,
    source = excluded.source, recorded_at = excluded.recorded_at
  returning f.holding_id, f.name, jsonb_build_object('value', f.value, 'currency', f.currency,
    'unit', f.unit, 'as_of', f.as_of, 'source', f.source) as figure),
raised as (
  update holdings_holding h set version = h.version + 1, updated_at = %(now)s
  from (select distinct holding_id from written) w where h.id = w.holding_id)
insert into holdings_feedchange (feed_id, holding_id, name, before, after)
select %(feed)s, w.holding_id, w.name, was.figure, w.figure
from written w left join was using (holding_id, name) order by w.holding_id, w.name"""
LOCK_CHANGED = """
select h.id from holdings_holding h
where h.id in (select c.holding_id from holdings_feedchange c where c.feed_id = %s)
order by h.id for update"""
# What the feed gave and still stands goes back to what was before; the rest stays.
TAKE_BACK = """
with mine as (
  select c.* from holdings_feedchange c join holdings_figure f
    on f.holding_id = c.holding_id and f.name = c.name
  where c.feed_id = %(feed)s and f.value = (c.after->>'value')::numeric
    and f.as_of = (c.after->>'as_of')::timestamptz and f.source = c.after->>'source'),
gone as (
  delete from holdings_figure f using mine c
  where f.holding_id = c.holding_id and f.name = c.name and c.before is null),
back as (
  update holdings_figure f set value = (c.before->>'value')::numeric,
    currency = c.before->>'currency', unit = c.before->>'unit',
    as_of = (c.before->>'as_of')::timestamptz, source = c.before->>'source', recorded_at = %(now)s
  from mine c where f.holding_id = c.holding_id and f.name = c.name and c.before is not null),
raised as (
  update holdings_holding h set version = h.version + 1, updated_at = %(now)s
  from (select distinct holding_id from mine) c where h.id = c.holding_id)
select count(*), (select count(*) from holdings_feedchange where feed_id = %(feed)s) from mine"""

CUT_CHANGES = """
delete from holdings_feedchange c using holdings_feed d
where d.id = c.feed_id and d.created_at < %s"""


class FeedUnfit(Invalid):
    sentence = N_("A feed names its source and has 1 to {most} figures.")


class FeedUndoneAlready(Conflict):
    sentence = N_("This feed was taken back already.")


@dataclass(frozen=True, slots=True)
class _Holding:
    id: int
    figures: tuple[str, ...]


@once
@transaction.atomic
def feed_figures(
    *, source: str, figures: Sequence[FedFigure], actor: Actor, now: datetime, rng: Chance
) -> FiguresFed:
    """
    Take figures of a source in; each that cannot be taken is left out and named in the feed.

    Refuses   NotAllowed, FeedUnfit; RequestKeyTaken.
    Tells     FiguresFed.
    """
    _allow(source, figures, actor)
    feed = Feed(uid=new_id(now, rng), source=source, given=len(figures))
    holdings = _locked(figures, actor)
    taken, left_out = _sorted(figures, source, holdings, now)
    feed.set(taken=len(taken), left_out=left_out[:MOST_NAMED])
    feed.save_changes(now=now)
    if taken:
        values: dict[str, Any] = {
            "figures": json.dumps(taken),
            "source": source,
            "feed": feed.pk,
            "now": now,
        }
        with connection.cursor() as cursor:
            cursor.execute(WRITE, values)
    fed = FiguresFed(feed.pk, source, len(taken), len(left_out), now)
    return tell_batch(fed, batch=feed, actor=actor, now=now)


@transaction.atomic
def undo_feed_figures(*, feed_id: int, actor: Actor, now: datetime) -> FeedUndone:
    """
    Take a feed back, by who may change all holdings; figures that were replaced since stay.

    Refuses   NotFound, NotAllowed, FeedUndoneAlready.
    Tells     FeedUndone.
    """
    feed: Feed | None = Feed.objects.locked().filter(pk=feed_id).first()
    if feed is None:
        raise NotFound(entity=N_("Feed"), id=feed_id)
    actor.must(BALANCES)
    if actor.reach_of(CHANGE) is not Reach.ALL:
        raise NotAllowed(permission=CHANGE)
    if feed.undone_at is not None:
        raise FeedUndoneAlready()
    with connection.cursor() as cursor:
        cursor.execute(LOCK_CHANGED, [feed.pk])
        cursor.execute(TAKE_BACK, {"feed": feed.pk, "now": now})
        back, changed = cursor.fetchone()
    feed.set(undone_at=now)
    feed.save_changes(now=now)
    undone = FeedUndone(feed.pk, back, changed - back, now)
    return tell_batch(undone, batch=feed, actor=actor, now=now)


def cut_feeds(*, now: datetime) -> int:
    """Delete feeds that are older than a year, with their changes; return how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CUT_CHANGES, [now - KEPT_FOR])
        cursor.execute("delete from holdings_feed where created_at < %s", [now - KEPT_FOR])
        return int(cursor.rowcount)


def _allow(source: str, figures: Sequence[FedFigure], actor: Actor) -> None:
    actor.must(CHANGE)
    if any(figure.name in MONEY_FIGURES for figure in figures):
        actor.must(BALANCES)
    if not 1 <= len(source) <= LONGEST_SOURCE or not 1 <= len(figures) <= MOST_FIGURES:
        raise FeedUnfit(most=MOST_FIGURES)


def _locked(figures: Sequence[FedFigure], actor: Actor) -> Mapping[tuple[str, str], _Holding]:
    """Lock the holdings that the feed names and the actor may change, in order of their keys."""
    named = sorted({(figure.kind, figure.number) for figure in figures})
    kinds, numbers = map(list, zip(*named, strict=True))
    reached = scope(entity("holdings.holding"), actor, alias="h", permission=CHANGE)
    with connection.cursor() as cursor:
        cursor.execute(LOCK.format(reached=reached.text), [kinds, numbers, *reached.params])
        return {
            (kind, number): _Holding(key, tuple(json.loads(names)))
            for key, kind, number, names in cursor.fetchall()
        }


def _sorted(
    figures: Sequence[FedFigure],
    source: str,
    holdings: Mapping[tuple[str, str], _Holding],
    now: datetime,
) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return what is taken, for SQL, and what is left out with its place and reason."""
    kept = _kept([holding.id for holding in holdings.values()])
    taken: dict[tuple[int, str], dict[str, Any]] = {}
    left_out: list[list[Any]] = []
    for at, fed in enumerate(figures):
        holding = holdings.get((fed.kind, fed.number))
        if holding is None:
            left_out.append([at, "unknown"])
            continue
        new = _figure(fed, source)
        place = (holding.id, str(fed.name))
        try:
            check_figure(new, holding.figures, now=now)
            check_replaces(new, kept.get(place))
        except (FigureNotUnderstood, FigureKeptBySource) as refused:
            left_out.append([at, refused.code])
            continue
        kept[place] = Kept(source, new.as_of)
        taken[place] = _row(holding.id, new)
    return [taken[place] for place in sorted(taken)], left_out


def _kept(holding_ids: Sequence[int]) -> dict[tuple[int, str], Kept]:
    with connection.cursor() as cursor:
        cursor.execute(KEPT, [list(holding_ids)])
        return {(key, name): Kept(source, as_of) for key, name, source, as_of in cursor.fetchall()}


def _figure(fed: FedFigure, source: str) -> NewFigure:
    return NewFigure(fed.name, fed.value, fed.as_of, source, fed.currency, fed.unit)


def _row(holding_id: int, figure: NewFigure) -> dict[str, Any]:
    return {
        "holding": holding_id,
        "name": str(figure.name),
        "value": str(figure.value),
        "currency": figure.currency,
        "unit": figure.unit,
        "as_of": figure.as_of.isoformat(),
    }
