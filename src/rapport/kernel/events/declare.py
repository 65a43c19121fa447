"""
The registers of events and of reactions, filled at start by every room's modules.

    @event("service.case_closed.v1")
    @dataclass(frozen=True, slots=True)
    class CaseClosed: ...

    @on(messaging.MessageReceived)
    def reopen_case_when_customer_replies(event, *, now): ...
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, get_type_hints

from .pure import Codec, codec_of

E = TypeVar("E")
Act = Callable[..., object]
WIRE_NAME = re.compile(r"([a-z_]+)\.[a-z_]+\.v[1-9][0-9]*")
# Erasure does not reach the outbox, so what a person could be known by has no place in it.
NOT_IN_EVENTS = {"name", "first_name", "last_name", "display_name", "title", "address", "street"}
NOT_IN_EVENTS |= {"phone", "email", "text", "note", "comment", "body", "subject", "description"}


class BadEvent(TypeError):
    """An event is not declared as the house asks; found at start."""


class BadReaction(TypeError):
    """A reaction is not declared as the house asks; found at start."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event: its wire name, its class, the room that tells it."""

    wire_name: str
    cls: type
    room: str
    codec: Codec


@dataclass(frozen=True, slots=True)
class Reaction:
    """What one room does when one of these events was told."""

    name: str
    room: str
    events: tuple[str, ...]  # wire names
    act: Act
    wants_told: bool


_kinds: dict[str, Kind] = {}
_by_class: dict[type, Kind] = {}
_reactions: dict[str, Reaction] = {}


def event(wire_name: str) -> Callable[[type[E]], type[E]]:
    """Declare a frozen dataclass as an event that is stored and sent under this name."""

    def enter(cls: type[E]) -> type[E]:
        _check_event(wire_name, cls)
        kind = Kind(wire_name, cls, room_of(cls.__module__), codec_of(cls))
        _kinds[wire_name] = _by_class[cls] = kind
        return cls

    return enter


def on(*events: type, name: str = "") -> Callable[[Act], Act]:
    """
    Declare a reaction: `act(event, *, now)`; also `told`, for the uid that makes repeats harmless.

    The name keeps the reaction's progress, so that a function may be renamed or moved; the default
    is room and function.
    """

    def enter(act: Act) -> Act:
        room = room_of(act.__module__)
        full = name or f"{room}.{act.__name__}"
        if full in _reactions and _reactions[full].act.__module__ != act.__module__:
            raise BadReaction(f"two reactions are called {full}")
        parameters = inspect.signature(act).parameters
        if "now" not in parameters:
            raise BadReaction(f"{full} takes no `now`")
        wire_names = tuple(kind_of(cls).wire_name for cls in events)
        _reactions[full] = Reaction(full, room, wire_names, act, "told" in parameters)
        return act

    return enter


def kind_of(cls: type) -> Kind:
    """Return how the event class is declared."""
    try:
        return _by_class[cls]
    except KeyError:
        raise BadEvent(f"{cls.__qualname__} is not declared with @event") from None


def kind_named(wire_name: str) -> Kind | None:
    """Return the kind of that wire name; None when no room declares it any more."""
    return _kinds.get(wire_name)


def kinds() -> list[Kind]:
    return [_kinds[name] for name in sorted(_kinds)]


def reactions() -> Mapping[str, Reaction]:
    return dict(sorted(_reactions.items()))


def _check_event(wire_name: str, cls: type) -> None:
    known = _kinds.get(wire_name)
    if known and known.cls.__module__ != cls.__module__:
        raise BadEvent(f"{wire_name} is declared in {known.cls.__module__} too")
    matched = WIRE_NAME.fullmatch(wire_name)
    room = room_of(cls.__module__)
    if not matched or matched[1] != room:
        raise BadEvent(f"{wire_name}: a wire name of this room is {room}.what_happened.v1")
    settings = getattr(cls, "__dataclass_params__", None)
    if settings is None or not settings.frozen:
        raise BadEvent(f"{wire_name}: an event is a frozen dataclass")
    if get_type_hints(cls).get("occurred_at") is not datetime:
        raise BadEvent(f"{wire_name}: an event has occurred_at: datetime")
    if personal := NOT_IN_EVENTS & set(codec_of(cls).readers):
        raise BadEvent(f"{wire_name}: {sorted(personal)} would outlive an erasure")


def room_of(module: str) -> str:
    """Return the room of a module of the house; of others (tests, scripts) the first part."""
    parts = module.split(".")
    return parts[2] if parts[0] == "rapport" and len(parts) > 2 else parts[0].strip("_")


def forget(*entered: Any) -> None:
    """Take events and reactions out again: a test entered them, and no other should see them."""
    for thing in entered:
        if isinstance(thing, str):
            _reactions.pop(thing, None)
        elif kind := _by_class.pop(thing, None):
            _kinds.pop(kind.wire_name, None)
