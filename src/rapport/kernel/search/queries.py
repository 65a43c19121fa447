"""
Find the newest rows that have all of some tokens, under the reader's scope, in bounded time.

What makes a search slow is the rows it looks at. So it looks at few of the newest first: of those
with the first token, or of the reader's own when he has few. From how many fit it is clear whether
to go on (matches are many), or to ask the index on the rows' tokens (matches are few).

Source    docs/algorithms/search.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import entity as entity_named

from .declare import searchable
from .pure import Query
from .walks import Walks
from .words import holder_tokens

FEW_ROWS = 30_000
PROBE = 300
ENOUGH_FIT = 2  # of the probe: so many that going on finds a page soon
MOST_WALKED = 3_000
MOST_WORDS, MOST_WORDS_AT_LAST = 1_500, 6_000
MOST_WORDS_OF_FEW = 500  # beyond, the reader's own rows are fewer to look at


def newest_with(
    entity: str, asked: Query, *, actor: Actor, enough: int, most: int = 0
) -> list[int]:
    """
    Return the keys of the rows with all tokens of the query, those touched last first.

    It looks no further once it has enough, and returns what it has by then, up to the most.
    """
    if not actor.may(entity_named(entity).base.view) or not asked.tokens:
        return []
    walks = Walks(entity_named(entity), searchable(entity), asked, actor, marks_of(entity, actor))
    reached = rows_reached(entity, actor=actor)
    if reached is not None and reached <= FEW_ROWS:
        return _among_few(walks, enough, max(enough, most))
    return _among_many(walks, enough, max(enough, most))


def marks_of(entity: str, actor: Actor) -> list[str]:
    """Return the marks of the holders whose rows the actor sees; none when he sees all."""
    user, teams, units = _held(entity, actor)
    marks = holder_tokens(user_id=user)
    marks += [mark for team in teams for mark in holder_tokens(team_id=team)]
    return marks + [mark for unit in units for mark in holder_tokens(unit_id=unit)]


def rows_reached(entity: str, *, actor: Actor) -> int | None:
    """Return how many rows the actor reaches, as last counted; None when he reaches all."""
    if actor.reach_of(entity_named(entity).base.view) is Reach.ALL:
        return None
    user, teams, units = _held(entity, actor)
    with connection.cursor() as cursor:
        cursor.execute(
            """select coalesce(sum(rows), 0)::int8 from search_reachcount where entity = %s
            and (holder = 'user' and holder_id = %s or holder = 'team' and holder_id = any(%s)
              or holder = 'unit' and holder_id = any(%s))""",
            [searchable(entity).code, user, list(teams), list(units)],
        )
        return int(cursor.fetchone()[0])


def _held(entity: str, actor: Actor) -> tuple[int | None, Sequence[int], Sequence[int]]:
    reach = actor.reach_of(entity_named(entity).base.view)
    if reach is Reach.ALL:
        return None, (), ()
    teams = actor.team_ids if reach >= Reach.TEAM else ()
    return actor.user_id, teams, actor.unit_ids if reach >= Reach.UNIT else ()


def _among_few(walks: Walks, enough: int, most: int) -> list[int]:
    if walks.asked.longer and (found := walks.by_word(enough, most, MOST_WORDS_OF_FEW)) is not None:
        return found
    found = walks.newest_held(PROBE)
    return found[:most] if len(found) >= enough else walks.by_index(most)


def _among_many(walks: Walks, enough: int, most: int) -> list[int]:
    if walks.head_says_all:
        return walks.along_head(most, most)
    if walks.has_several_pairs:
        return walks.by_index(most)
    if walks.asked.longer and (found := walks.by_word(enough, most, MOST_WORDS)) is not None:
        return found
    walked, found = walks.probe_head(PROBE)
    if len(found) >= enough or walked < PROBE:
        return found[:most]
    if len(found) >= ENOUGH_FIT:
        rows = walks.along_head(enough, min(MOST_WALKED, 2 * enough * PROBE // len(found)))
        if len(rows) == enough:
            return rows
    return _among_few_matches(walks, enough, most)


def _among_few_matches(walks: Walks, enough: int, most: int) -> list[int]:
    """The newest rows fitted seldom: then few fit in all, and all of them may be looked at."""
    found = walks.by_word(enough, most, MOST_WORDS_AT_LAST) if walks.asked.longer else None
    return walks.by_index(most) if found is None else found
