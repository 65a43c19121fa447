"""The vocabulary of parties; values are stored, labels are shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypedDict

from rapport.kernel.errors import N_

CUSTOMER_NUMBER = "C-"  # people see C-204817


class PartyKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    HOUSEHOLD = "household"


class PartyStatus(StrEnum):
    ACTIVE = "active"
    DORMANT = "dormant"
    DECEASED = "deceased"
    CLOSED = "closed"


class NameOrder(StrEnum):
    """How the parts of a person's name are put together."""

    FAMILY_FIRST = "family_first"
    GIVEN_FIRST = "given_first"


class PointKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    FAX = "fax"
    LINE = "line"
    WECHAT = "wechat"
    WHATSAPP = "whatsapp"
    MESSENGER = "messenger"
    TELEGRAM = "telegram"
    INSTAGRAM = "instagram"
    WEB = "web"
    OTHER = "other"

    @property
    def is_number(self) -> bool:
        """Whether the value is a telephone number."""
        return self in (PointKind.PHONE, PointKind.FAX)


class PointUse(StrEnum):
    MOBILE = "mobile"
    HOME = "home"
    WORK = "work"
    OTHER = "other"


class PointStatus(StrEnum):
    """Whether the point reaches anybody; only a usable one may be chosen for a message."""

    USABLE = "usable"
    INVALID = "invalid"  # cannot be reached as it stands
    BOUNCED = "bounced"
    ENDED = "ended"  # no longer the customer's


class AddressUse(StrEnum):
    HOME = "home"
    WORK = "work"
    BILLING = "billing"
    DELIVERY = "delivery"
    REGISTERED = "registered"
    OTHER = "other"


class RelationKind(StrEnum):
    """Named as the first party stands to the second; `INVERSE` names the way back."""

    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    RELATIVE = "relative"
    FRIEND = "friend"
    MEMBER = "member"  # of a household
    HAS_MEMBER = "has_member"
    EMPLOYEE = "employee"
    EMPLOYER = "employer"
    CONTACT = "contact"  # a person who speaks for an organisation
    HAS_CONTACT = "has_contact"
    SUBSIDIARY = "subsidiary"
    HEADQUARTERS = "headquarters"
    SUPPLIER = "supplier"
    BUYER = "buyer"
    GUARDIAN = "guardian"
    WARD = "ward"
    REFERRER = "referrer"
    REFERRED = "referred"
    OTHER = "other"


