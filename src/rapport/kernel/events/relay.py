"""
From the outbox to the lanes: any worker, one statement, nothing owned.

An event is stored once and never updated; as n of an aggregate commits before n+1, a lane is read
up to told_seq without a gap, in whatever order its events were relayed. So there is no horizon: an
open transaction, here or in another database, delays its own events only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from rapport.kernel.prepared import prepared

from .declare import Reaction

AT_ONCE = 500
RELAY = f"""
with taken as (
  delete from outbox_waiting where id = any (array (
    select id from outbox_waiting where id > %(floor)s order by id limit {AT_ONCE}
    for update skip locked))
  returning id),
lanes as (
  insert into lane as l (aggregate, reaction, told_seq, due_at)
  select o.aggregate, s.reaction, max(o.aggregate_seq), clock_timestamp()
  from taken join outbox o using (id)
  join unnest(%(names)s::text[], %(reactions)s::text[]) as s (name, reaction) using (name)
  join reaction_start b on b.reaction = s.reaction and b.after_id < o.id
  group by 1, 2 order by 1, 2
  on conflict (aggregate, reaction) do update set
    told_seq = greatest(l.told_seq, excluded.told_seq),
    due_at = case when l.parked_at is null and l.attempts = 0
      then least(l.due_at, excluded.due_at) else l.due_at end
  where l.told_seq < excluded.told_seq)
select (select count(*) from taken), exists (select from lane
  where due_at < 'infinity' and due_at <= now()
  and due_at >= now() - make_interval(secs => %(age)s))"""
START = """
insert into reaction_start select r, (select coalesce(max(id), 0) from outbox)
from unnest(%s::text[]) r on conflict do nothing"""
CUT = """
delete from outbox where id in (
  select id from outbox o where told_at < %s and not exists (
    select from lane l where l.aggregate = o.aggregate and l.done_seq < o.aggregate_seq
    and l.told_seq >= o.aggregate_seq)
  and not exists (select from outbox_waiting w where w.id = o.id)
  order by id limit 5000)"""
CUT_LANES = """
delete from lane l where due_at = 'infinity' and parked_at is null and done_seq >= told_seq
and not exists (select from outbox o where o.aggregate = l.aggregate)"""


def begin(reactions: Mapping[str, Reaction]) -> dict[str, list[str]]:
    """
    Let reactions seen for the first time begin here; return the pairs (name, reaction) for RELAY.

    Without this a new reaction would act on a month of old events.
    """
    pairs = [(name, r.name) for r in reactions.values() for name in r.events]
    with connection.cursor() as cursor:
        cursor.execute(START, [list(reactions)])
    return {"names": [name for name, _ in pairs], "reactions": [reaction for _, reaction in pairs]}


def relay(pairs: Mapping[str, Any], *, floor: int, age: float) -> tuple[int, bool]:
    """
    Raise the lanes of up to 500 waiting events; return how many, and whether a lane was due.

    Units     floor: outbox id below which nothing is looked at. age: seconds a lane is due at most.
    """
    with prepared(RELAY, {"floor": floor, "age": age, **pairs}) as cursor:
        moved, due = cursor.fetchone()
    return moved, due or moved > 0


def last_id() -> int:
    """Return the highest id the outbox has given out."""
    with connection.cursor() as cursor:
        cursor.execute("select last_value from outbox_id_seq")
        found: int = cursor.fetchone()[0]
    return found


def cut(*, before: datetime) -> int:
    """Delete up to 5,000 events told before then that no lane needs; call until it gives 0."""
    with connection.cursor() as cursor:
        cursor.execute(CUT, [before])
        return cursor.rowcount


def cut_lanes() -> int:
    """Delete the lanes that are done and of whose aggregate nothing is left in the outbox."""
    with connection.cursor() as cursor:
        cursor.execute(CUT_LANES)
        return cursor.rowcount
