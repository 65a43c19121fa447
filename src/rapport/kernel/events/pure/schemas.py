"""What an event looks like from outside, and whether a change of it breaks those who read it."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from .encoding import codec_of

Schema = dict[str, str]
CHOICE = "one of "


def schema_of(cls: type) -> Schema:
    """Return the fields of an event with their types; a trailing ? marks one that may be absent."""
    hints, required = get_type_hints(cls), codec_of(cls).required
    return {
        field.name: _type_name(hints[field.name]) + ("" if field.name in required else "?")
        for field in fields(cls)
    }


def breaks(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> list[str]:
    """
    Return what a reader of the old schemas would miss: events and fields gone or of another type.

    Added events and fields break nobody; a new meaning needs a new wire name (`v2`).
    """
    found: list[str] = []
    for name, before in old.items():
        after = new.get(name)
        if after is None:
            found.append(f"{name} is gone")
            continue
        for field, kind in before.items():
            if field not in after:
                found.append(f"{name}.{field} is gone")
            elif not _reads_as(kind.rstrip("?"), after[field].rstrip("?")):
                found.append(f"{name}.{field} was {kind} and is {after[field]}")
    return found


def _reads_as(old: str, new: str) -> bool:
    """A choice may gain values; every other type must stay as it is."""
    if old.startswith(CHOICE) and new.startswith(CHOICE):
        return set(old[len(CHOICE) :].split(", ")) <= set(new[len(CHOICE) :].split(", "))
    return old == new


def _type_name(hint: Any) -> str:
    if hasattr(hint, "__supertype__"):
        return _type_name(hint.__supertype__)
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return " | ".join(_type_name(kind) for kind in inner)
    if origin is not None:
        names = ("..." if kind is Ellipsis else _type_name(kind) for kind in inner)
        return f"{getattr(origin, '__name__', origin)}[{', '.join(names)}]"
    if hint is types.NoneType:
        return "null"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return CHOICE + ", ".join(str(member.value) for member in hint)
    if is_dataclass(hint) and hint.__name__ != "Money":  # type: ignore[union-attr]
        inside = get_type_hints(hint)
        return (
            "{" + ", ".join(f"{f.name}: {_type_name(inside[f.name])}" for f in fields(hint)) + "}"
        )
    return getattr(hint, "__name__", str(hint))
