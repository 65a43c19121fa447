"""
A lane's run: the next events of one aggregate for one reaction, in order, each in a savepoint.

The lane's row stays free while the reaction runs, for the relay must write told_seq. What keeps a
second worker out is the transaction's advisory lock: it ends with the session, as every late write
does. Progress is stored in the reaction's own transaction and only rises, so that an event's effect
happens once, however often workers are killed.
"""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from rapport.kernel.clock import now as clock_now
from rapport.kernel.errors import Refusal
from rapport.kernel.prepared import prepared
from rapport.kernel.web.logs import begin_request

from .declare import Reaction, kind_named
from .pure import Backoff

EVENTS_A_RUN, RUN_FOR = 20, 0.05  # a lane gives way after so many events or seconds
BACKOFF = Backoff()
log = logging.getLogger("rapport.events")

CLAIM = """
select aggregate, reaction, extract(epoch from now() - due_at)::float8 from (
  select * from lane where due_at < 'infinity' and due_at <= now()
  and due_at >= now() - make_interval(secs => %(age)s)
  and reaction = any (%(reactions)s) order by due_at limit 32) l
where pg_try_advisory_xact_lock(hashtextextended(l.aggregate || ' ' || l.reaction, 0)) limit 1"""
NEXT = """
select l.told_seq, l.done_seq, l.attempts, l.stuck_seq, o.*
from lane l left join lateral (
  select id, uid, aggregate, aggregate_seq, name, body, told_at from outbox o
  where o.aggregate = l.aggregate and aggregate_seq > l.done_seq and aggregate_seq <= l.told_seq
  and name = any (%(names)s)
  and id > (select after_id from reaction_start s where s.reaction = l.reaction)
  order by aggregate_seq limit %(most)s) o on true
where l.aggregate = %(aggregate)s and l.reaction = %(reaction)s and l.due_at <= now()
order by o.aggregate_seq"""
DONE = """
update lane set done_seq = %(seq)s, attempts = 0, error = null, stuck_seq = null,
  due_at = case when told_seq > %(seq)s then clock_timestamp() else 'infinity' end
where aggregate = %(aggregate)s and reaction = %(reaction)s"""
FAILED = """
update lane set done_seq = %(seq)s, attempts = %(tries)s, error = %(error)s, stuck_seq = %(stuck)s,
  parked_at = case when %(wait)s::float8 is null then clock_timestamp() end,
  due_at = coalesce(clock_timestamp() + make_interval(secs => %(wait)s), 'infinity')
where aggregate = %(aggregate)s and reaction = %(reaction)s"""
# The session ended inside the reaction and took this run's progress along: only the try counts.
CHARGED = FAILED + " and done_seq = %(seq)s and attempts = %(attempts)s"


class SessionLost(RuntimeError):
    """The database ended the session inside a reaction, and rolled all of the run back."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it was stored; `uid` makes what a reaction asks of others repeatable."""

    id: int
    uid: UUID
    aggregate: str
    aggregate_seq: int
    name: str
    body: Mapping[str, Any]
    told_at: datetime


@dataclass(slots=True)
class Run:
    """What a worker is doing in a lane, so that a watcher can tell when it hangs."""

    reaction: Reaction
    aggregate: str
    done_seq: int
    attempts: int
    stuck_seq: int | None
    began_at: float  # monotonic
    event: Told | None = None
    charged: bool = False  # the try was counted from outside, for the session was lost

    @property
    def lane(self) -> dict[str, Any]:
        return {"aggregate": self.aggregate, "reaction": self.reaction.name}

    def failed(self, seq: int, error: str) -> dict[str, Any]:
        """Return the values of FAILED after the present event failed."""
        assert self.event is not None
        again = self.event.aggregate_seq == self.stuck_seq
        tries = self.attempts + 1 if again else 1
        wait = BACKOFF.wait_after(tries, spread=random.uniform(0.8, 1.2))
        values = {"seq": seq, "tries": tries, "attempts": self.attempts, "error": error}
        return self.lane | values | {"stuck": self.event.aggregate_seq, "wait": wait}


