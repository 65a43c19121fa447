"""A piece of SQL with its parameters, so that no value is ever pasted into a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sql:
    """SQL text with `%s` places and the values for them, in order."""

    text: str
    params: tuple[Any, ...] = ()

    def __add__(self, other: Sql | str) -> Sql:
        if isinstance(other, str):
            return Sql(self.text + other, self.params)
        return Sql(self.text + other.text, self.params + other.params)

    def __radd__(self, other: str) -> Sql:
        return Sql(other + self.text, self.params)

    def __bool__(self) -> bool:
        return bool(self.text)

    def within(self, before: str, after: str = ")") -> Sql:
        """Put text around the piece."""
        return Sql(before + self.text + after, self.params)


TRUE = Sql("true")
FALSE = Sql("false")


def join(pieces: Iterable[Sql], by: str) -> Sql:
    """Join the pieces by a text such as " and "."""
    kept = list(pieces)
    text = by.join(piece.text for piece in kept)
    return Sql(text, tuple(value for piece in kept for value in piece.params))


def all_of(pieces: Sequence[Sql]) -> Sql:
    """Return the conjunction; of nothing, true."""
    kept = [piece for piece in pieces if piece.text and piece != TRUE]
    if FALSE in kept:
        return FALSE
    return join((piece.within("(") for piece in kept), " and ") if kept else TRUE


def any_of(pieces: Sequence[Sql]) -> Sql:
    """Return the disjunction; of nothing, false."""
    kept = [piece for piece in pieces if piece.text and piece != FALSE]
    if TRUE in kept:
        return TRUE
    return join((piece.within("(") for piece in kept), " or ") if kept else FALSE
