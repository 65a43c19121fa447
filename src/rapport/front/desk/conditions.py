"""
The condition being made in the menu under F: one test, or several that belong together.

Several tests ask for all of them or any of them; tests on related rows ask that one such row
fulfils them ("has holdings with kind card and balance over 50,000"); the whole can be turned round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from django.utils.translation import gettext

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.registry import Whole, entity
from rapport.kernel.filters import tree
from rapport.kernel.filters.compile import condition, usable_field
from rapport.kernel.filters.operators import OPERATORS
from rapport.kernel.filters.sentence import SAYS
from rapport.kernel.filters.tree import All, Either, FilterNotUnderstood, Node, Not, Some, Test
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing, is_seen

from .asked import Asked
from .phrases import Reading, conditions_of, joined, names_in, runs_of
from .wording import setting_of

NO_VALUE = {"empty", "filled", "me"}
IN_DAYS = {"last_days", "next_days", "longer_ago"}
TWO_VALUES = {"between"}
# "in" says the same as "is" to a person who ticks boxes; one of them is offered.
HIDDEN = {Kind.CHOICE: {"is"}, Kind.REFERENCE: {"is"}, Kind.TEXT: {"in"}}
# What people ask first of a kind.
FIRST = {
    Kind.TEXT: "contains",
    Kind.NUMBER: "at_least",
    Kind.MONEY: "at_least",
    Kind.DATE: "last_days",
    Kind.INSTANT: "last_days",
}
MOST_PICKS = 100
MOST_TESTS = 12


@dataclass(frozen=True, slots=True)
class Draft:
    """A condition being made; `place` is that of the condition it will replace, -1 for none."""

    place: int = -1
    related: str = ""
    tests: tuple[Test, ...] = ()
    any: bool = False
    negated: bool = False

    @property
    def node(self) -> Node:
        several = Either(self.tests) if self.any else All(self.tests)
        inner: Node = self.tests[0] if len(self.tests) == 1 else several
        whole: Node = Some(self.related, inner) if self.related else inner
        return Not(whole) if self.negated else whole

    def pairs(self) -> list[tuple[str, str]]:
        """Return the draft as hidden inputs."""
        tests = orjson.dumps([tree.write(test) for test in self.tests]).decode()
        return [("place", str(self.place)), ("related", self.related), ("tests", tests)]


@dataclass(frozen=True, slots=True)
class FieldPick:
    """A field that can be asked about; `path` is its name, or related.name of a related row."""

    path: str
    label: str
    group: str
    kind: str


@dataclass(frozen=True, slots=True)
class ValueForm:
    """How the value of a comparison is asked for."""

    control: str  # none, text, number, days, two_numbers, day, two_days, choices, yes_no, tags
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NextTest:
    """The test being made: its field, the comparisons it knows, and how its value is asked for."""

    path: str
    field: Field | None
    operator: str
    operators: tuple[tuple[str, str], ...]
    value: ValueForm
    tests: tuple[str, ...]  # those that are made already, in words


def next_test(
    whole: Whole, draft: Draft, path: str, operator: str, *, actor: Actor, now: datetime
) -> NextTest:
    """Return the form for a further test; without a path only what is made already."""
    upper = entity(whole.related[draft.related].entity) if draft.related else whole
    reading = Reading(setting_of(actor, now), names_in(upper, draft.tests, actor))
    said = tuple("".join(run.text for run in runs_of(upper, test, reading)) for test in draft.tests)
    if not path:
        return NextTest("", None, "", (), ValueForm("none"), said)
    field = field_at(whole, path, actor)
    names = operators_of(field)
    chosen = operator if operator in names else names[0]
    return NextTest(
        path,
        field,
        chosen,
        tuple((name, gettext(SAYS.get(name, name))) for name in names),
        value_form(field, chosen, actor=actor, now=now),
        said,
    )


def draft_at(asked: Asked, place: int) -> Draft:
    """Return the condition at a place as a draft; one that the menu cannot draw begins anew."""
    nodes = conditions_of(asked.where)
    if not 0 <= place < len(nodes):
        return Draft()
    node, related = nodes[place], ""
    negated = isinstance(node, Not)
    if isinstance(node, Not):
        node = node.node
    if isinstance(node, Some):
        related = node.related
        node = node.where
    inner = node.nodes if isinstance(node, All | Either) else (node,)
    tests = tuple(one for one in inner if isinstance(one, Test))
    if len(tests) != len(inner):
        return Draft(place=place)
    return Draft(place, related, tests, isinstance(node, Either), negated)


def read_draft(given: Mapping[str, str]) -> Draft:
    """Return the draft that the form carries. Refuses FilterNotUnderstood."""
    try:
        raw = orjson.loads(given.get("tests") or "[]")
        nodes = [tree.read(one) for one in raw][:MOST_TESTS]
        place = int(given.get("place") or -1)
    except (orjson.JSONDecodeError, TypeError, ValueError):
        raise FilterNotUnderstood(near=given.get("tests", "")[:80]) from None
    return Draft(
        place,
        given.get("related", ""),
        tuple(node for node in nodes if isinstance(node, Test)),
        given.get("any") == "1",
        given.get("not") == "1",
    )


def without_test(draft: Draft, at: str) -> Draft:
    kept = tuple(test for place, test in enumerate(draft.tests) if str(place) != at)
    return replace(draft, tests=kept, related=draft.related if kept else "")


def field_picks(whole: Whole, draft: Draft, find: str, actor: Actor) -> list[FieldPick]:
    """Return what can be asked about: own fields, related rows' fields; `find` is in the words."""
    wanted = find.casefold().strip()
    if draft.related:
        picks = _picks_of(whole, draft.related, actor)
    else:
        own = gettext(whole.base.label_plural)
        picks = [
            FieldPick(name, gettext(field.label), own, field.kind)
            for name, field in whole.fields.items()
            if field.filters and is_seen(whole, name, actor)
        ]
        if not draft.tests:
            picks += [p for name in whole.related for p in _picks_of(whole, name, actor)]
    return [p for p in picks if wanted in f"{p.label} {p.group}".casefold()]


