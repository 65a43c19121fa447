"""Declare orders, their lines and payments for every door, and what they add to a customer."""

from dataclasses import replace

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.declare import (
    Choice,
    Entity,
    Extension,
    Field,
    Join,
    Kind,
    Ownership,
    Related,
)
from rapport.kernel.entities.registry import declare, entity
from rapport.kernel.entities.sql import FALSE, Sql, join
from rapport.kernel.errors import N_

from . import permissions
from .words import KIND_LABELS, STATUS_LABELS

JOIN_PARTY = Join("party", "left join parties_party order_party on order_party.id = {t}.party_id")
JOIN_ORIGINAL = Join(
    "original", "left join commerce_order order_original on order_original.id = {t}.original_id"
)
JOIN_ORDER = Join("order", "join commerce_order of_order on of_order.id = {t}.order_id")
JOIN_LINE_ORIGINAL = Join(
    "original",
    "left join commerce_order order_original on order_original.id = of_order.original_id",
)
JOIN_LINE_PARTY = Join(
    "party", "left join parties_party order_party on order_party.id = of_order.party_id"
)
JOIN_PRODUCT = Join(
    "product", "left join catalogue_product line_product on line_product.id = {t}.product_id"
)
TOTALS = "commerce_customertotals customer_totals on customer_totals.party_id = {t}.id"
JOIN_TOTALS = Join("customer_totals", f"left join {TOTALS}", f"join {TOTALS}")


