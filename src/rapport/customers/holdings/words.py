"""The vocabulary of holdings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from rapport.kernel.errors import N_


class Part(StrEnum):
    """In which role a party stands to a holding."""

    HOLDER = "holder"
    JOINT_HOLDER = "joint_holder"
    AUTHORISED_USER = "authorised_user"
    BENEFICIARY = "beneficiary"
    DRIVER = "driver"


OWNING = (Part.HOLDER, Part.JOINT_HOLDER)  # whose holding it is: these count in sums


class Status(StrEnum):
    ACTIVE = "active"
    DORMANT = "dormant"
    BLOCKED = "blocked"
    ENDED = "ended"


class Side(StrEnum):
    """How the balance of a kind counts in a customer's sum."""

    ASSET = "asset"
    DEBT = "debt"
    NOTHING = "nothing"


class FigureName(StrEnum):
    BALANCE = "balance"
    BILL_DUE = "bill_due"
    CREDIT_LIMIT = "credit_limit"
    MILEAGE = "mileage"
    READING = "reading"


MONEY_FIGURES = (FigureName.BALANCE, FigureName.BILL_DUE, FigureName.CREDIT_LIMIT)

PART_LABELS: Mapping[str, str] = {
    Part.HOLDER: N_("Holder"),
    Part.JOINT_HOLDER: N_("Joint holder"),
    Part.AUTHORISED_USER: N_("Authorised user"),
    Part.BENEFICIARY: N_("Beneficiary"),
    Part.DRIVER: N_("Driver"),
}
STATUS_LABELS: Mapping[str, str] = {
    Status.ACTIVE: N_("Active"),
    Status.DORMANT: N_("Dormant"),
    Status.BLOCKED: N_("Blocked"),
    Status.ENDED: N_("Ended"),
}
SIDE_LABELS: Mapping[str, str] = {
    Side.ASSET: N_("Asset"),
    Side.DEBT: N_("Debt"),
    Side.NOTHING: N_("Not counted"),
}
FIGURE_LABELS: Mapping[str, str] = {
    FigureName.BALANCE: N_("Balance"),
    FigureName.BILL_DUE: N_("Bill due"),
    FigureName.CREDIT_LIMIT: N_("Credit limit"),
    FigureName.MILEAGE: N_("Mileage"),
    FigureName.READING: N_("Reading"),
}
AS_OF_LABELS: Mapping[str, str] = {
    FigureName.BALANCE: N_("Balance as of"),
    FigureName.BILL_DUE: N_("Bill due as of"),
    FigureName.CREDIT_LIMIT: N_("Credit limit as of"),
    FigureName.MILEAGE: N_("Mileage as of"),
    FigureName.READING: N_("Reading as of"),
}
CURRENCY_LABELS: Mapping[str, str] = {
    FigureName.BALANCE: N_("Currency of the balance"),
    FigureName.BILL_DUE: N_("Currency of the bill"),
    FigureName.CREDIT_LIMIT: N_("Currency of the credit limit"),
}
UNIT_LABELS: Mapping[str, str] = {
    FigureName.MILEAGE: N_("Unit of the mileage"),
    FigureName.READING: N_("Unit of the reading"),
}
# The kinds that every firm begins with; their names are translated, those of its own are not.
SHIPPED_KINDS: Mapping[str, str] = {
    "account": N_("Account"),
    "deposit": N_("Time deposit"),
    "fund": N_("Fund"),
    "loan": N_("Loan"),
    "card": N_("Credit card"),
    "contract": N_("Contract"),
    "subscription": N_("Subscription"),
    "meter": N_("Meter"),
    "policy": N_("Policy"),
    "vehicle": N_("Vehicle"),
    "appliance": N_("Appliance"),
}


@dataclass(frozen=True, slots=True)
class NewFigure:
    """
    A figure as a source gives it.

    Units     value: in `currency` for money, else in `unit`; as_of: when it was so at the source.
    Shapes    source: the feed's name; "" when a person typed it.
    """

    name: FigureName
    value: Decimal
    as_of: datetime
    source: str = ""
    currency: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NewKind:
    """A kind of holding as an administrator declares it; own fields are a JSON schema."""

    code: str
    name: str
    side: Side = Side.NOTHING
    own_fields: Mapping[str, Any] = field(default_factory=dict)
    figures: tuple[FigureName, ...] = ()
    late_after_hours: int = 48


@dataclass(frozen=True, slots=True)
class NewHolding:
    """A holding as a door gives it; `source` names the system that keeps it."""

    kind: str
    number: str
    party_id: int  # the holder
    name: str = ""
    place: str = ""
    status: Status = Status.ACTIVE
    from_on: date | None = None
    own: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class FedFigure:
    """A figure as a feed gives it: the holding is named by its kind and number."""

    kind: str
    number: str
    name: FigureName
    value: Decimal
    as_of: datetime
    currency: str = ""
    unit: str = ""
