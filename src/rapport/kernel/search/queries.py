"""
Find the newest rows that have all of some tokens, under the reader's scope, in bounded time.

Two ways. The walk goes along the token table from the newest row on and tests each row: good where
matches are many. The index goes by the array of tokens on the row, which also says whose the row
is: good where matches are few. A walk is cut off after WALK rows; where it found too little, the
matches are few enough for the index. A reader of few rows (by the kept counts) skips the walk.

Source    docs/algorithms/search.md.
"""

from __future__ import annotations

from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import Whole
from rapport.kernel.entities.registry import entity as entity_named
from rapport.kernel.entities.sql import TRUE, Sql, all_of

from .declare import searchable
from .pure import Query
from .words import SHORT, Searchable, holder_tokens

FEW_ROWS = 50_000
WALK = 2_500


def newest_with(entity: str, asked: Query, *, actor: Actor, limit: int) -> list[int]:
    """Return the keys of the rows with all tokens of the query, those touched last first."""
    found = _Finding(entity_named(entity), searchable(entity), asked, actor, limit)
    if not actor.may(found.whole.base.view) or not asked.tokens:
        return []
    if found.is_for_few():
        return found.by_index()
    rows = found.by_walk()
    if len(rows) == limit or found.is_answered_by_table():
        return rows
    return found.by_index()


def has_tokens(asked: Query, alias: str) -> Sql:
    """Return the condition that a row of a searchable table has all tokens of the query."""
    column = f"{alias}.search_tokens"
    begun = f"exists (select 1 from unnest({column}) token where token ^@ %s)"
    return all_of(
        [
            Sql(f"{column} @> %s::text[]", (list(asked.tokens),)),
            *(Sql(begun, (word,)) for word in asked.longer),
        ]
    )


def rows_reached(entity: str, *, actor: Actor) -> int | None:
    """Return how many rows the actor reaches, as last counted; None when he reaches all."""
    whole = entity_named(entity)
    reach = actor.reach_of(whole.base.view)
    if reach is Reach.ALL:
        return None
    held = [("user", [actor.user_id] if actor.user_id else [])]
    held += [("team", list(actor.team_ids))] if reach >= Reach.TEAM else []
    held += [("unit", list(actor.unit_ids))] if reach >= Reach.UNIT else []
    text = " or ".join(["(holder = %s and holder_id = any(%s::int8[]))"] * len(held))
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(sum(rows), 0)::int8 from search_reachcount"
            f" where entity = %s and ({text})",
            [searchable(entity).code, *(value for pair in held for value in pair)],
        )
        return int(cursor.fetchone()[0])


class _Finding:
    """One search: the entity, what is asked, and by whom."""

    def __init__(
        self, whole: Whole, declared: Searchable, asked: Query, actor: Actor, limit: int
    ) -> None:
        self.whole, self.declared, self.asked = whole, declared, asked
        self.actor, self.limit = actor, limit
        self.sees_all = actor.reach_of(whole.base.view) is Reach.ALL

    def is_for_few(self) -> bool:
        """Whether the reader's rows are so few that the index is surely good."""
        if self.sees_all:
            return False
        reached = rows_reached(self.declared.entity, actor=self.actor)
        return reached is not None and reached <= FEW_ROWS

    def is_answered_by_table(self) -> bool:
        """Whether the token table alone says all: the walk then ended because rows ended."""
        head = self.asked.tokens[0]
        return self.sees_all and len(self.asked.tokens) == 1 and len(head) <= SHORT

    def by_walk(self) -> list[int]:
        inner = (
            "select row_id, bucket from search_token where entity = %s and token = %s"
            f" order by bucket desc, row_id desc limit {WALK}"
        )
        test = all_of([live_scope(self.whole, self.actor), self._tokens()])
        # The lateral limit keeps the walk a walk: one look at one row after another, till enough.
        sql = Sql(
            f"select w.row_id from ({inner}) w cross join lateral (select 1 from"
            f" {self.whole.base.table} t where t.id = w.row_id and ",
            (self.declared.code, self._head()),
        )
        sql += test
        sql += f" limit 1) hit order by w.bucket desc, w.row_id desc limit {self.limit}"
        return _keys(sql)

    def by_index(self) -> list[int]:
        """The live row's own tokens say whose it is, so that the index meets scope and tokens."""
        recency = self.declared.recency.format(t="t")
        live = Sql(self.whole.base.live.format(t="t") or "true")
        sql = Sql(f"select t.id from {self.whole.base.table} t where ")
        sql += all_of([live, has_tokens(self.asked, "t"), self._held()])
        sql += f" order by {recency} desc nulls last, t.id desc limit {self.limit}"
        return _keys(sql)

    def _held(self) -> Sql:
        if self.sees_all:
            return TRUE
        reach, actor = self.actor.reach_of(self.whole.base.view), self.actor
        marks = holder_tokens(user_id=actor.user_id)
        if reach >= Reach.TEAM:
            marks += [mark for team in actor.team_ids for mark in holder_tokens(team_id=team)]
        if reach >= Reach.UNIT:
            marks += [mark for unit in actor.unit_ids for mark in holder_tokens(unit_id=unit)]
        return Sql("t.search_tokens && %s::text[]", (marks,))

    def _tokens(self) -> Sql:
        return TRUE if self.asked.tokens == (self._head(),) else has_tokens(self.asked, "t")

    def _head(self) -> str:
        """Return the token to walk along: a pair of characters before two letters before one."""
        starts = {token[:SHORT] for token in self.asked.tokens}
        return max(starts, key=lambda token: (len(token), not token.isascii(), token))


def _keys(sql: Sql) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        return [row[0] for row in cursor.fetchall()]
