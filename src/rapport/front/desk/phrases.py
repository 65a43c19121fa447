"""
A filter as a sentence one reads before the first row: words outside, values in chips.

Each comparison is a message with a place for its value, so that every language puts the chip where
it belongs: "{field} over {value}", 「{field}超過 {value}」.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, ngettext, pgettext

from rapport.front.shell import formats
from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.registry import Whole, entity
from rapport.kernel.errors import N_
from rapport.kernel.filters.tree import All, Either, Node, Not, Some, Test
from rapport.kernel.views.titles import titles

from .asked import Asked
from .wording import Setting

# Without "{value}" the words say everything by themselves.
SAYS: Mapping[str, str] = {
    "is": N_("{field} is {value}"),
    "is_not": N_("{field} is not {value}"),
    "in": N_("{field} is {value}"),
    "not_in": N_("{field} is not {value}"),
    "me": N_("{field} is {value}"),
    "contains": N_("{field} contains {value}"),
    "starts": N_("{field} begins with {value}"),
    "over": N_("{field} over {value}"),
    "at_least": N_("{field} at least {value}"),
    "under": N_("{field} under {value}"),
    "at_most": N_("{field} at most {value}"),
    "between": N_("{field} between {value}"),
    "on": N_("{field} on {value}"),
    "before": N_("{field} before {value}"),
    "after": N_("{field} after {value}"),
    "last_days": N_("{field} in the last {value}"),
    "next_days": N_("{field} in the next {value}"),
    "longer_ago": N_("{field} longer ago than {value}"),
    "any_of": N_("{field} include {value}"),
    "all_of": N_("{field} include all of {value}"),
    "none_of": N_("{field} include none of {value}"),
    "empty": N_("{field} is {value}"),
    "filled": N_("{field} is {value}"),
}
DAYS = {"last_days", "next_days", "longer_ago"}
Names = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Words:
    """A run of the sentence: plain words, or a value in a chip."""

    text: str
    is_value: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """One condition: its runs, where it stands, and the address of the list without it."""

    place: int
    runs: tuple[Words, ...]
    without: str

    @property
    def said(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Reading:
    """What saying a condition needs: names of referenced rows, and the reader's manners."""

    setting: Setting
    names: Names


def phrases(whole: Whole, asked: Asked, *, actor: Actor, setting: Setting) -> list[Phrase]:
    """Return the filter's conditions as phrases, one statement for each kind of row they name."""
    nodes = conditions_of(asked.where)
    reading = Reading(setting, names_in(whole, nodes, actor))
    return [
        Phrase(at, tuple(runs_of(whole, node, reading)), asked_without(asked, at))
        for at, node in enumerate(nodes)
    ]


def conditions_of(where: Node | None) -> tuple[Node, ...]:
    """Return the conditions that all must hold."""
    if where is None:
        return ()
    return where.nodes if isinstance(where, All) else (where,)


def joined(nodes: Sequence[Node]) -> Node | None:
    """Return the filter of these conditions."""
    if len(nodes) > 1:
        return All(tuple(nodes))
    return nodes[0] if nodes else None


def asked_without(asked: Asked, place: int) -> str:
    nodes = conditions_of(asked.where)
    return asked.address(where=joined([node for at, node in enumerate(nodes) if at != place]))


def names_in(whole: Whole, nodes: Sequence[Node], actor: Actor) -> Names:
    """Return what people call the rows that the conditions name by their ids."""
    wanted: dict[str, set[UUID]] = {}
    for node in nodes:
        _collect(whole, node, wanted)
    found: dict[UUID, str] = {}
    for name, uids in sorted(wanted.items()):
        found.update(titles(name, uids, actor=actor))
    return found


def runs_of(whole: Whole, node: Node, reading: Reading) -> list[Words]:
    """Return one condition as runs of words and values."""
    match node:
        case Test():
            return _test(whole, node, reading)
        case Not(inner):
            return [Words(gettext("except:") + " "), *runs_of(whole, inner, reading)]
        case Some(name, where):
            related = whole.related[name]
            words = gettext("has {related} with").format(related=gettext(related.label))
            return [Words(words + " "), *runs_of(entity(related.entity), where, reading)]
        case All(nodes):
            return _several(whole, nodes, gettext(" and "), reading)
        case Either(nodes):
            return _several(whole, nodes, gettext(" or "), reading)


def _several(whole: Whole, nodes: Sequence[Node], by: str, reading: Reading) -> list[Words]:
    runs: list[Words] = []
    for at, node in enumerate(nodes):
        inner = runs_of(whole, node, reading)
        if isinstance(node, All | Either) and len(node.nodes) > 1:
            inner = [Words("("), *inner, Words(")")]
        runs += ([Words(by)] if at else []) + inner
    return runs


def _test(whole: Whole, test: Test, reading: Reading) -> list[Words]:
    field = whole.field(test.field)
    template = gettext(SAYS.get(test.op, "{field} {value}"))
    before, _, after = template.replace("{field}", gettext(field.label)).partition("{value}")
    value = value_words(field, test.op, test.value, reading)
    runs = [Words(before), Words(value, is_value=True), Words(after)]
    return [run for run in runs if run.text.strip() or run.is_value]


def value_words(field: Field, op: str, value: Any, reading: Reading) -> str:
    """Return the value of a comparison in the reader's manner."""
    if op == "me":
        return gettext("me")
    if op == "empty":
        return gettext("empty")
    if op == "filled":
        return gettext("filled")
    if op in DAYS:
        count = int(value) if str(value).isdigit() else 0
        return ngettext("%(count)s day", "%(count)s days", count) % {"count": f"{count:,}"}
    if isinstance(value, list):
        by = gettext(" and ") if op in ("between", "all_of") else gettext(" or ")
        return by.join(_value(field, part, reading) for part in value)
    return _value(field, value, reading)


def _value(field: Field, value: Any, reading: Reading) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if field.kind is Kind.CHOICE:
        labels = {choice.value: choice.label for choice in field.choices}
        return gettext(labels[value]) if value in labels else str(value)
    if field.kind is Kind.REFERENCE:
        return _name(value, reading)
    if field.kind in (Kind.NUMBER, Kind.MONEY):
        return _figure(field, value, reading.setting)
    if value == "today":
        return pgettext("day", "today")
    return str(value)


def _name(value: Any, reading: Reading) -> str:
    try:
        return reading.names.get(UUID(str(value)), gettext("somebody else"))
    except ValueError:
        return str(value)


def _figure(field: Field, value: Any, setting: Setting) -> str:
    try:
        number = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return str(value)
    written = formats.number(number, setting.language)
    if field.kind is Kind.NUMBER:
        return written
    return formats.symbol(setting.currency, setting.language) + written


def _collect(whole: Whole, node: Node, wanted: dict[str, set[UUID]]) -> None:
    match node:
        case Test(name, _, value):
            field = whole.field(name)
            if field.kind is Kind.REFERENCE and field.refers_to and value is not None:
                uids = [value] if not isinstance(value, list) else value
                wanted.setdefault(field.refers_to, set()).update(_uids(uids))
        case Not(inner):
            _collect(whole, inner, wanted)
        case Some(name, inner):
            _collect(entity(whole.related[name].entity), inner, wanted)
        case All(nodes) | Either(nodes):
            for inner in nodes:
                _collect(whole, inner, wanted)


def _uids(values: Sequence[Any]) -> list[UUID]:
    found = []
    for value in values:
        try:
            found.append(UUID(str(value)))
        except ValueError:
            continue  # the engine refuses it, with a sentence
    return found
