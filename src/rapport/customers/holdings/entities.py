"""Declare holdings and their kinds for every door, and what they add to a customer."""

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope
from rapport.kernel.entities.declare import (
    Choice,
    Entity,
    Extension,
    Field,
    Join,
    Kind,
    Ownership,
    Privacy,
    Related,
)
from rapport.kernel.entities.registry import declare, entity
from rapport.kernel.entities.sql import FALSE, Sql, all_of, join
from rapport.kernel.errors import N_

from . import permissions
from .words import (
    AS_OF_LABELS,
    FIGURE_LABELS,
    MONEY_FIGURES,
    PART_LABELS,
    SHIPPED_KINDS,
    SIDE_LABELS,
    STATUS_LABELS,
    UNIT_LABELS,
)
from .words import FigureName as Name

# Access is decided at the moment of reading, so these ask the database's day.
CURRENT = "(hr.until_on is null or hr.until_on > current_date)"
BEGUN = f"{CURRENT} and (hr.from_on is null or hr.from_on <= current_date)"
OWNS = "hr.part in ('holder', 'joint_holder')"
# Flat, so that the planner may begin at the customers: keys out of a subquery a holding took
# 30 s of 300,000 holdings, now half a second.
ROLES = "cross join holdings_role hr"
OF_HOLDING = f"hr.party_id and hr.holding_id = {{t}}.id and {CURRENT}"
MAIN_HOLDER = Join(
    "holder",
    "left join lateral (select p.uid, p.display_name, p.number, hr.part from holdings_role hr"
    " join parties_party p on p.id = hr.party_id"
    f" where hr.holding_id = {{t}}.id and {CURRENT} and {OWNS}"
    " order by hr.part, hr.id limit 1) holding_holder on true",
)


# All who ever had a part in it, for files; empty where holder and role say it all.
ROLES_TOLD = f"""
(select case when count(*) > 1 or bool_or(hr.until_on is not null or not {OWNS}
    or hr.from_on is distinct from {{t}}.from_on) then
  jsonb_agg(jsonb_strip_nulls(jsonb_build_object('holder', p.number, 'role', hr.part, 'from_on',
    hr.from_on, 'until_on', hr.until_on)) order by hr.id)::text end
from holdings_role hr join parties_party p on p.id = hr.party_id where hr.holding_id = {{t}}.id)"""


