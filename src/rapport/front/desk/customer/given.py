"""What somebody filled into a form about a customer, as values for the commands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from rapport.customers.parties.commands.contact_points import PointValues
from rapport.customers.parties.commands.relations import RelationValues
from rapport.customers.parties.words import (
    AddressGiven,
    AddressUse,
    Belongings,
    CustomerValues,
    NameOrder,
    PartyKind,
    PartyStatus,
    PointGiven,
    PointKind,
    PointStatus,
    PointUse,
    RelationKind,
)
from rapport.kernel.errors import N_, Invalid

_APART = re.compile(r"[,，、;；\n]+")


class DayNotUnderstood(Invalid):
    sentence = N_("“{value}” is no day. Write it as 2026-11-20.")


class ChoiceUnknown(Invalid):
    sentence = N_("“{value}” is none of the choices. Load the page again and choose one.")


def point_given(form: Mapping[str, str]) -> PointGiven:
    """Return the contact point of the form. Refuses ChoiceUnknown."""
    return PointGiven(
        kind=_choice(PointKind, form.get("kind", "phone")),
        text=form.get("text", ""),
        use=_choice(PointUse, form["use"]) if form.get("use") else None,
        label=form.get("label", ""),
        is_primary=form.get("is_primary") == "1",
    )


def point_values(form: Mapping[str, str], *, was_verified: bool, now: datetime) -> PointValues:
    """Return what changes of a contact point. Refuses ChoiceUnknown."""
    values: PointValues = {
        "text": form.get("text", ""),
        "use": _choice(PointUse, form.get("use", "other")),
        "label": form.get("label", "")[:60],
        "status": _choice(PointStatus, form.get("status", "usable")),
    }
    if form.get("is_primary") == "1":
        values["is_primary"] = True
    is_verified = form.get("is_verified") == "1"
    if is_verified != was_verified:
        values["verified_at"] = now if is_verified else None
    return values


def address_given(form: Mapping[str, str]) -> AddressGiven:
    """Return the address of the form. Refuses ChoiceUnknown."""
    names = ("lines", "city", "district", "region", "postal_code")
    return AddressGiven(
        form.get("country", ""),
        **{name: form.get(name, "") for name in names},
        use=_choice(AddressUse, form.get("use", "home")),
        is_primary=form.get("is_primary") == "1",
    )


def relation_values(form: Mapping[str, str], *, with_right: bool = True) -> RelationValues:
    """
    Return what is said of a relation besides its kind. Refuses DayNotUnderstood.

    The right to act goes from the other to the customer; of a relation that is kept the other way
    round it is left as it is.
    """
    values: RelationValues = {
        "role": form.get("role", "")[:120],
        "is_primary": form.get("is_primary") == "1",
        "from_on": day_given(form.get("from_on", "")),
        "until_on": day_given(form.get("until_on", "")),
    }
    if with_right:
        values["may_act"] = form.get("may_act") == "1"
    return values


def party_kind(text: str) -> PartyKind:
    """Return what a new customer is; a person where nothing is said. Refuses ChoiceUnknown."""
    found: PartyKind = _choice(PartyKind, text or "person")
    return found


def relation_kind(text: str) -> RelationKind:
    """Return how the other stands to the customer. Refuses ChoiceUnknown."""
    found: RelationKind = _choice(RelationKind, text)
    return found


def tags_given(text: str) -> list[str]:
    """Return tags that are written apart by commas or lines."""
    return [tag.strip() for tag in _APART.split(text) if tag.strip()]


def customer_given(form: Mapping[str, str]) -> tuple[CustomerValues, Belongings]:
    """Return what quick create knows of a new customer."""
    values: CustomerValues = {"name": form.get("name", "")}
    points = [
        PointGiven(kind, form[name])
        for name, kind in (("phone", PointKind.PHONE), ("email", PointKind.EMAIL))
        if form.get(name, "").strip()
    ]
    return values, Belongings(points=tuple(points), tags=tuple(tags_given(form.get("tags", ""))))


def value_given(name: str, text: str) -> CustomerValues:
    """Return one field of a customer as it was typed in its place. Refuses DayNotUnderstood."""
    readers: dict[str, Any] = {
        "birth_on": day_given,
        "status": lambda value: _choice(PartyStatus, value),
        "name_order": lambda value: _choice(NameOrder, value),
    }
    found: Any = readers[name](text) if name in readers else text
    return {name: found}  # type: ignore[misc]


def day_given(text: str) -> date | None:
    """Return the day of a form, None for none. Refuses DayNotUnderstood."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise DayNotUnderstood(value=text[:40]) from None


def _choice(words: Any, value: str) -> Any:
    try:
        return words(value)
    except ValueError:
        raise ChoiceUnknown(value=value[:40]) from None
