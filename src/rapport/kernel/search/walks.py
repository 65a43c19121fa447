"""The single statements of a search, each with a bound on the rows it looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope
from rapport.kernel.entities.registry import Whole
from rapport.kernel.entities.sql import TRUE, Sql, all_of, join

from .pure import Query
from .words import SHORT, Searchable

NEWEST_WORDS = 60  # looked at first of the rows with a word, with all of the same month
MOST_OF_RARE = 5_000
_HOLDERS = {"@u": "user", "@t": "team", "@b": "unit"}


@dataclass(frozen=True, slots=True)
class Walks:
    """One search: the entity, what is asked, by whom, and the marks of whose rows he sees."""

    whole: Whole
    declared: Searchable
    asked: Query
    actor: Actor
    marks: Sequence[str]

    @property
    def head_says_all(self) -> bool:
        """Whether every row under the first token fits: one short token, and no scope."""
        return not self.marks and self.asked.tokens == (self._head,) and not self.asked.longer

    @property
    def has_several_pairs(self) -> bool:
        """Whether three or more Chinese characters are asked for, which few rows have."""
        return sum(len(token) > 1 and not token.isascii() for token in self.asked.tokens) > 1

    def along_head(self, limit: int, most: int) -> list[int]:
        """Go along the rows of the first token, newest first, until enough fit."""
        # The lateral limit keeps the walk a walk: one look at one row after another, till enough.
        sql = self._head_rows("select w.row_id from", most)
        sql += f" cross join lateral (select 1 from {self._table} where t.id = w.row_id and "
        sql += self._test()
        sql += f" limit 1) fit order by w.bucket desc, w.row_id desc limit {limit}"
        return [key for (key,) in _rows(sql)]

    def probe_head(self, most: int) -> tuple[int, list[int]]:
        """Look at the newest rows of the first token: how many there are, and which fit."""
        sql = self._head_rows("select w.row_id, fit.yes from", most)
        sql += f" left join lateral (select true as yes from {self._table} where t.id = w.row_id"
        sql += Sql(" and ") + self._test()
        sql += " limit 1) fit on true order by w.bucket desc, w.row_id desc"
        rows = _rows(sql)
        return len(rows), [key for key, fits in rows if fits]

    def newest_held(self, most: int) -> list[int]:
        """Look at the newest rows that the reader's holders have, and return those that fit."""
        recency = self.declared.recency.format(t="t")
        live = self.whole.base.live.format(t="t") or "true"
        order = f" order by at desc, id desc limit {most}"
        held = []
        for mark in self.marks:
            column = getattr(self.whole.base.owner, _HOLDERS[mark[:2]]).format(t="t")
            one = Sql(f"(select t.id, {recency} as at, ") + self._tokens()
            one += f" as fits from {self._table} where {live} and {recency} is not null and"
            held.append(one + Sql(f" {column} = %s{order})", (int(mark[2:]),)))
        sql = "select id, fits from (" + join(held, " union ") + ") newest" + order
        return [key for key, fits in _rows(sql) if fits]

    def by_word(self, enough: int, most: int, read: int) -> list[int] | None:
        """
        Return the newest rows with a long word that begins as typed; None when there are more of
        that word than are read.

        Whole words stand in the token table in the order of their letters.
        """
        newest, count = self._with_word(f"fetch first {NEWEST_WORDS} rows with ties", read)
        if count == read:
            return None
        found = self._fitting(newest, most)
        if len(found) >= enough or len(newest) == count:
            return found
        return self._fitting(self._with_word("", read)[0], most)

    def by_index(self, limit: int) -> list[int]:
        """The row's own tokens say whose it is, so that the index meets tokens and scope."""
        live = Sql(self.whole.base.live.format(t="t") or "true")
        if not self.marks:
            return self._newest(all_of([live, self._tokens()]), limit)
        held = Sql("t.search_tokens && %s::text[]", (list(self.marks),))
        return self._newest(all_of([live, *self._telling_tokens(), held]), limit)

    @property
    def _table(self) -> str:
        return f"{self.whole.base.table} t"

    @property
    def _head(self) -> str:
        """Return the token to walk along: a pair of characters before two letters before one."""
        starts = {token[:SHORT] for token in self.asked.tokens}
        return max(starts, key=lambda token: (len(token), not token.isascii(), token))

    def _head_rows(self, select: str, most: int) -> Sql:
        return Sql(
            f"{select} (select row_id, bucket from search_token where entity = %s and token = %s"
            f" order by bucket desc, row_id desc limit {most}) w",
            (self.declared.code, self._head),
        )

    def _with_word(self, which: str, most: int) -> tuple[list[int], int]:
        """Return rows with the longest word, those of the last months first, and how many."""
        word = max(self.asked.longer, key=len)
        inner = "select row_id, bucket from search_token where entity = %s and token >= %s"
        rows = _rows(
            Sql(
                f"select row_id, count(*) over () from ({inner} and token < %s limit {most}) w"
                f" order by bucket desc {which}",
                (self.declared.code, word, word[:-1] + chr(ord(word[-1]) + 1)),
            )
        )
        return [key for key, _ in rows], rows[0][1] if rows else 0

    def _fitting(self, keys: list[int], limit: int) -> list[int]:
        return self._newest(all_of([Sql("t.id = any(%s::int8[])", (keys,)), self._test()]), limit)

    def _telling_tokens(self) -> list[Sql]:
        """Half of all rows have a letter: it is tested on the few that the index finds by more."""
        weak = [token for token in self.asked.tokens if len(token) == 1 and token.isascii()]
        if not weak or len(weak) == len(self.asked.tokens):
            return [self._tokens()]
        strong = tuple(token for token in self.asked.tokens if token not in weak)
        tests = [Sql("%s = any(t.search_tokens)", (token,)) for token in weak]
        return [has_tokens(replace(self.asked, tokens=strong), "t"), *tests]

    def _newest(self, where: Sql, limit: int) -> list[int]:
        recency = self.declared.recency.format(t="t")
        sql = Sql(f"select t.id from {self._table} where ") + where
        sql += f" order by {recency} desc nulls last, t.id desc limit {limit}"
        return [key for (key,) in _rows(sql)]

    def _tokens(self) -> Sql:
        return has_tokens(self.asked, "t")

    def _test(self) -> Sql:
        return all_of([live_scope(self.whole, self.actor), self._tokens()])


def rare_word(declared: Searchable, asked: Query, alias: str) -> Sql:
    """
    Return the condition that a row has the longest word, when so few rows have it that a list
    had better begin with them; else one that is always true.
    """
    if not asked.longer:
        return TRUE
    word = max(asked.longer, key=len)
    after = word[:-1] + chr(ord(word[-1]) + 1)
    inner = "select row_id from search_token where entity = %s and token >= %s and token < %s"
    keys = Sql(inner, (declared.code, word, after))
    [(count,)] = _rows(keys.within("select count(*) from (", f" limit {MOST_OF_RARE}) w"))
    if count == MOST_OF_RARE:
        return TRUE
    # An array, so that it may stand beside other ways of finding: the planner unites indexes.
    return Sql(f"{alias}.id = any(array(") + keys + "))"


def has_tokens(asked: Query, alias: str) -> Sql:
    """Return the condition that a row of a searchable table has all tokens of the query."""
    column = f"{alias}.search_tokens"
    begun = f"strpos(' ' || array_to_string({column}, ' '), ' ' || %s) > 0"
    return all_of(
        [
            Sql(f"{column} @> %s::text[]", (list(asked.tokens),)),
            *(Sql(begun, (word,)) for word in asked.longer),
        ]
    )


def _rows(sql: Sql) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
