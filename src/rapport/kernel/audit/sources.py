"""Where else changes of fields are kept: a room above that keeps its own enters it at start."""

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
_sources: list[Source] = []


def history_source(source: Source) -> Source:
    """Enter a query that returns the newest changes of a row's fields, kept elsewhere."""
    if source not in _sources:
        _sources.append(source)
    return source


def sources() -> tuple[Source, ...]:
    return tuple(_sources)