PARTY_KINDS = {
    PartyKind.PERSON: N_("Person"),
    PartyKind.ORGANISATION: N_("Organisation"),
    PartyKind.HOUSEHOLD: N_("Household"),
}
PARTY_STATUSES = {
    PartyStatus.ACTIVE: N_("Active"),
    PartyStatus.DORMANT: N_("Dormant"),
    PartyStatus.DECEASED: N_("Deceased"),
    PartyStatus.CLOSED: N_("Closed"),
}
NAME_ORDERS = {
    NameOrder.FAMILY_FIRST: N_("Family name first"),
    NameOrder.GIVEN_FIRST: N_("Given name first"),
}
POINT_KINDS = {
    PointKind.PHONE: N_("Phone"),
    PointKind.EMAIL: N_("E-mail"),
    PointKind.FAX: N_("Fax"),
    PointKind.LINE: "LINE",
    PointKind.WECHAT: N_("WeChat"),
    PointKind.WHATSAPP: "WhatsApp",
    PointKind.MESSENGER: "Messenger",
    PointKind.TELEGRAM: "Telegram",
    PointKind.INSTAGRAM: "Instagram",
    PointKind.WEB: N_("Web page"),
    PointKind.OTHER: N_("Other"),
}
POINT_USES = {
    PointUse.MOBILE: N_("Mobile"),
    PointUse.HOME: N_("Home"),
    PointUse.WORK: N_("Work"),
    PointUse.OTHER: N_("Other"),
}
POINT_STATUSES = {
    PointStatus.USABLE: N_("Usable"),
    PointStatus.INVALID: N_("Not reachable"),
    PointStatus.BOUNCED: N_("Bounced"),
    PointStatus.ENDED: N_("No longer used"),
}
ADDRESS_USES = {
    AddressUse.HOME: N_("Home"),
    AddressUse.WORK: N_("Work"),
    AddressUse.BILLING: N_("Billing"),
    AddressUse.DELIVERY: N_("Delivery"),
    AddressUse.REGISTERED: N_("Registered office"),
    AddressUse.OTHER: N_("Other"),
}
RELATION_KINDS = {
    RelationKind.SPOUSE: N_("Spouse"),
    RelationKind.PARENT: N_("Parent"),
    RelationKind.CHILD: N_("Child"),
    RelationKind.SIBLING: N_("Sibling"),
    RelationKind.RELATIVE: N_("Relative"),
    RelationKind.FRIEND: N_("Friend"),
    RelationKind.MEMBER: N_("Member of the household"),
    RelationKind.HAS_MEMBER: N_("Household"),
    RelationKind.EMPLOYEE: N_("Employee"),
    RelationKind.EMPLOYER: N_("Employer"),
    RelationKind.CONTACT: N_("Contact person"),
    RelationKind.HAS_CONTACT: N_("Represented organisation"),
    RelationKind.SUBSIDIARY: N_("Subsidiary"),
    RelationKind.HEADQUARTERS: N_("Parent organisation"),
    RelationKind.SUPPLIER: N_("Supplier"),
    RelationKind.BUYER: N_("Buyer"),
    RelationKind.GUARDIAN: N_("Guardian"),
    RelationKind.WARD: N_("Ward"),
    RelationKind.REFERRER: N_("Referred by"),
    RelationKind.REFERRED: N_("Has referred"),
    RelationKind.OTHER: N_("Other"),
}
_PAIRS = (
    (RelationKind.PARENT, RelationKind.CHILD),
    (RelationKind.MEMBER, RelationKind.HAS_MEMBER),
    (RelationKind.EMPLOYEE, RelationKind.EMPLOYER),
    (RelationKind.CONTACT, RelationKind.HAS_CONTACT),
    (RelationKind.SUBSIDIARY, RelationKind.HEADQUARTERS),
    (RelationKind.SUPPLIER, RelationKind.BUYER),
    (RelationKind.GUARDIAN, RelationKind.WARD),
    (RelationKind.REFERRER, RelationKind.REFERRED),
)
INVERSE: dict[RelationKind, RelationKind] = {
    **{kind: kind for kind in RelationKind},
    **dict(_PAIRS),
    **{second: first for first, second in _PAIRS},
}


@dataclass(frozen=True, slots=True)
class PointGiven:
    """A contact point as somebody gave it; what is left out is found out or left open."""

    kind: PointKind
    text: str
    use: PointUse | None = None
    label: str = ""
    source: str = ""
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class AddressGiven:
    """An address as somebody gave it, in parts."""

    country: str  # ISO 3166, two letters
    lines: str = ""  # road, lane, number, floor; as written
    city: str = ""
    district: str = ""
    region: str = ""  # province, state; empty in Taiwan
    postal_code: str = ""
    use: AddressUse = AddressUse.HOME
    source: str = ""
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class ExternalIdGiven:
    """The key by which another system knows the party."""

    system: str
    value: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a customer is: a colleague, and the team and unit that share it."""

    owner_id: int | None = None
    team_id: int | None = None
    unit_id: int | None = None


class CustomerValues(TypedDict, total=False):
    """The fields of a customer that a person may write; what is absent stays as it is."""

    name: str
    family_name: str
    given_name: str
    latin_name: str
    name_order: NameOrder
    salutation: str
    status: PartyStatus
    birth_on: date | None
    language: str
    zone: str
    occupation: str
    industry: str
    tax_country: str
    tax_number: str
    source: str
    territory_id: int | None


@dataclass(frozen=True, slots=True)
class Belongings:
    """What comes along with a new customer."""

    points: tuple[PointGiven, ...] = ()
    addresses: tuple[AddressGiven, ...] = ()
    external_ids: tuple[ExternalIdGiven, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerGiven:
    """A customer as another system knows it; without a holder it stays whose it is."""

    kind: PartyKind
    values: CustomerValues
    belongings: Belongings = field(default_factory=Belongings)
    holder: Holder | None = None


@dataclass(frozen=True, slots=True)
class NumberedCustomer:
    """A customer known by the number that another system gave, and perhaps by a country."""

    value: str
    country: str = ""  # ISO 3166, two letters
    country_name: str = ""  # as the other system writes it