def _choices(labels: dict[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(str(value), label) for value, label in labels.items())


def _reference_to_order(
    name: str, label: str, alias: str, join: str, column: str, *, in_files: str = ""
) -> Field:
    return Field(
        name,
        label,
        Kind.REFERENCE,
        f"{alias}.uid",
        needs=(join,),
        shows=f"{alias}.number",
        key=f"{alias}.number",
        refers_to="commerce.order",
        import_name=in_files,
        column=column,
    )


def _buyer(column: str) -> Field:
    return Field(
        "party",
        N_("Customer"),
        Kind.REFERENCE,
        "order_party.uid",
        needs=("order", "party") if column == "" else ("party",),
        shows="order_party.display_name",
        key="order_party.number",
        refers_to="parties.party",
        repeats=("commerce.order.party",) if column == "" else (),
        import_name="customer",
        column=column,
    )


def _of_order(*names: str) -> tuple[Field, ...]:
    """Return fields of a line's order: a file of lines brings the orders along with them."""
    declared = {field.name: field for field in ORDER_FIELDS}
    return tuple(
        replace(
            declared[name],
            sql=f"of_order.{name}",
            needs=("order",),
            repeats=(f"commerce.order.{name}",),
            sorts=False,
            search=False,
            column="",
        )
        for name in names
    )


def _amount(name: str, label: str, column_too: tuple[str, ...] = ()) -> Field:
    return Field(
        name,
        label,
        Kind.MONEY,
        f"{{t}}.{name}",
        currency="{t}.currency",
        totals=("sum",),
        column_too=column_too,
    )


def _payments(order: str, only_when: str = "") -> Field:
    """All payments of an order in one cell, for files; of lines on the first alone."""
    told = f"""
(select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('method', cp.method, 'amount',
    trim_scale(cp.amount)::text, 'paid_at', cp.paid_at, 'reference', nullif(cp.reference, ''),
    'voided_at', cp.voided_at)) order by cp.id)::text
  from commerce_payment cp where cp.order_id = {order}{only_when})"""
    return Field(
        "payments",
        N_("Payments"),
        Kind.TEXT,
        told,
        needs=("order",) if only_when else (),
        filters=False,
        in_files="only",
        repeats=tuple(
            f"commerce.payment.{name}"
            for name in ("amount", "method", "paid_at", "reference", "voided_at")
        ),
        column="",
    )


STAMPS = (
    Field("version", N_("Version"), Kind.NUMBER, "{t}.version", filters=False, nullable=False),
    Field("created_at", N_("Created"), Kind.INSTANT, "{t}.created_at", nullable=False),
    Field("updated_at", N_("Updated"), Kind.INSTANT, "{t}.updated_at", nullable=False),
)
ORDER_FIELDS = (
    Field("number", N_("Number"), Kind.TEXT, "{t}.number", search=True, nullable=False),
    Field("external_number", N_("External number"), Kind.TEXT, "{t}.external_number", search=True),
    Field("source", N_("Source"), Kind.TEXT, "{t}.source"),
    Field(
        "kind",
        N_("Kind"),
        Kind.CHOICE,
        "{t}.kind",
        choices=_choices(dict(KIND_LABELS)),
        nullable=False,
    ),
    Field(
        "status",
        N_("Status"),
        Kind.CHOICE,
        "{t}.status",
        choices=_choices(dict(STATUS_LABELS)),
        nullable=False,
    ),
    Field("ordered_at", N_("Ordered"), Kind.INSTANT, "{t}.ordered_at", sorts=True, nullable=False),
    _buyer("party"),
    _reference_to_order("original", N_("Returned from"), "order_original", "original", "original"),
    _amount("total", N_("Total"), column_too=("currency", "home_total")),
    _amount("paid", N_("Paid")),
    Field("channel", N_("Channel"), Kind.TEXT, "{t}.channel"),
    Field("store", N_("Store"), Kind.TEXT, "{t}.store"),
    _payments("{t}.id"),
    *STAMPS,
)
LINE_FIELDS = (
    _reference_to_order("order", N_("Order"), "of_order", "order", "order", in_files="number"),
    Field("position", N_("Position"), Kind.NUMBER, "{t}.position", nullable=False),
    Field(
        "product",
        N_("Product"),
        Kind.REFERENCE,
        "line_product.uid",
        needs=("product",),
        shows="line_product.name",
        refers_to="catalogue.product",
    ),
    Field(
        "product_code",
        N_("Product code"),
        Kind.TEXT,
        "line_product.code",
        needs=("product",),
        column="",
    ),
    Field("description", N_("Description"), Kind.TEXT, "{t}.description"),
    Field("quantity", N_("Quantity"), Kind.NUMBER, "{t}.quantity", totals=("sum",), nullable=False),
    Field(
        "price",
        N_("Unit price"),
        Kind.MONEY,
        "{t}.price",
        needs=("order",),
        currency="of_order.currency",
        nullable=False,
    ),
    Field(
        "amount",
        N_("Amount"),
        Kind.MONEY,
        "{t}.amount",
        needs=("order",),
        currency="of_order.currency",
        totals=("sum",),
        nullable=False,
    ),
    _buyer(""),
    *_of_order("ordered_at", "external_number", "source", "kind", "status", "channel", "store"),
    replace(
        _reference_to_order("original", N_("Returned from"), "order_original", "original", ""),
        needs=("order", "original"),
        repeats=("commerce.order.original",),
        filters=False,
        in_files="only",
    ),
    _payments("of_order.id", " and {t}.position = 1"),
)
PAYMENT_FIELDS = (
    _reference_to_order("order", N_("Order"), "of_order", "order", "order"),
    Field("method", N_("Method"), Kind.TEXT, "{t}.method", nullable=False),
    _amount("amount", N_("Amount"), column_too=("currency",)),
    Field("paid_at", N_("Paid at"), Kind.INSTANT, "{t}.paid_at", sorts=True, nullable=False),
    Field("reference", N_("Reference"), Kind.TEXT, "{t}.reference"),
    Field("voided_at", N_("Voided"), Kind.INSTANT, "{t}.voided_at"),
    *STAMPS,
)


def _total_field(
    name: str, label: str, kind: Kind, *, sorts: bool = False, column: str = ""
) -> Field:
    return Field(
        name,
        label,
        kind,
        f"customer_totals.{column or name}",
        in_files="never",
        needs=("customer_totals",),
        sorts=sorts,
        currency="customer_totals.currency" if kind is Kind.MONEY else "",
        totals=("sum",) if kind is Kind.MONEY else (),
        permission=permissions.VIEW,
        column="",
    )


def find(text: str, alias: str, actor: Actor) -> Sql | None:
    """
    Return the condition by which a list finds orders: a number's beginning, or the customer.

    As a union of keys, for an OR over two tables would read every order (0.5 M: 1 s).
    """
    wanted = text.strip()
    for special in ("\\", "%", "_"):
        wanted = wanted.replace(special, "\\" + special)
    select = "select id from commerce_order where "
    ways = {
        "number": Sql(f"{select}number like %s", (f"{wanted.upper()}%",)),
        "external_number": Sql(f"{select}external_number like %s", (f"{wanted}%",)),
    }
    keys = [way for name, way in ways.items() if actor.sees_field("commerce.order", name)]
    search = entity("parties.party").base.search
    customers = search(text, "found", actor) if search else None
    if customers is not None:
        head = "select o.id from commerce_order o join parties_party found on found.id = o.party_id"
        keys.append((head + " where ") + customers)
    return join(keys, " union ").within(f"{alias}.id in (") if keys else FALSE


declare(
    Entity(
        name="commerce.order",
        key="orders",
        table="commerce_order",
        model="commerce.Order",
        label=N_("Order"),
        label_plural=N_("Orders"),
        title="{t}.number",
        view=permissions.VIEW,
        change=permissions.CHANGE,
        owner=Ownership(through="parties.party", path="{t}.party_id"),
        fields=ORDER_FIELDS,
        joins=(JOIN_PARTY, JOIN_ORIGINAL),
        related=(
            Related("lines", N_("Lines"), "commerce.order_line", "{r}.order_id = {t}.id"),
            Related("payments", N_("Payments"), "commerce.payment", "{r}.order_id = {t}.id"),
        ),
        columns=("number", "ordered_at", "party", "kind", "total", "status", "channel", "store"),
        sort="-ordered_at",
        internal=("uid", "batch_id"),
        search=find,
        page="desk:orders_record",
    ),
    Entity(
        name="commerce.order_line",
        key="order-lines",
        table="commerce_lines",
        model="commerce.Line",
        label=N_("Order line"),
        label_plural=N_("Order lines"),
        title="coalesce(nullif({t}.description, ''), {t}.id::text)",
        view=permissions.VIEW,
        change=permissions.CHANGE,
        owner=Ownership(through="commerce.order", path="{t}.order_id"),
        fields=LINE_FIELDS,
        joins=(JOIN_ORDER, JOIN_LINE_PARTY, JOIN_LINE_ORIGINAL, JOIN_PRODUCT),
        internal=("original_line_id",),
        columns=("order", "product_code", "description", "quantity", "price", "amount"),
    ),
    Entity(
        name="commerce.payment",
        key="payments",
        table="commerce_payment",
        model="commerce.Payment",
        label=N_("Payment"),
        label_plural=N_("Payments"),
        title="{t}.method",
        view=permissions.VIEW,
        change=permissions.CHANGE,
        owner=Ownership(through="commerce.order", path="{t}.order_id"),
        fields=PAYMENT_FIELDS,
        joins=(JOIN_ORDER,),
        columns=("order", "paid_at", "method", "amount", "reference"),
        sort="-paid_at",
        internal=("uid",),
    ),
    Extension(
        extends="parties.party",
        joins=(JOIN_TOTALS,),
        fields=(
            _total_field("net_spent", N_("Net spent"), Kind.MONEY, sorts=True, column="net"),
            _total_field(
                "net_spent_year",
                N_("Net spent in 12 months"),
                Kind.MONEY,
                sorts=True,
                column="net_year",
            ),
            _total_field("orders_count", N_("Number of orders"), Kind.NUMBER, sorts=True),
            _total_field("returns_count", N_("Number of returns"), Kind.NUMBER),
            _total_field("first_ordered_at", N_("First order"), Kind.INSTANT),
            _total_field("last_ordered_at", N_("Last order"), Kind.INSTANT, sorts=True),
        ),
        related=(Related("orders", N_("Orders"), "commerce.order", "{r}.party_id = {t}.id"),),
    ),
)
