"""
Declare a question or an act below, answer or perform it above.

    # channels/flows/asks.py
    BILL = question("flows.bill", BillAsked, BillSaid, expects="one", within=1.5)
    REPORT_FAULT = act("flows.report_fault", Fault, FaultReported)

    # operations/contracts/answers.py
    @answers(BILL)
    def bill_of(asked: BillAsked, *, actor: Actor, now: datetime) -> BillSaid: ...

    # operations/service/reactions.py
    @performs(REPORT_FAULT)
    def open_case_when_fault_is_reported(asked: Fault, *, request_uid: UUID, now: datetime): ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar

from rapport.kernel.events.declare import room_of
from rapport.kernel.events.pure import codec_of

Asked = TypeVar("Asked")
Said = TypeVar("Said")
Answerer = Callable[..., Any]
F = TypeVar("F", bound=Callable[..., Any])


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
    permission: str = ""
    example: Asked | None = None  # with which a test calls every answerer


@dataclass(frozen=True, slots=True)
class Act(Generic[Asked, Said]):
    """What a room requests of whoever stands above it, and what the outcome tells."""

    name: str
    asked: type[Asked]
    said: type[Said]


class DeclaredTwice(RuntimeError):
    """Two questions or acts of one name, or two answerers where one is expected."""


_questions: dict[str, Question[Any, Any]] = {}
_answerers: dict[str, dict[str, Answerer]] = {}
_acts: dict[str, Act[Any, Any]] = {}
_performers: dict[str, tuple[str, Answerer]] = {}


def question(
    name: str,
    asked: type[Asked],
    said: type[Said],
    *,
    expects: Literal["one", "many"],
    within: float = 1.0,
    permission: str = "",
    example: Asked | None = None,
) -> Question[Asked, Said]:
    """Enter a question into the register. Who asks needs the permission, if there is one."""
    if name in _questions:
        raise DeclaredTwice(name)
    _questions[name] = Question(name, asked, said, expects, within, permission, example)
    return _questions[name]


def answers(to: Question[Any, Any], *, room: str = "") -> Callable[[F], F]:
    """Enter the one query of a room that answers the question; at start, not later."""

    def enter(answerer: F) -> F:
        answering = room or room_of(answerer.__module__)
        rooms = _answerers.setdefault(to.name, {})
        if answering in rooms or (to.expects == "one" and rooms):
            raise DeclaredTwice(f"{to.name}: {[*rooms, answering]}")
        rooms[answering] = answerer
        return answerer

    return enter


def act(name: str, asked: type[Asked], said: type[Said]) -> Act[Asked, Said]:
    """Enter an act that a room above may perform; both types can be kept as JSON."""
    if name in _acts:
        raise DeclaredTwice(name)
    codec_of(asked)
    codec_of(said)
    _acts[name] = Act(name, asked, said)
    return _acts[name]


def performs(to: Act[Any, Any], *, room: str = "") -> Callable[[F], F]:
    """
    Enter the one command of a room that performs an act: `(asked, *, request_uid, now) -> said`.

    What it refuses becomes the outcome; what is unavailable is tried again until it lapses.
    """

    def enter(performer: F) -> F:
        performing = room or room_of(performer.__module__)
        if to.name in _performers:
            raise DeclaredTwice(f"{to.name}: {[_performers[to.name][0], performing]}")
        _performers[to.name] = performing, performer
        return performer

    return enter


def answerers_of(name: str) -> Mapping[str, Answerer]:
    """Return the answerers of a question by room."""
    return MappingProxyType(_answerers.get(name, {}))


def performer_of(name: str) -> tuple[str, Answerer] | None:
    """Return the room that performs the act, and its command; None when no room does."""
    return _performers.get(name)


def questions() -> list[Question[Any, Any]]:
    """Return all questions in the order of their names."""
    return [_questions[name] for name in sorted(_questions)]


def acts() -> list[Act[Any, Any]]:
    """Return all acts in the order of their names."""
    return [_acts[name] for name in sorted(_acts)]


def act_named(name: str) -> Act[Any, Any] | None:
    return _acts.get(name)