def _choices(labels: dict[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(str(value), label) for value, label in labels.items())


def _figure_join(name: Name) -> Join:
    alias = f"figure_{name}"
    on = f"{alias} on {alias}.holding_id = {{t}}.id and {alias}.name = '{name}'"
    return Join(alias, f"left join holdings_figure {on}", f"join holdings_figure {on}")


def _figure_fields(name: Name) -> tuple[Field, ...]:
    """
    A figure, the time at which it was so, and of a number its unit.

    The figure declares its own name, by which changes of it stand in the audit: so the history of a
    holding shows them under the same permission.
    """
    alias = f"figure_{name}"
    is_money = name in MONEY_FIGURES
    figure = Field(
        str(name),
        FIGURE_LABELS[name],
        Kind.MONEY if is_money else Kind.NUMBER,
        f"{alias}.value",
        needs=(alias,),
        sorts=True,
        totals=("sum",) if is_money else (),
        currency=f"{alias}.currency" if is_money else "",
        permission=permissions.BALANCES if is_money else "",
        privacy=Privacy.SENSITIVE if is_money else Privacy.PERSONAL,
    )
    as_of = Field(
        f"{name}_as_of",
        AS_OF_LABELS[name],
        Kind.INSTANT,
        f"{alias}.as_of",
        needs=(alias,),
        permission=figure.permission,
        column="",
    )
    if is_money:
        return figure, as_of
    unit = Field(
        f"{name}_unit", UNIT_LABELS[name], Kind.TEXT, f"{alias}.unit", needs=(alias,),
        filters=False, column="",
    )  # fmt: skip
    return figure, as_of, unit


FIELDS = (
    Field(
        "kind",
        N_("Kind"),
        Kind.CHOICE,
        "holding_kind.code",
        needs=("kind",),
        choices=_choices(dict(SHIPPED_KINDS)),
        column="kind",
        nullable=False,
    ),
    Field(
        "number",
        N_("Number"),
        Kind.TEXT,
        "{t}.number",
        sorts=True,
        search=True,
        nullable=False,
        privacy=Privacy.PERSONAL,
    ),
    Field("name", N_("Product"), Kind.TEXT, "{t}.name", search=True),
    Field(
        "holder",
        N_("Holder"),
        Kind.REFERENCE,
        "holding_holder.uid",
        needs=("holder",),
        shows="holding_holder.display_name",
        key="holding_holder.number",
        refers_to="parties.party",
        column="",
        privacy=Privacy.PERSONAL,
    ),
    Field(
        "holder_role",
        N_("Role of the holder"),
        Kind.CHOICE,
        "holding_holder.part",
        needs=("holder",),
        filters=False,
        choices=_choices(dict(PART_LABELS)),
        import_name="role",
        column="",
    ),
    Field(
        "roles",
        N_("All roles"),
        Kind.TEXT,
        ROLES_TOLD,
        filters=False,
        in_files="only",
        names_all_of="parties.party",
        repeats=("holdings.holding.holder", "holdings.holding.holder_role"),
        column="",
        privacy=Privacy.PERSONAL,
    ),
    Field("place", N_("Place"), Kind.TEXT, "{t}.place", privacy=Privacy.PERSONAL),
    Field(
        "status",
        N_("Status"),
        Kind.CHOICE,
        "{t}.status",
        choices=_choices(dict(STATUS_LABELS)),
        nullable=False,
    ),
    Field("from_on", N_("From"), Kind.DATE, "{t}.from_on"),
    Field("until_on", N_("Until"), Kind.DATE, "{t}.until_on"),
    Field("source", N_("Source"), Kind.TEXT, "{t}.source"),
    *(field for name in Name for field in _figure_fields(name)),
    Field(
        "own", N_("Own fields"), Kind.TEXT, "{t}.own::text", filters=False, privacy=Privacy.PERSONAL
    ),
    Field("version", N_("Version"), Kind.NUMBER, "{t}.version", filters=False, nullable=False),
    Field("created_at", N_("Created"), Kind.INSTANT, "{t}.created_at", nullable=False),
    Field("updated_at", N_("Updated"), Kind.INSTANT, "{t}.updated_at", sorts=True, nullable=False),
)


def find(text: str, alias: str, actor: Actor) -> Sql | None:
    """
    Return the condition by which a list finds holdings: a number's beginning, or a holder.

    As a union of keys, for an OR over two tables would read every holding.
    """
    wanted = text.strip()
    for special in ("\\", "%", "_"):
        wanted = wanted.replace(special, "\\" + special)
    ways = {
        "number": Sql("select id from holdings_holding where number like %s", (f"{wanted}%",)),
        "name": Sql("select id from holdings_holding where name ilike %s", (f"{wanted}%",)),
    }
    keys = [way for name, way in ways.items() if actor.sees_field("holdings.holding", name)]
    search = entity("parties.party").base.search
    customers = search(text, "found", actor) if search else None
    if customers is not None:
        # A holder out of reach is not found by, though the holding has another who is seen.
        seen = live_scope(entity("parties.party"), actor, alias="found")
        head = (
            "select hr.holding_id from holdings_role hr join parties_party found"
            f" on found.id = hr.party_id where {CURRENT} and "
        )
        keys.append(head + all_of([customers, seen]))
    return join(keys, " union ").within(f"{alias}.id in (") if keys else FALSE


HOLDING = Entity(
    name="holdings.holding",
    key="holdings",
    table="holdings_holding",
    model="holdings.Holding",
    label=N_("Holding"),
    label_plural=N_("Holdings"),
    title="coalesce(nullif({t}.name, ''), {t}.number)",
    view=permissions.VIEW,
    change=permissions.CHANGE,
    owner=Ownership(through="parties.party", path=OF_HOLDING, join=ROLES),
    fields=FIELDS,
    joins=(
        Join("kind", "join holdings_kind holding_kind on holding_kind.id = {t}.kind_id"),
        MAIN_HOLDER,
        *(_figure_join(name) for name in Name),
    ),
    related=(
        Related(
            "holders",
            N_("Holders"),
            "parties.party",
            f"hr.holding_id = {{t}}.id and hr.party_id = {{r}}.id and {BEGUN} and {OWNS}",
            ROLES,
        ),
    ),
    columns=("kind", "number", "name", "holder", "status", "balance", "balance_as_of"),
    sort="-updated_at",
    internal=("uid", "batch_id"),
    search=find,
    page="desk:holdings_record",
)

KIND = Entity(
    name="holdings.kind",
    key="holding-kinds",
    table="holdings_kind",
    model="holdings.Kind",
    label=N_("Kind of holding"),
    label_plural=N_("Kinds of holdings"),
    title="{t}.name",
    view=permissions.VIEW,
    change=permissions.KINDS,
    owner=Ownership(public=True),
    fields=(
        Field("code", N_("Code"), Kind.TEXT, "{t}.code", sorts=True, nullable=False),
        Field("name", N_("Name"), Kind.TEXT, "{t}.name", nullable=False),
        Field(
            "side",
            N_("Counts as"),
            Kind.CHOICE,
            "{t}.side",
            choices=_choices(dict(SIDE_LABELS)),
            nullable=False,
        ),
        Field("own_fields", N_("Own fields"), Kind.TEXT, "{t}.own_fields::text", filters=False),
        Field("figures", N_("Figures"), Kind.TEXT, "{t}.figures::text", filters=False),
        Field("late_after_hours", N_("Late after hours"), Kind.NUMBER, "{t}.late_after_hours"),
        Field("is_active", N_("In use"), Kind.BOOL, "{t}.is_active", nullable=False),
        Field("version", N_("Version"), Kind.NUMBER, "{t}.version", filters=False, nullable=False),
        Field("created_at", N_("Created"), Kind.INSTANT, "{t}.created_at", nullable=False),
        Field("updated_at", N_("Updated"), Kind.INSTANT, "{t}.updated_at", nullable=False),
    ),
    columns=("code", "name", "side", "is_active"),
    sort="code",
    internal=("uid",),
)

declare(
    KIND,
    HOLDING,
    Extension(
        extends="parties.party",
        related=(
            Related(
                "holdings",
                N_("Holdings"),
                "holdings.holding",
                f"hr.holding_id = {{r}}.id and hr.party_id = {{t}}.id and {BEGUN} and {OWNS}",
                ROLES,
            ),
        ),
    ),
)
