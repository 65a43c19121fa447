"""
Where else changes of fields are kept: a room above that keeps its own enters at start how they are
read, and how they are forgotten when the rows are erased.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's step, and who made it."""

    at: datetime
    field: str
    before: Any
    after: Any
    actor_kind: str
    actor_id: int | None
    actor_name: str  # of a colleague or the system, for people to read
    name: str  # wire name of the event, or the kind of the batch
    batch_id: int | None = None


Source = Callable[[str, int, int], Sequence[FieldChange]]  # entity, row id, at most
Forget = Callable[[str, Sequence[int]], int]
_sources: list[Source] = []
_forgets: list[Forget] = []


def history_source(source: Source) -> Source:
    """Enter a query that returns the newest changes of a row's fields, kept elsewhere."""
    if source not in _sources:
        _sources.append(source)
    return source


def sources() -> tuple[Source, ...]:
    return tuple(_sources)


def forgets_rows(forget: Forget) -> Forget:
    """Enter a deed that removes what is kept of an entity's rows elsewhere, and says how many."""
    if forget not in _forgets:
        _forgets.append(forget)
    return forget


def forgotten(entity: str, row_ids: Sequence[int]) -> int:
    """Remove what is kept of the rows elsewhere; return how many changes that were."""
    return sum(forget(entity, row_ids) for forget in _forgets)
