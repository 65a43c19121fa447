"""Declare products for every door."""

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.declare import Entity, Field, Kind, Ownership
from rapport.kernel.entities.registry import declare
from rapport.kernel.entities.sql import Sql
from rapport.kernel.errors import N_

from . import permissions

FIELDS = (
    Field(
        "code", N_("Product code"), Kind.TEXT, "{t}.code", sorts=True, search=True, nullable=False
    ),
    Field("name", N_("Name"), Kind.TEXT, "{t}.name", sorts=True, search=True, nullable=False),
    Field("unit", N_("Unit"), Kind.TEXT, "{t}.unit"),
    Field(
        "list_price",
        N_("List price"),
        Kind.MONEY,
        "{t}.list_price",
        currency="{t}.currency",
        column_too=("currency",),
    ),
    Field("category", N_("Category"), Kind.TEXT, "{t}.category", sorts=True),
    Field("is_active", N_("On sale"), Kind.BOOL, "{t}.is_active", nullable=False),
    Field("version", N_("Version"), Kind.NUMBER, "{t}.version", filters=False, nullable=False),
    Field("created_at", N_("Created"), Kind.INSTANT, "{t}.created_at", nullable=False),
    Field("updated_at", N_("Updated"), Kind.INSTANT, "{t}.updated_at", sorts=True, nullable=False),
)


def find(text: str, alias: str, actor: Actor) -> Sql | None:
    """Return the condition by which a list finds products: a code's beginning, part of a name."""
    wanted = text.strip()
    for special in ("\\", "%", "_"):
        wanted = wanted.replace(special, "\\" + special)
    return Sql(
        f"(upper({alias}.code) like upper(%s) or {alias}.name ilike %s)",
        (f"{wanted}%", f"%{wanted}%"),
    )


declare(
    Entity(
        name="catalogue.product",
        key="products",
        table="catalogue_product",
        model="catalogue.Product",
        label=N_("Product"),
        label_plural=N_("Products"),
        title="{t}.name",
        view=permissions.VIEW,
        change=permissions.CHANGE,
        owner=Ownership(public=True),
        fields=FIELDS,
        columns=("code", "name", "category", "list_price", "unit", "is_active"),
        sort="code",
        internal=("uid",),
        search=find,
        page="desk:products_record",
    )
)
