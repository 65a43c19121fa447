"""Record many relations at once, as another system gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from rapport.customers.parties import permissions
from rapport.customers.parties.words import RelationKind
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope
from rapport.kernel.audit import commands as audit
from rapport.kernel.entities.registry import entity
from rapport.kernel.values import Chance, new_ids

from .loading import PARTY

MOST = 10_000
_WRITE = """
with written as (
  insert into parties_relation (uid, version, created_at, updated_at, party_id, other_id, kind,
    role, may_act, is_primary)
  select g.uid, 1, %s, %s, g.party_id, g.other_id, g.kind, '', false, g.is_primary
  from unnest(%s::uuid[], %s::bigint[], %s::bigint[], %s::text[], %s::boolean[])
    g(uid, party_id, other_id, kind, is_primary)
  where g.party_id <> g.other_id
    and exists (select 1 from parties_party t where t.id = g.party_id and {changed})
    and exists (select 1 from parties_party t where t.id = g.other_id and {seen})
  order by g.uid
  on conflict (party_id, other_id, kind, from_on) do nothing
  returning id)
select coalesce(min(id), 0), coalesce(max(id), 0), count(*) from written"""


@dataclass(frozen=True, slots=True)
class RelationGiven:
    """The first customer is the `kind` of the other, without beginning and end."""

    party_id: int
    other_id: int
    kind: RelationKind
    is_primary: bool = False


@transaction.atomic
def record_relations(
    *, given: Sequence[RelationGiven], actor: Actor, now: datetime, rng: Chance
) -> int:
    """
    Record up to 10,000 relations and return how many were new.

    One that is there already is the same relation. Customers that are unknown, in the recycle bin
    or out of reach are passed over.
    """
    actor.must(permissions.CHANGE)
    if len(given) > MOST:
        raise ValueError(f"at most {MOST} relations at once; cut them into chunks")
    whole = entity(PARTY)
    changed = live_scope(whole, actor, permission=permissions.CHANGE)
    seen = live_scope(whole, actor)
    columns = zip(*((g.party_id, g.other_id, g.kind, g.is_primary) for g in given), strict=True)
    lists = [list(column) for column in columns] or [[] for _ in range(4)]
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE.replace("{changed}", changed.text).replace("{seen}", seen.text),
            [now, now, new_ids(now, rng, len(given)), *lists, *changed.params, *seen.params],
        )
        first, last, count = cursor.fetchone()
    if count:
        details = {"relations": count, "first": first, "last": last}
        name = "parties.relations_recorded"
        audit.record(name, entity="parties.relation", details=details, actor=actor, now=now)
    return int(count)
