"""Cards that a query puts together by itself, without what the reader's role does not see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.registry import entity
from rapport.kernel.errors import NotAllowed

Card = TypeVar("Card")


def blanked(
    cards: Iterable[Card], entity_name: str, actor: Actor, also: Mapping[str, str] | None = None
) -> tuple[Card, ...]:
    """
    Return the cards with hidden fields left empty; attributes are called as the entity's fields.

    Shapes    also: further attributes, and the field that each is made of.
    """
    if not actor.denied_fields:
        return tuple(cards)
    return tuple(_blanked(card, entity_name, actor, also or {}) for card in cards)


def must_see(entity_name: str, names: Iterable[str], *, actor: Actor) -> None:
    """Refuse NotAllowed unless the actor sees all fields that a card cannot do without."""
    whole = entity(entity_name)
    for name in names:
        field = whole.field(name)
        if not actor.sees_field(entity_name, name, field.permission):
            raise NotAllowed(permission=field.permission or whole.base.view)


def _blanked(card: Card, entity_name: str, actor: Actor, also: Mapping[str, str]) -> Card:
    known = entity(entity_name).fields
    gone: dict[str, Any] = {}
    for attribute in fields(card):  # type: ignore[arg-type]
        name = also.get(attribute.name, attribute.name)
        if name in known and not actor.sees_field(entity_name, name, known[name].permission):
            gone[attribute.name] = _nothing(getattr(card, attribute.name))
    return replace(card, **gone) if gone else card  # type: ignore[type-var]


def _nothing(value: Any) -> Any:
    if isinstance(value, bool):
        return False
    return "" if isinstance(value, str) else () if isinstance(value, tuple) else None
