"""The vocabulary of search: which tokens stand where, and how a row says whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

SHORT = 2  # longer tokens are found by walking along their first two letters
WHOLE = 5  # from here on a token is a whole word: found by its beginning, in alphabetical order
FIRST_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Searchable:
    """
    An entity whose rows carry tokens.

    Its table has the columns `search_tokens text[]` (with a GIN index on live rows) and
    `search_bucket`, and enters what `table_tokens` chooses into the token table by `enter_tokens`.
    """

    entity: str
    code: int  # stands for the entity in the token table; never changed
    recency: str  # SQL by which a row is newer than another, such as "{t}.last_touch_at"


def month_of(instant: datetime | None) -> int:
    """Return the bucket of an instant: months since 1999-12, zero for never."""
    if instant is None:
        return 0
    return max(0, (instant.year - FIRST_YEAR) * 12 + instant.month)


def holder_tokens(
    user_id: int | None = None, team_id: int | None = None, unit_id: int | None = None
) -> list[str]:
    """Return the marks by which a row's tokens say whose it is; no name has such tokens."""
    marks = (("@u", user_id), ("@t", team_id), ("@b", unit_id))
    return [f"{mark}{holder}" for mark, holder in marks if holder is not None]


def table_tokens(tokens: Sequence[str]) -> list[str]:
    """Return those that stand in the token table too: one or two characters, and whole words."""
    return [
        token
        for token in tokens
        if (len(token) <= SHORT or len(token) >= WHOLE) and token[0] not in "@#"
    ]
