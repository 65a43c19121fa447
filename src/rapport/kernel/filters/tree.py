"""
The filter tree and its JSON form.

    {"all": [node, ...]}   {"any": [node, ...]}   {"not": node}
    {"field": "city", "op": "is", "value": "台北市"}
    {"some": "holdings", "where": node}            some related row fulfils the node
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from rapport.kernel.errors import N_, Invalid

DEEPEST = 8
MOST_NODES = 200


class FilterNotUnderstood(Invalid):
    sentence = N_("The filter cannot be read near {near}.")


class FilterTooLarge(Invalid):
    sentence = N_("The filter has more than {most} conditions. Split it.")


@dataclass(frozen=True, slots=True)
class Test:
    """One field held against a value by an operator."""

    __test__ = False  # not a test case of pytest
    field: str
    op: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class All:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    node: Node


@dataclass(frozen=True, slots=True)
class Some:
    """At least one related row fulfils the condition."""

    related: str
    where: Node


Node = Test | All | Either | Not | Some


def read(raw: Any) -> Node:
    """Return the tree of a JSON value. Refuses FilterNotUnderstood, FilterTooLarge."""
    counter = [0]
    return _read(raw, 0, counter)


def write(node: Node) -> dict[str, Any]:
    """Return the JSON value of a tree; `read` gives the tree back."""
    match node:
        case Test(field, op, None):
            return {"field": field, "op": op}
        case Test(field, op, value):
            return {"field": field, "op": op, "value": value}
        case All(nodes):
            return {"all": [write(inner) for inner in nodes]}
        case Either(nodes):
            return {"any": [write(inner) for inner in nodes]}
        case Not(inner):
            return {"not": write(inner)}
        case Some(related, where):
            return {"some": related, "where": write(where)}


def both(first: Node | None, second: Node | None) -> Node | None:
    """Return the tree that asks for both; either may be absent."""
    if first is None or second is None:
        return first or second
    return All((first, second))


def _read(raw: Any, depth: int, counter: list[int]) -> Node:
    counter[0] += 1
    if depth > DEEPEST or counter[0] > MOST_NODES:
        raise FilterTooLarge(most=MOST_NODES)
    if not isinstance(raw, dict):
        raise FilterNotUnderstood(near=_near(raw))
    keys = set(raw)
    if keys in ({"all"}, {"any"}):
        (kind,) = keys
        nodes = _read_each(raw[kind], depth, counter)
        return All(nodes) if kind == "all" else Either(nodes)
    if keys == {"not"}:
        return Not(_read(raw["not"], depth + 1, counter))
    if keys == {"some", "where"} and isinstance(raw["some"], str):
        return Some(raw["some"], _read(raw["where"], depth + 1, counter))
    return _read_test(raw, keys)


def _near(raw: Any) -> str:
    """Return the beginning of what could not be read, as it was sent."""
    return json.dumps(raw, ensure_ascii=False, default=str)[:80]


def _read_each(raw: Any, depth: int, counter: list[int]) -> tuple[Node, ...]:
    if not isinstance(raw, list):
        raise FilterNotUnderstood(near=_near(raw))
    return tuple(_read(inner, depth + 1, counter) for inner in raw)


def _read_test(raw: dict[str, Any], keys: set[str]) -> Test:
    well_formed = {"field", "op"} <= keys <= {"field", "op", "value"}
    if not well_formed or not isinstance(raw["field"], str) or not isinstance(raw["op"], str):
        raise FilterNotUnderstood(near=_near(raw))
    return Test(raw["field"], raw["op"], raw.get("value"))
