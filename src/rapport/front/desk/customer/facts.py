"""Who a customer is: header, contact points, addresses, relations, fields, notes, as shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext, pgettext

from rapport.customers.parties.queries.card import (
    AddressCard,
    CustomerCard,
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
    PointKind,
    PointStatus,
    PointUse,
    RelationKind,
)
from rapport.front.desk.records import Fact, fact_of
from rapport.front.desk.wording import Setting
from rapport.front.shell import formats
from rapport.kernel.entities.registry import entity

from .figures import rows_behind

BASICS: Mapping[str, tuple[str, ...]] = {
    "person": (
        "name",
        "latin_name",
        "birth_on",
        "language",
        "occupation",
        "salutation",
        "source",
        "status",
        "zone",
        "tax_number",
    ),
    "organisation": (
        "name",
        "latin_name",
        "industry",
        "tax_number",
        "tax_country",
        "language",
        "source",
        "status",
        "zone",
    ),
    "household": ("name", "language", "source", "status"),
}
ALWAYS = {
    "name",
    "latin_name",
    "birth_on",
    "language",
    "occupation",
    "industry",
    "source",
    "status",
    "tax_number",
}
POINT_ICONS: Mapping[str, str] = {
    "phone": "phone",
    "email": "mail",
    "fax": "printer",
    "line": "brand-line",
    "web": "world",
}
LINKS = {"phone": "tel:", "email": "mailto:"}


@dataclass(frozen=True, slots=True)
class ShownPoint:
    id: str
    icon: str
    shown: str
    url: str
    note: str
    is_verified: bool
    is_primary: bool
    state: str  # words, where it does not reach anybody
    version: int


@dataclass(frozen=True, slots=True)
class ShownAddress:
    id: str
    lines: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ShownRelation:
    id: str
    name: str
    kind: str
    url: str
    words: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class ShownTag:
    """A tag, and the list of those who bear it."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All of the header and of the left column."""

    card: CustomerCard
    name: str
    other_name: str
    kind: str
    number: str
    owner: str
    owner_tint: int
    tags: tuple[ShownTag, ...]
    points: list[ShownPoint]
    addresses: list[ShownAddress]
    relations: list[ShownRelation]
    basics: list[Fact]
    known: int  # how many of the things worth knowing are known
    wanted: int
    missing: str

    @property
    def uid(self) -> str:
        return str(self.card.id)

    @property
    def share(self) -> float:
        return self.known / self.wanted

    @property
    def tone(self) -> str:
        return "good" if self.share >= 0.8 else "warn" if self.share < 0.5 else ""

    def first(self, kind: str) -> ShownPoint | None:
        return next((p for p in self.points if p.url.startswith(LINKS[kind]) and not p.state), None)

    @property
    def phone(self) -> ShownPoint | None:
        return self.first("phone")

    @property
    def email(self) -> ShownPoint | None:
        return self.first("email")


def facts_of(card: CustomerCard, setting: Setting) -> Facts:
    """Return the customer's facts in the reader's words."""
    fields = card.fields
    name, latin = str(fields.get("name", "")), str(fields.get("latin_name") or "")
    owner = fields.get("owner")
    known, missing = _quality(card)
    return Facts(
        card=card,
        name=name,
        other_name=latin if latin.casefold() != name.casefold() else "",
        kind=str(fields.get("kind", "person")),
        number=str(fields.get("number", "")),
        owner=str(fields.get("owner__shows") or ""),
        owner_tint=owner.int % 4 if owner is not None else 0,
        tags=tuple(_tag(tag) for tag in fields.get("tags") or ()),
        points=[_point(point) for point in sorted(card.points, key=_by_kind)],
        addresses=[_address(address, setting) for address in card.addresses],
        relations=[_relation(relation) for relation in card.relations],
        basics=basics_of(card, setting),
        known=known,
        wanted=known + len(missing),
        missing=gettext(", ").join(missing),
    )


def basics_of(card: CustomerCard, setting: Setting) -> list[Fact]:
    """Return the plain fields that belong to this kind of customer and the reader may see."""
    whole = entity("parties.party")
    kind = str(card.fields.get("kind", "person"))
    names = [name for name in BASICS.get(kind, ()) if name in card.fields]
    facts = [
        fact_of(dict(card.fields), whole.field(name), whole, setting, may_change=card.may_change)
        for name in names
    ]
    if kind == "person":  # 姓名: in Chinese people have another word for it than things
        of_person = pgettext("person", "Name")
        facts = [replace(fact, label=of_person) if fact.name == "name" else fact for fact in facts]
    return [fact for fact in facts if fact.text or fact.name in ALWAYS]


