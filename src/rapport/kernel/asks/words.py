"""The vocabulary of asking upward."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Literal, TypeVar

Said = TypeVar("Said")


class State(StrEnum):
    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class NotOffered:
    """Nobody answered, or not in time, or the answerer is broken; the asker goes on without."""

    question: str
    because: Literal["nobody", "late", "failed"]
    room: str = ""


@dataclass(frozen=True, slots=True)
class Answers(Generic[Said]):
    """What the rooms said, and who is missing and why."""

    given: dict[str, Said]
    missing: tuple[NotOffered, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """The room above would not act: its code, as stable as any refusal's."""

    act: str
    code: str