class Worker:
    """Runs one lane at a time on the session of the thread that calls it."""

    def __init__(self, reactions: Mapping[str, Reaction]) -> None:
        self._reactions = reactions
        self.run: Run | None = None

    def work_once(self, age: float) -> float | None:
        """Run the lane that has been due longest, though not longer than `age`; return its age."""
        with transaction.atomic():
            with prepared(CLAIM, {"age": age, "reactions": list(self._reactions)}) as cursor:
                lane = cursor.fetchone()
            if lane is None:
                return None
            aggregate, reaction, due_for = lane
            self._run_lane(self._reactions[reaction], aggregate)
        self.run = None
        return float(due_for)

    def charge(self, error: str) -> None:
        """Count a try of the present event, whose session has ended; on another session."""
        run = self.run
        if run is None or run.event is None or run.charged:
            return
        run.charged = True
        values = run.failed(run.done_seq, error)
        with connection.cursor() as cursor:
            cursor.execute(CHARGED, values)
        _report(run, error, values)

    def _run_lane(self, reaction: Reaction, aggregate: str) -> None:
        rows = _next_events(reaction, aggregate)
        if not rows:
            return  # another worker did it between our look and our lock
        told_seq, done_seq, attempts, stuck_seq = rows[0][:4]
        self.run = Run(reaction, aggregate, done_seq, attempts, stuck_seq, time.monotonic())
        events = [_told(*row[4:]) for row in rows if row[4] is not None]
        reached = self._act_on(self.run, events)
        if reached is None:
            return
        whole = reached == len(events) < EVENTS_A_RUN
        seq = told_seq if whole else events[reached - 1].aggregate_seq
        _execute(DONE, {**self.run.lane, "seq": seq})

    def _act_on(self, run: Run, events: Sequence[Told]) -> int | None:
        """Act on the events in order; return how many, or None when one failed and was noted."""
        seq, until = run.done_seq, run.began_at + RUN_FOR
        for place, event in enumerate(events):
            if place and event.aggregate_seq == run.stuck_seq:
                return place  # what goes before a stuck event is stored before it is tried again
            run.event = event
            try:
                with transaction.atomic():
                    _act(run.reaction, event)
            except Exception as fault:  # the worker is the reaction's door: here, and only here
                if connection.connection is None or connection.connection.broken:
                    raise SessionLost(error_name(fault)) from fault
                values = run.failed(seq, error_name(fault))
                _execute(FAILED, values)
                _report(run, values["error"], values, fault)
                return None
            seq = event.aggregate_seq
            if time.monotonic() > until:
                return place + 1
        return len(events)


def error_name(fault: BaseException) -> str:
    """Return what may be shown and logged of a fault: its code or class, never its words."""
    return fault.code if isinstance(fault, Refusal) else type(fault).__name__


def _next_events(reaction: Reaction, aggregate: str) -> list[tuple[Any, ...]]:
    values = {
        "aggregate": aggregate,
        "reaction": reaction.name,
        "names": list(reaction.events),
        "most": EVENTS_A_RUN,
    }
    with prepared(NEXT, values) as cursor:
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _told(*columns: Any) -> Told:
    # Django leaves jsonb as text.
    return Told(*[*columns[:-2], json.loads(columns[-2]), columns[-1]])


def _act(reaction: Reaction, event: Told) -> None:
    kind = kind_named(event.name)
    if kind is None:
        raise LookupError(event.name)
    begin_request(f"event:{event.uid}")  # logs and audit name what is acted on
    more = {"told": event} if reaction.wants_told else {}
    reaction.act(kind.codec.decode(event.body), now=clock_now(), **more)


def _execute(sql: str, values: Mapping[str, Any]) -> None:
    prepared(sql, values).close()


def _report(
    run: Run, error: str, values: Mapping[str, Any], fault: BaseException | None = None
) -> None:
    parked = values["wait"] is None
    facts = {"reaction": run.reaction.name, "event_uid": str(run.event.uid) if run.event else ""}
    log.log(
        logging.ERROR if parked else logging.WARNING,
        "reaction %s %s: %s",
        run.reaction.name,
        "parked" if parked else "failed",
        error,
        exc_info=fault if fault is not None and not isinstance(fault, Refusal) else None,
        extra=facts,
    )
