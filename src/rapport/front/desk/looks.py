"""How the lists look before somebody changes them, and what a telephone keeps of a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rapport.kernel.entities.registry import Whole
from rapport.kernel.errors import N_


@dataclass(frozen=True, slots=True)
class ShippedView:
    """A view that every firm begins with; `fields` are those it needs."""

    id: str
    name: str
    where: Mapping[str, Any]
    fields: tuple[str, ...]
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """
    The look of one entity's list.

    `title` carries the link; `figure`, `what` and `gravity` stay of a row at 390 px; `sum` is added
    up for chosen rows; `manners` say how a value is written where its kind does not tell; `extra`
    is read besides the columns.
    """

    columns: tuple[str, ...] = ()
    title: str = ""
    face: str = ""  # field that tells the kind of avatar
    icon: str = "list"
    figure: str = ""
    what: tuple[str, ...] = ()
    gravity: str = ""
    mark: str = ""  # choice that stands beside the title at 390 px where its value has a tone
    sum: str = ""
    manners: Mapping[str, str] = field(default_factory=dict)
    quiet: tuple[str, ...] = ()  # columns in the second ink
    widths: Mapping[str, int] = field(default_factory=dict)
    editable: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    views: tuple[ShippedView, ...] = ()
    create: str = ""  # URL name of the page that makes one
    create_label: str = ""
    create_permission: str = ""
    import_hint: bool = True
    finds: str = N_("Search this list")  # what one may type into the search


CUSTOMERS = Look(
    finds=N_("Name, phone, number"),
    columns=(
        "name",
        "tags",
        "primary_phone",
        "net_spent_year",
        "orders_count",
        "last_ordered_at",
        "last_touch_at",
        "owner",
        "city",
        "number",
    ),
    title="name",
    face="kind",
    icon="users",
    figure="net_spent_year",
    what=("last_touch_at",),
    gravity="city",
    sum="net_spent_year",
    manners={
        "primary_phone": "phone",
        "phones": "phones",
        "last_ordered_at": "ago",
        "last_touch_at": "ago",
        "owner": "colleague",
        "language": "language",
        "country": "country",
        "tax_country": "country",
    },
    quiet=("primary_phone", "city", "number", "primary_email", "last_touch_at"),
    widths={"address": 220, "primary_email": 190, "city": 120},
    editable=(
        "name",
        "latin_name",
        "birth_on",
        "language",
        "zone",
        "occupation",
        "industry",
        "source",
        "salutation",
        "status",
        "tax_number",
        "tax_country",
    ),
    extra=("kind", "version", "primary_phone", "primary_email"),
    views=(
        ShippedView("mine", N_("My customers"), {"field": "owner", "op": "me"}, ("owner",)),
        ShippedView(
            "people", N_("People"), {"field": "kind", "op": "in", "value": ["person"]}, ("kind",)
        ),
        ShippedView(
            "organisations",
            N_("Organisations"),
            {"field": "kind", "op": "in", "value": ["organisation"]},
            ("kind",),
        ),
        ShippedView(
            "quiet90",
            N_("Bought nothing for 90 days"),
            {
                "all": [
                    {"field": "last_ordered_at", "op": "longer_ago", "value": 90},
                    {"field": "net_spent_year", "op": "at_least", "value": "30000"},
                ]
            },
            ("last_ordered_at", "net_spent_year"),
            "-last_ordered_at",
        ),
    ),
    create="desk:new_customer",
    create_label=N_("New customer"),
    create_permission="parties.create",
)
HOLDINGS = Look(
    finds=N_("Number, name, holder"),
    columns=(
        "number",
        "kind",
        "name",
        "holder",
        "status",
        "balance",
        "balance_as_of",
        "bill_due",
        "from_on",
    ),
    title="number",
    icon="credit-card",
    figure="balance",
    what=("holder",),
    gravity="balance_as_of",
    sum="balance",
    manners={"balance_as_of": "ago", "status": "state", "updated_at": "ago"},
    quiet=("balance_as_of", "from_on"),
    extra=("version",),
    views=(
        ShippedView(
            "balances",
            N_("With a balance"),
            {"field": "balance", "op": "filled"},
            ("balance",),
            "-balance",
        ),
        ShippedView(
            "ended", N_("Ended"), {"field": "status", "op": "in", "value": ["ended"]}, ("status",)
        ),
    ),
)
PRODUCTS = Look(
    finds=N_("Code, name"),
    columns=("name", "code", "category", "list_price", "unit", "is_active", "updated_at"),
    title="name",
    icon="package",
    figure="list_price",
    what=("code", "category"),
    manners={"updated_at": "ago"},
    quiet=("code", "unit", "is_active", "updated_at"),
    editable=("name", "category", "unit"),
    extra=("version",),
    views=(
        ShippedView(
            "on", N_("On sale"), {"field": "is_active", "op": "is", "value": True}, ("is_active",)
        ),
        ShippedView(
            "off",
            N_("No longer on sale"),
            {"field": "is_active", "op": "is", "value": False},
            ("is_active",),
        ),
    ),
    create="desk:new_product",
    create_label=N_("New product"),
    create_permission="catalogue.change",
)
ORDERS = Look(
    finds=N_("Number, customer"),
    columns=(
        "number",
        "ordered_at",
        "party",
        "kind",
        "total",
        "paid",
        "status",
        "channel",
        "store",
    ),
    title="number",
    icon="receipt",
    figure="total",
    what=("party", "ordered_at"),
    gravity="status",
    mark="kind",
    sum="total",
    manners={"status": "state", "channel": "channel"},
    quiet=("ordered_at", "channel", "store", "paid"),
    extra=("version", "kind"),
    views=(
        ShippedView(
            "sales", N_("Sales"), {"field": "kind", "op": "in", "value": ["sale"]}, ("kind",)
        ),
        ShippedView(
            "returns", N_("Returns"), {"field": "kind", "op": "in", "value": ["return"]}, ("kind",)
        ),
        ShippedView(
            "cancelled",
            N_("Cancelled"),
            {"field": "status", "op": "in", "value": ["cancelled"]},
            ("status",),
        ),
    ),
)
LOOKS: Mapping[str, Look] = {
    "parties.party": CUSTOMERS,
    "holdings.holding": HOLDINGS,
    "catalogue.product": PRODUCTS,
    "commerce.order": ORDERS,
}
PLAIN = Look()


def look_of(whole: Whole) -> Look:
    """Return the look of an entity's list; the plain one when none was drawn for it."""
    return LOOKS.get(whole.name, PLAIN)
