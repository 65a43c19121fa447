"""
Values of events, requests and jobs as JSON and back, by their type annotations.

Money is {"amount": "12.50", "currency": "TWD"}, decimals are strings, instants RFC 3339 with Z. A
field that the JSON does not have takes its default; one that the class does not have is ignored, so
that old and new events can be read by old and new code.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from rapport.kernel.values import Money

Read = Callable[[Any], Any]


class NotEncodable(TypeError):
    """The type or value has no form in JSON here; found at start for declared types."""


@dataclass(frozen=True, slots=True)
class Codec:
    """How instances of one frozen dataclass become JSON objects and come back."""

    cls: type
    readers: Mapping[str, Read]
    required: frozenset[str]

    def encode(self, instance: Any) -> dict[str, Any]:
        return {name: to_json(getattr(instance, name)) for name in self.readers}

    def decode(self, raw: Mapping[str, Any]) -> Any:
        given = {name: read(raw[name]) for name, read in self.readers.items() if name in raw}
        return self.cls(**given)


def codec_of(cls: type) -> Codec:
    """Return the codec of a dataclass. Raises NotEncodable for a field that JSON cannot hold."""
    return _codec(cls)  # typed here: the cache takes what is hashable, and loses that it is a class


@cache
def _codec(cls: type) -> Codec:
    if not is_dataclass(cls):
        raise NotEncodable(f"{cls.__qualname__} is no dataclass")
    hints = get_type_hints(cls)
    readers = {field.name: reader_of(hints[field.name]) for field in fields(cls)}
    required = {
        f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING
    }
    return Codec(cls, readers, frozenset(required))


def to_json(value: Any) -> Any:
    """Return the value in the form that JSON keeps; raises NotEncodable."""
    if value is None or (isinstance(value, bool | str | int) and not isinstance(value, Enum)):
        return value
    write = _writer_of(type(value))  # type: ignore[arg-type]
    return write(value)


def instant(value: datetime) -> str:
    """Return the aware instant as RFC 3339 in UTC, with Z."""
    if value.tzinfo is None:
        raise NotEncodable("an instant needs its zone")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


_WRITERS: dict[type, Callable[[Any], Any]] = {
    datetime: instant,
    date: date.isoformat,
    Decimal: lambda value: format(value, "f"),
    UUID: str,
    float: float,
    timedelta: lambda value: value.total_seconds(),
    Money: lambda value: {"amount": format(value.amount, "f"), "currency": value.currency},
}


@cache
def _writer_of(kind: type) -> Callable[[Any], Any]:
    if kind in _WRITERS:
        return _WRITERS[kind]
    if issubclass(kind, Enum):
        return lambda value: to_json(value.value)
    if issubclass(kind, Mapping):
        return lambda value: {str(to_json(key)): to_json(item) for key, item in value.items()}
    if issubclass(kind, list | tuple):
        return lambda value: [to_json(item) for item in value]
    if issubclass(kind, set | frozenset):
        return lambda value: sorted(to_json(item) for item in value)
    if is_dataclass(kind):
        return codec_of(kind).encode
    raise NotEncodable(f"{kind.__qualname__} has no form in JSON")


_READERS: dict[Any, Read] = {
    str: str,
    int: int,
    bool: bool,
    float: float,
    Decimal: Decimal,
    UUID: UUID,
    date: date.fromisoformat,
    datetime: lambda raw: datetime.fromisoformat(raw).astimezone(UTC),
    timedelta: lambda raw: timedelta(seconds=raw),
    Money: lambda raw: Money(Decimal(raw["amount"]), raw["currency"]),
    Any: lambda raw: raw,
    types.NoneType: lambda raw: None,
}


def reader_of(hint: Any) -> Read:
    """Return what makes a value of the annotated type from JSON; raises NotEncodable."""
    if hint in _READERS:
        return _READERS[hint]
    if hasattr(hint, "__supertype__"):
        return reader_of(hint.__supertype__)
    origin = get_origin(hint)
    if origin is not None:
        return _generic_reader(hint, origin, get_args(hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if isinstance(hint, type) and is_dataclass(hint):
        return lambda raw: codec_of(hint).decode(raw)
    raise NotEncodable(f"{hint} has no form in JSON")


def _generic_reader(hint: Any, origin: Any, inner: tuple[Any, ...]) -> Read:
    if origin is Literal:
        return lambda raw: raw
    if origin in (Union, types.UnionType):
        return _optional_reader(hint, inner)
    if origin in (list, set, frozenset):
        read = reader_of(inner[0])
        return lambda raw: origin(read(item) for item in raw)
    if origin is tuple:
        return _tuple_reader(inner)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping_reader(*inner)
    raise NotEncodable(f"{hint} has no form in JSON")


def _optional_reader(hint: Any, inner: tuple[Any, ...]) -> Read:
    some = [kind for kind in inner if kind is not types.NoneType]
    if len(some) != 1:
        raise NotEncodable(f"{hint}: only a type or None can be read back")
    read = reader_of(some[0])
    return lambda raw: None if raw is None else read(raw)


def _tuple_reader(inner: tuple[Any, ...]) -> Read:
    if len(inner) == 2 and inner[1] is Ellipsis:
        read = reader_of(inner[0])
        return lambda raw: tuple(read(item) for item in raw)
    reads = [reader_of(kind) for kind in inner]
    return lambda raw: tuple(read(item) for read, item in zip(reads, raw, strict=True))


def _mapping_reader(key: Any, value: Any) -> Read:
    read_key, read = reader_of(key), reader_of(value)
    return lambda raw: {read_key(name): read(item) for name, item in raw.items()}