def _picks_of(whole: Whole, name: str, actor: Actor) -> list[FieldPick]:
    related = whole.related[name]
    upper = entity(related.entity)
    if not actor.may(upper.base.view):
        return []
    group = gettext(related.label)
    return [
        FieldPick(f"{name}.{inner}", gettext(field.label), group, field.kind)
        for inner, field in upper.fields.items()
        if field.filters and is_seen(upper, inner, actor)
    ]


def field_at(whole: Whole, path: str, actor: Actor) -> Field:
    """Return the field of a path. Refuses UnknownField."""
    related, _, name = path.rpartition(".")
    if related and related in whole.related:
        return usable_field(entity(whole.related[related].entity), name, actor)
    return usable_field(whole, path, actor)


def operators_of(field: Field) -> list[str]:
    """Return the comparisons offered for a field, the usual one first."""
    names = [name for name in OPERATORS[field.kind] if name not in HIDDEN.get(field.kind, ())]
    if field.kind is Kind.REFERENCE and field.refers_to == "access.user":
        names.insert(0, "me")
    first = FIRST.get(field.kind)
    return [first, *(name for name in names if name != first)] if first else names


def value_form(field: Field, operator: str, *, actor: Actor, now: datetime) -> ValueForm:
    """Return how to ask for the value of this comparison."""
    if operator in NO_VALUE:
        return ValueForm("none")
    if operator in IN_DAYS:
        return ValueForm("days")
    two = operator in TWO_VALUES
    if field.kind in (Kind.NUMBER, Kind.MONEY):
        return ValueForm("two_numbers" if two else "number")
    if field.kind in (Kind.DATE, Kind.INSTANT):
        return ValueForm("two_days" if two else "day")
    if field.kind is Kind.CHOICE:
        return ValueForm("choices", tuple((c.value, gettext(c.label)) for c in field.choices))
    if field.kind is Kind.REFERENCE:
        return ValueForm("choices", tuple(reference_picks(field, actor=actor, now=now)))
    if field.kind is Kind.BOOL:
        return ValueForm("yes_no")
    return ValueForm("tags" if field.kind is Kind.TAGS else "text")


def reference_picks(field: Field, *, actor: Actor, now: datetime) -> list[tuple[str, str]]:
    """Return rows that a reference can name, under the reader's own scope."""
    if not field.refers_to:
        return []
    whole = entity(field.refers_to)
    title = next(iter(whole.columns or whole.fields))
    listing = Listing(whole, actor, columns=(title,), limit=MOST_PICKS)
    rows = engine.page(listing, now=now).rows
    return [(str(row["id"]), str(row[title])) for row in rows]


def with_test(
    whole: Whole,
    draft: Draft,
    given: tuple[str, str, Sequence[str]],
    *,
    actor: Actor,
    now: datetime,
) -> Draft:
    """
    Return the draft with one test more; `given` is path, operator, raw values.

    Refuses   UnknownField, OperatorUnknown, ValueNotUnderstood: before anything is shown.
    """
    path, operator, values = given
    field = field_at(whole, path, actor)
    related, _, name = path.rpartition(".")
    test = Test(name if related else path, operator, _value(field, operator, values))
    made = replace(draft, related=related or draft.related, tests=(*draft.tests, test))
    condition(whole, made.node, actor=actor, now=now)
    return made


def with_draft(asked: Asked, draft: Draft) -> str:
    """Return the address of the list with the condition, in the place of the one it replaces."""
    nodes = list(conditions_of(asked.where))
    if draft.tests:
        plain = not draft.related and not draft.negated and not draft.any
        made: list[Node] = list(draft.tests) if plain else [draft.node]
    else:
        made = []
    if 0 <= draft.place < len(nodes):
        nodes[draft.place : draft.place + 1] = made
    else:
        nodes += made
    return asked.address(where=joined(nodes))


def _value(field: Field, operator: str, values: Sequence[str]) -> Any:
    if operator in NO_VALUE:
        return None
    if field.kind is Kind.BOOL:
        return bool(values) and values[0] == "yes"
    if field.kind is Kind.TAGS:
        return [tag.strip() for text in values for tag in text.split(",") if tag.strip()]
    if operator in TWO_VALUES or field.kind in (Kind.CHOICE, Kind.REFERENCE):
        return [value for value in values if value]
    return values[0].strip() if values else ""
