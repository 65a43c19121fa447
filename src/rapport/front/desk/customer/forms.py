"""What the dialogs on a customer's page are filled with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from babel import Locale
from django.utils.translation import get_language, gettext

from rapport.customers.parties.queries.card import (
    AddressCard,
    NoteCard,
    PointCard,
    RelationCard,
)
from rapport.customers.parties.words import (
    ADDRESS_USES,
    POINT_KINDS,
    POINT_STATUSES,
    POINT_USES,
    RELATION_KINDS,
    AddressUse,
    PointStatus,
)
from rapport.front.shell import formats
from rapport.kernel.errors import N_, Invalid, NotFound

Part = TypeVar("Part", PointCard, AddressCard, RelationCard, NoteCard)
Choices = list[tuple[str, str]]
# First those whom the firm meets most; the others follow by name.
NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
NEAR = ("TW", "CN", "HK", "MO", "JP", "SG", "US", "GB")


class NobodyChosen(Invalid):
    sentence = N_("Choose a customer from those found.")


@dataclass(frozen=True, slots=True)
class Dialog:
    """A dialog about one part of a customer; `part` is None for a new one."""

    uid: UUID
    part: Any
    values: Mapping[str, Any]
    choices: Mapping[str, Choices]

    @property
    def is_new(self) -> bool:
        return self.part is None


def one_of(parts: Sequence[Part], uid: UUID) -> Part:
    """Return the part of that id. Refuses NotFound."""
    for part in parts:
        if part.id == uid:
            return part
    raise NotFound(id=str(uid))


def must_choose(text: str) -> UUID:
    """Return the id of the customer chosen in the form. Refuses NobodyChosen."""
    try:
        return UUID(text)
    except ValueError:
        raise NobodyChosen() from None


def point_form(point: PointCard | None, *, uid: UUID) -> Dialog:
    values: dict[str, Any] = {"kind": "phone", "use": "", "status": "usable"}
    if point is not None:
        values = {
            "kind": point.kind,
            "text": point.original or point.shown,
            "use": point.use,
            "label": point.label,
            "status": point.status,
            "is_primary": point.is_primary,
            "is_verified": point.verified_at is not None,
        }
    choices = {"kind": said(POINT_KINDS), "use": said(POINT_USES), "status": said(POINT_STATUSES)}
    return Dialog(uid, point, values, choices)


def point_before(point: PointCard) -> dict[str, Any]:
    """Return a contact point as a form would give it, to put it back."""
    return {
        "kind": point.kind,
        "text": point.original,
        "use": point.use,
        "label": point.label,
        "is_primary": "1" if point.is_primary else "",
        "status": point.status or PointStatus.USABLE,
    }


def address_form(address: AddressCard | None, *, uid: UUID, region: str) -> Dialog:
    values = address_before(address) if address else {"country": region, "use": AddressUse.HOME}
    return Dialog(uid, address, values, {"use": said(ADDRESS_USES), "country": countries()})


def address_before(address: AddressCard) -> dict[str, Any]:
    """Return an address as a form would give it, to change it or put it back."""
    names = ("country", "lines", "city", "district", "region", "postal_code", "use")
    found = {name: getattr(address, name) for name in names}
    return {**found, "is_primary": "1" if address.is_primary else ""}


def relation_form(relation: RelationCard | None, *, uid: UUID) -> Dialog:
    values = relation_before(relation) if relation else {"kind": "spouse"}
    return Dialog(uid, relation, values, {"kind": said(RELATION_KINDS)})


def relation_before(relation: RelationCard) -> dict[str, Any]:
    """Return a relation as a form would give it, seen from this customer."""
    return {
        "kind": relation.kind,
        "other": str(relation.other_id or ""),
        "name": relation.other_name,
        "role": relation.role,
        "may_act": "1" if relation.may_act else "",
        "is_primary": "1" if relation.is_primary else "",
        "from_on": relation.from_on.isoformat() if relation.from_on else "",
        "until_on": relation.until_on.isoformat() if relation.until_on else "",
    }


def said(words: Mapping[Any, str]) -> Choices:
    """Return a vocabulary as choices in the reader's language."""
    return [(str(value), gettext(label)) for value, label in words.items()]


def countries() -> Choices:
    """Return the countries by name, the near ones first."""
    names: Locale = formats.locale_of(get_language() or "zh-hant")
    known = {
        code: name for code, name in names.territories.items() if len(code) == 2 and code.isalpha()
    }
    known = {code: name for code, name in known.items() if code not in NO_COUNTRIES}
    rest = sorted((name, code) for code, name in known.items() if code not in NEAR)
    return [(code, known[code]) for code in NEAR if code in known] + [(c, n) for n, c in rest]
