"""A filter read as a sentence: chips, each of which says one condition in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.registry import Whole, entity
from rapport.kernel.errors import N_

from .tree import All, Either, Node, Not, Some, Test

SAYS: Mapping[str, str] = {
    "is": N_("is"),
    "is_not": N_("is not"),
    "in": N_("is"),
    "not_in": N_("is not"),
    "me": N_("is me"),
    "contains": N_("contains"),
    "starts": N_("starts with"),
    "over": N_("over"),
    "at_least": N_("at least"),
    "under": N_("under"),
    "at_most": N_("at most"),
    "between": N_("between"),
    "on": N_("on"),
    "before": N_("before"),
    "after": N_("after"),
    "last_days": N_("in the last days"),
    "next_days": N_("in the next days"),
    "longer_ago": N_("longer ago than days"),
    "any_of": N_("has one of"),
    "all_of": N_("has all of"),
    "none_of": N_("has none of"),
    "empty": N_("is empty"),
    "filled": N_("is filled"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition as words: what, how, with what; `path` finds it in the tree to remove it."""

    label: str
    says: str
    value: str
    path: str


def chips(whole: Whole, node: Node | None) -> list[Chip]:
    """Return the top level of the tree as chips, inner groups as one chip each."""
    if node is None:
        return []
    nodes = node.nodes if isinstance(node, All) else (node,)
    return [_chip(whole, inner, str(place)) for place, inner in enumerate(nodes)]


def sentence(whole: Whole, node: Node) -> str:
    """Return the whole tree as one sentence."""
    match node:
        case Test(name, op, value):
            found = whole.field(name)
            words = [_(found.label), _(SAYS.get(op, op)), _value(found, value)]
            return " ".join(word for word in words if word)
        case All(nodes):
            return _(" and ").join(sentence(whole, inner) for inner in nodes)
        case Either(nodes):
            return _(" or ").join(sentence(whole, inner) for inner in nodes)
        case Not(inner):
            return _("not ({condition})").format(condition=sentence(whole, inner))
        case Some(name, where):
            related = whole.related[name]
            words_of_it = sentence(entity(related.entity), where)
            return _("{related} with {condition}").format(
                related=_(related.label), condition=words_of_it
            )


def _chip(whole: Whole, node: Node, path: str) -> Chip:
    if isinstance(node, Test):
        found = whole.field(node.field)
        says = _(SAYS.get(node.op, node.op))
        return Chip(_(found.label), says, _value(found, node.value), path)
    return Chip("", "", sentence(whole, node), path)


def _value(found: Field, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        by = _(" and ") if found.kind in (Kind.DATE, Kind.INSTANT, Kind.NUMBER) else _(" or ")
        return by.join(_value(found, part) for part in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    labels = {choice.value: choice.label for choice in found.choices}
    return _(labels[value]) if value in labels else str(value)
