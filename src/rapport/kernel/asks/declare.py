"""
Declare a question below, answer it above.

    # channels/flows/asks.py
    BILL = question("flows.bill", BillAsked, BillSaid, expects="one", within=1.5)

    # operations/contracts/answers.py
    @answers(BILL, room="contracts")
    def bill_of(asked: BillAsked) -> BillSaid: ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar

Asked = TypeVar("Asked")
Said = TypeVar("Said")
Answerer = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Question(Generic[Asked, Said]):
    """
    What a room asks of whoever stands above it.

    Units     within: seconds, for all answerers together.
    """

    name: str
    asked: type[Asked]
    said: type[Said]
    expects: Literal["one", "many"]
    within: float


class DeclaredTwice(RuntimeError):
    """Two questions of one name, or two answerers of a question that expects one."""


_questions: dict[str, Question[Any, Any]] = {}
_answerers: dict[str, dict[str, Answerer]] = {}


def question(
    name: str,
    asked: type[Asked],
    said: type[Said],
    *,
    expects: Literal["one", "many"],
    within: float = 1.0,
) -> Question[Asked, Said]:
    """Enter a question into the register."""
    if name in _questions:
        raise DeclaredTwice(name)
    _questions[name] = Question(name, asked, said, expects, within)
    return _questions[name]


def answers(to: Question[Any, Any], *, room: str) -> Callable[[Answerer], Answerer]:
    """Enter the one query of the room that answers the question; at start, not later."""

    def enter(answerer: Answerer) -> Answerer:
        rooms = _answerers.setdefault(to.name, {})
        if room in rooms or (to.expects == "one" and rooms):
            raise DeclaredTwice(f"{to.name}: {[*rooms, room]}")
        rooms[room] = answerer
        return answerer

    return enter


def answerers_of(name: str) -> Mapping[str, Answerer]:
    """Return the answerers of a question by room."""
    return MappingProxyType(_answerers.get(name, {}))


def questions() -> list[Question[Any, Any]]:
    """Return all questions in the order of their names."""
    return [_questions[name] for name in sorted(_questions)]
