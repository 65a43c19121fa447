"""What programs send of customers, and what of it commands take."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from rapport.customers.parties.words import (
    AddressGiven,
    AddressUse,
    Belongings,
    CustomerGiven,
    CustomerValues,
    ExternalIdGiven,
    Holder,
    NameOrder,
    PartyKind,
    PartyStatus,
    PointGiven,
    PointKind,
    PointStatus,
    PointUse,
    RelationKind,
)
from rapport.kernel.access.actor import Actor
from rapport.kernel.views.keys import key_named
from rapport.kernel.views.resources import values_of
from rapport.kernel.web.bodies import Body, Day, Flag, Instant, text

Tag = Annotated[str, text(60, ..., shortest=1)]
HOLDERS = {"owner": "access.user", "team": "access.team", "unit": "access.unit"}
PARTS = ("kind", "contact_points", "addresses", "external_ids", "tags", "territory", *HOLDERS)


LIN: JsonDict = {
    "kind": "person",
    "name": "林志遠",
    "contact_points": [{"kind": "phone", "value": "0912 345 678"}],
    "addresses": [{"country": "TW", "city": "台北市", "lines": "松德路171號12樓之3"}],
    "external_ids": [{"system": "erp", "value": "4711"}],
    "tags": ["vip"],
}


class PointBody(Body):
    """A way in which the customer is reached; numbers are read as in the firm's region."""

    kind: PointKind
    value: str = text(254, ..., shortest=1, examples=["0912 345 678"])
    use: PointUse | None = None
    label: str = text(60)
    source: str = text(80)
    is_primary: Flag = False

    @property
    def given(self) -> PointGiven:
        return PointGiven(self.kind, self.value, self.use, self.label, self.source, self.is_primary)


class PointChange(Body):
    """What is to be different of a contact point."""

    value: str = text(254, shortest=1)
    use: PointUse = PointUse.OTHER
    label: str = text(60)
    status: PointStatus = PointStatus.USABLE
    is_primary: Flag = False
    verified_at: Instant | None = None
    valid_from_on: Day | None = None
    valid_until_on: Day | None = None

    @property
    def values(self) -> Any:
        found = values_of(self)
        return {("text" if name == "value" else name): value for name, value in found.items()}


class AddressBody(Body):
    """A place of the customer, in parts."""

    country: Annotated[str, Field(pattern="^[A-Z]{2}$", examples=["TW"])]
    lines: str = text(300, examples=["松德路171號12樓之3"])
    city: str = text(100, examples=["台北市"])
    district: str = text(100)
    region: str = text(100)
    postal_code: str = text(20)
    use: AddressUse = AddressUse.HOME
    source: str = text(80)
    is_primary: Flag = False

    @property
    def given(self) -> AddressGiven:
        return AddressGiven(**{name: getattr(self, name) for name in type(self).model_fields})


class ExternalIdBody(Body):
    """The key by which another system knows the customer."""

    system: str = text(40, ..., shortest=1, examples=["erp"])
    value: str = text(120, ..., shortest=1, examples=["4711"])

    @property
    def given(self) -> ExternalIdGiven:
        return ExternalIdGiven(self.system, self.value)


class HolderBody(Body):
    """Whose the customer is to be; team and unit follow the colleague unless they are named."""

    owner: UUID | None = None
    team: UUID | None = None
    unit: UUID | None = None


class CustomerChange(Body):
    """The fields that are to be different; what is absent stays."""

    name: str = text(200, examples=["林志遠"])
    family_name: str = text(100)
    given_name: str = text(100)
    latin_name: str = text(200, examples=["Lin Chih-Yuan"])
    name_order: NameOrder = NameOrder.FAMILY_FIRST
    salutation: str = text(40)
    status: PartyStatus = PartyStatus.ACTIVE
    birth_on: Day | None = None
    language: str = text(10, examples=["zh-hant"])
    zone: str = text(64, examples=["Asia/Taipei"])
    occupation: str = text(120)
    industry: str = text(120)
    tax_country: str = text(2)
    tax_number: str = text(40)
    source: str = text(80)
    territory: UUID | None = None


class NewCustomer(CustomerChange, HolderBody):
    """A customer with what comes along with it; without a holder it is yours."""

    model_config = ConfigDict(json_schema_extra={"examples": [LIN]})

    kind: PartyKind
    contact_points: list[PointBody] = Field([], max_length=50)
    addresses: list[AddressBody] = Field([], max_length=20)
    external_ids: list[ExternalIdBody] = Field([], max_length=50)
    tags: list[Tag] = Field([], max_length=50, examples=[["vip"]])

    @property
    def belongings(self) -> Belongings:
        return Belongings(
            points=tuple(point.given for point in self.contact_points),
            addresses=tuple(address.given for address in self.addresses),
            external_ids=tuple(each.given for each in self.external_ids),
            tags=tuple(self.tags),
        )


class TagsBody(Body):
    """The tags the customer is to have, all of them."""

    tags: list[Tag] = Field(max_length=50, examples=[["vip", "newsletter"]])


class RelationChange(Body):
    """What is to be different of a relation."""

    role: str = text(120)
    may_act: Flag = False
    is_primary: Flag = False
    from_on: Day | None = None
    until_on: Day | None = None


class RelationBody(RelationChange):
    """The customer is the `kind` of the other."""

    kind: RelationKind
    other: UUID = Field(description="The other customer's id.")


class NoteChange(Body):
    """What is to be different of a note."""

    text: str = text(20_000, shortest=1)
    is_pinned: Flag = False


class NoteBody(Body):
    """A note on the customer."""

    text: str = text(20_000, ..., shortest=1, examples=["Prefers to be called after six."])
    is_pinned: Flag = False


def values_given(body: CustomerChange, actor: Actor) -> CustomerValues:
    """Return the fields as commands take them, references by key. Refuses ReferenceUnknown."""
    values = values_of(body, without=PARTS)
    if "territory" in body.model_fields_set:
        named = key_named("territory", "parties.territory", body.territory, actor=actor)
        values["territory_id"] = named
    return CustomerValues(**values)


def holder_given(body: HolderBody, actor: Actor) -> Holder | None:
    """Return whose it is to be; None when nobody is named. Refuses ReferenceUnknown."""
    keys = {
        f"{name}_id": key_named(name, kind, getattr(body, name), actor=actor)
        for name, kind in HOLDERS.items()
    }
    return Holder(**keys) if any(keys.values()) else None


def customer_given(body: NewCustomer, actor: Actor) -> CustomerGiven:
    """Return the whole customer as commands take it. Refuses ReferenceUnknown."""
    return CustomerGiven(
        body.kind, values_given(body, actor), body.belongings, holder_given(body, actor)
    )
