"""Build a condition from a small form: a field, a comparison, a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.registry import Whole, entity
from rapport.kernel.filters.compile import condition, usable_field
from rapport.kernel.filters.operators import OPERATORS
from rapport.kernel.filters.sentence import SAYS
from rapport.kernel.filters.tree import All, Node, Some, Test
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing, is_seen

NO_VALUE = {"empty", "filled", "me"}
IN_DAYS = {"last_days", "next_days", "longer_ago"}
TWO_VALUES = {"between"}
# "in" says the same as "is" to a person who ticks boxes; one of them is offered.
HIDDEN = {Kind.CHOICE: {"is"}, Kind.REFERENCE: {"is"}, Kind.TEXT: {"in"}}
MOST_PICKS = 100


@dataclass(frozen=True, slots=True)
class FieldPick:
    """A field that can be asked about; `path` is its name, or related.name of a related row."""

    path: str
    label: str
    group: str


@dataclass(frozen=True, slots=True)
class OperatorPick:
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class ValueForm:
    """How the value of a comparison is asked for."""

    control: str  # none, text, number, days, two_numbers, day, two_days, choices, yes_no, tags
    choices: tuple[tuple[str, str], ...] = ()


def field_picks(whole: Whole, actor: Actor) -> list[FieldPick]:
    """Return what the reader can ask about, related rows' fields included."""
    own = [
        FieldPick(name, gettext(field.label), gettext(whole.base.label_plural))
        for name, field in whole.fields.items()
        if field.filters and is_seen(whole, name, actor)
    ]
    for related in whole.related.values():
        upper = entity(related.entity)
        if actor.may(upper.base.view):
            own += [
                FieldPick(f"{related.name}.{name}", gettext(field.label), gettext(related.label))
                for name, field in upper.fields.items()
                if field.filters and is_seen(upper, name, actor)
            ]
    return own


def field_at(whole: Whole, path: str, actor: Actor) -> Field:
    """Return the field of a path. Refuses UnknownField."""
    related, _, name = path.rpartition(".")
    if related and related in whole.related:
        return usable_field(entity(whole.related[related].entity), name, actor)
    return usable_field(whole, path, actor)


def operator_picks(field: Field) -> list[OperatorPick]:
    names = [name for name in OPERATORS[field.kind] if name not in HIDDEN.get(field.kind, ())]
    if field.kind is Kind.REFERENCE and field.refers_to == "access.user":
        names.insert(0, "me")
    return [OperatorPick(name, gettext(SAYS.get(name, name))) for name in names]


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


def with_condition(
    whole: Whole,
    where: Node | None,
    asked: tuple[str, str, Sequence[str]],
    *,
    actor: Actor,
    now: datetime,
) -> Node:
    """
    Return the filter with one condition more; `asked` is path, operator, raw values.

    Refuses   UnknownField, OperatorUnknown, ValueNotUnderstood: before anything is shown.
    """
    path, operator, values = asked
    field = field_at(whole, path, actor)
    related, _, name = path.rpartition(".")
    test: Node = Test(name if related else path, operator, _value(field, operator, values))
    if related:
        test = Some(related, test)
    condition(whole, test, actor=actor, now=now)
    if where is None:
        return test
    return All((*(where.nodes if isinstance(where, All) else (where,)), test))


def _value(field: Field, operator: str, values: Sequence[str]) -> Any:
    if operator in NO_VALUE:
        return None
    if field.kind is Kind.BOOL:
        return bool(values) and values[0] == "yes"
    if field.kind is Kind.TAGS:
        return [tag.strip() for text in values for tag in text.split(",") if tag.strip()]
    if operator in TWO_VALUES or field.kind in (Kind.CHOICE, Kind.REFERENCE):
        return [value for value in values if value]
    return values[0] if values else ""