def _tag(tag: str) -> ShownTag:
    return ShownTag(
        tag, rows_behind("customers", {"field": "tags", "op": "any_of", "value": [tag]})
    )


def _quality(card: CustomerCard) -> tuple[int, list[str]]:
    """Return how much of what is worth knowing is known, and the words for what is not."""
    usable = [point for point in card.points if point.status == "usable"]
    is_person = card.fields.get("kind") == "person"
    wanted = {
        pgettext("quality", "phone"): any(p.kind == "phone" for p in usable),
        pgettext("quality", "e-mail"): any(p.kind == "email" for p in usable),
        pgettext("quality", "verified contact"): any(p.verified_at for p in usable),
        pgettext("quality", "address"): bool(card.addresses),
        pgettext("quality", "owner"): card.fields.get("owner") is not None,
        pgettext("quality", "language"): bool(card.fields.get("language")),
        pgettext("quality", "source"): bool(card.fields.get("source")),
    }
    if is_person:
        wanted[pgettext("quality", "birthday")] = bool(card.fields.get("birth_on"))
    missing = [words for words, is_known in wanted.items() if not is_known]
    return len(wanted) - len(missing), missing


def _by_kind(point: PointCard) -> tuple[int, bool, bool]:
    """Telephones come first, then e-mail; of each the preferred one."""
    order = ("phone", "email", "line")
    place = order.index(point.kind) if point.kind in order else len(order)
    return place, not point.is_primary, point.status != PointStatus.USABLE


def _point(point: PointCard) -> ShownPoint:
    kind, use = PointKind(point.kind), PointUse(point.use)
    icon = "device-mobile" if use is PointUse.MOBILE else POINT_ICONS.get(kind, "message-circle")
    shown = point.shown + (f" #{point.extension}" if point.extension else "")
    notes = [
        point.label
        or (gettext(POINT_USES[use]) if use not in (PointUse.MOBILE, PointUse.OTHER) else "")
    ]
    if kind not in (PointKind.PHONE, PointKind.EMAIL):
        notes.insert(0, gettext(POINT_KINDS[kind]))
    status = PointStatus(point.status)
    link = LINKS.get(kind, "")
    return ShownPoint(
        id=str(point.id),
        icon=icon,
        shown=shown,
        url=link + point.value if link and status is PointStatus.USABLE else "",
        note=gettext(", ").join(note for note in notes if note),
        is_verified=point.verified_at is not None,
        is_primary=point.is_primary,
        state="" if status is PointStatus.USABLE else gettext(POINT_STATUSES[status]),
        version=point.version,
    )


def _address(address: AddressCard, setting: Setting) -> ShownAddress:
    """Return the address in two lines as people of the country write it."""
    use = AddressUse(address.use)
    return ShownAddress(
        id=str(address.id),
        lines=local_lines(address, setting),
        note=gettext(ADDRESS_USES[use]) if use is not AddressUse.HOME else "",
    )


def local_lines(address: AddressCard, setting: Setting) -> tuple[str, ...]:
    """
    Return postal code and places first where that is the custom, street first elsewhere.

    A country abroad stands last under its name; the firm's own goes without saying.
    """
    abroad = address.country != setting.region
    country = formats.country(address.country, setting.language) if abroad else ""
    if address.country in ("TW", "CN", "HK", "MO", "JP", "KR"):
        place = "".join(part for part in (address.region, address.city, address.district) if part)
        lines: tuple[str, ...] = (
            " ".join(part for part in (address.postal_code, place) if part),
            address.lines,
            country,
        )
    else:
        place = " ".join(part for part in (address.postal_code, address.city) if part)
        rest = ", ".join(part for part in (address.district, place, address.region) if part)
        lines = (address.lines, ", ".join(part for part in (rest, country) if part))
    return tuple(line for line in lines if line) or (address.formatted,)


def _relation(relation: RelationCard) -> ShownRelation:
    words = [relation.role or gettext(RELATION_KINDS[RelationKind(relation.kind)])]
    if relation.is_primary:
        words.append(gettext("first contact"))
    if relation.may_act:
        words.append(gettext("may act for the customer"))
    if relation.is_over:
        words.append(gettext("ended"))
    hidden = relation.other_id is None
    return ShownRelation(
        id=str(relation.id),
        name=gettext("a customer you cannot see") if hidden else relation.other_name,
        kind=relation.other_kind or "person",
        url="" if hidden else f"/customers/{relation.other_id}",
        words=gettext(", ").join(words),
        is_over=relation.is_over,
    )
