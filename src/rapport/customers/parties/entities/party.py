"""The fields of a customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rapport.customers.parties import permissions, words
from rapport.kernel.entities.declare import Choice, Field, Join, Kind, Privacy
from rapport.kernel.errors import N_

REFERS_TO = {
    "owner": "access.user",
    "team": "access.team",
    "unit": "access.unit",
    "territory": "parties.territory",
}


PARTS_OF_ADDRESS = ("country", "postal_code", "region", "city", "district", "lines")
WHOLE_ADDRESS = tuple(f"parties.address.{part}" for part in (*PARTS_OF_ADDRESS, "formatted"))
DATED_ADDRESS = tuple(
    f"parties.address.{part}"
    for part in ("use", "is_primary", "source", "valid_from_on", "valid_until_on")
)
PARTS_OF_POINT = (
    *("kind", "use", "value", "original", "extension", "label", "status", "is_primary"),
    *("verified_at", "source", "valid_from_on", "valid_until_on"),
)


def choices(labels: Mapping[Any, str]) -> tuple[Choice, ...]:
    """Return the vocabulary as choices of a field."""
    return tuple(Choice(str(value), label) for value, label in labels.items())


def _values(kind: str) -> str:
    return (
        "array(select cp.value::text from parties_contactpoint cp where cp.party_id = {t}.id"
        f" and cp.kind = '{kind}' order by cp.is_primary desc, cp.id)"
    )


def _reference(name: str, label: str, alias: str, shown: str = "name", key: str = "") -> Field:
    return Field(
        name,
        label,
        Kind.REFERENCE,
        f"{alias}.uid",
        needs=(name,),
        shows=f"{alias}.{shown}",
        key=f"{alias}.{key}" if key else "",
        refers_to=REFERS_TO[name],
        column=f"{name}_id",
    )


def _place(column: str, label: str) -> Field:
    """A part of the preferred address: what files carry, for the joined line cannot be taken in."""
    return Field(
        f"address_{column}",
        label,
        Kind.TEXT,
        f"party_place.{column}",
        needs=("place",),
        filters=False,
        import_name=column,
        repeats=(f"parties.address.{column}",),
        column="",
        privacy=Privacy.PERSONAL,
    )


JOINS = (
    Join("owner", "left join access_user party_owner on party_owner.id = {t}.owner_id"),
    Join("team", "left join access_team party_team on party_team.id = {t}.team_id"),
    Join("unit", "left join access_businessunit party_unit on party_unit.id = {t}.unit_id"),
    Join(
        "territory",
        "left join parties_territory party_territory on party_territory.id = {t}.territory_id",
    ),
    Join(
        "place",
        "left join lateral (select a.* from parties_address a where a.party_id = {t}.id"
        " order by a.is_primary desc, a.id limit 1) party_place on true",
    ),
)
_EXTERNAL_IDS = (
    "array(select x.system || ':' || x.value from parties_externalid x"
    " where x.party_id = {t}.id order by x.id)"
)

# Whole, with what the plain columns beside them cannot say; in the order in which they are kept.
_POINTS = """
(select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('kind', cp.kind, 'value', cp.value,
    'original', nullif(cp.original, cp.value), 'use', cp.use, 'extension', nullif(cp.extension, ''),
    'label', nullif(cp.label, ''), 'status', nullif(cp.status, 'usable'),
    'is_primary', nullif(cp.is_primary, false), 'verified_at', cp.verified_at,
    'source', nullif(cp.source, ''), 'valid_from_on', cp.valid_from_on,
    'valid_until_on', cp.valid_until_on)) order by cp.is_primary desc, cp.id)::text
  from parties_contactpoint cp where cp.party_id = {t}.id)"""
_ADDRESSES = """
(select case when count(*) > 1 or bool_or(a.use <> 'home' or not a.is_primary
    or a.source <> {t}.source or coalesce(a.valid_from_on, a.valid_until_on) is not null) then
  jsonb_agg(jsonb_strip_nulls(jsonb_build_object('use', a.use, 'country', a.country,
    'postal_code', nullif(a.postal_code, ''), 'region', nullif(a.region, ''),
    'city', nullif(a.city, ''), 'district', nullif(a.district, ''), 'lines', nullif(a.lines, ''),
    'is_primary', nullif(a.is_primary, false), 'source', nullif(a.source, ''),
    'valid_from_on', a.valid_from_on, 'valid_until_on', a.valid_until_on))
    order by a.is_primary desc, a.id)::text end
  from parties_address a where a.party_id = {t}.id)"""


def _whole(name: str, label: str, sql: str, *repeats: str) -> Field:
    """All that belongs to a customer in one cell, for files."""
    return Field(
        name,
        label,
        Kind.TEXT,
        sql,
        filters=False,
        in_files="only",
        repeats=repeats,
        column="",
        privacy=Privacy.PERSONAL,
    )


FIELDS = (
    Field("number", N_("Number"), Kind.TEXT, "{t}.number", search=True, nullable=False),
    Field(
        "name",
        N_("Name"),
        Kind.TEXT,
        "{t}.display_name",
        sorts=True,
        sorts_by="{t}.sort_name",
        search=True,
        nullable=False,
        privacy=Privacy.PERSONAL,
        column="display_name",
        column_too=("sort_name",),
    ),
    Field(
        "kind",
        N_("Kind"),
        Kind.CHOICE,
        "{t}.kind",
        choices=choices(words.PARTY_KINDS),
        nullable=False,
        merge="keep",
    ),
    Field(
        "status",
        N_("Status"),
        Kind.CHOICE,
        "{t}.status",
        choices=choices(words.PARTY_STATUSES),
        nullable=False,
        merge="recent",
    ),
    Field(
        "family_name",
        N_("Family name"),
        Kind.TEXT,
        "{t}.family_name",
        search=True,
        privacy=Privacy.PERSONAL,
    ),
    Field(
        "given_name",
        N_("Given name"),
        Kind.TEXT,
        "{t}.given_name",
        search=True,
        privacy=Privacy.PERSONAL,
    ),
    Field(
        "latin_name",
        N_("Name in Latin letters"),
        Kind.TEXT,
        "{t}.latin_name",
        search=True,
        privacy=Privacy.PERSONAL,
    ),
    Field(
        "name_order",
        N_("Order of names"),
        Kind.CHOICE,
        "{t}.name_order",
        choices=choices(words.NAME_ORDERS),
        nullable=False,
    ),
    Field(
        "salutation",
        N_("Salutation"),
        Kind.TEXT,
        "{t}.salutation",
        privacy=Privacy.PERSONAL,
        help=N_("How the customer is addressed, such as Ms or 先生."),
    ),
    Field("birth_on", N_("Birthday"), Kind.DATE, "{t}.birth_on", privacy=Privacy.SENSITIVE),
    Field("language", N_("Language"), Kind.TEXT, "{t}.language"),
    Field("zone", N_("Time zone"), Kind.TEXT, "{t}.zone"),
    Field("occupation", N_("Occupation"), Kind.TEXT, "{t}.occupation", privacy=Privacy.PERSONAL),
    Field("industry", N_("Industry"), Kind.TEXT, "{t}.industry"),
    Field("tax_country", N_("Country of the tax number"), Kind.TEXT, "{t}.tax_country"),
    Field(
        "tax_number",
        N_("Tax number"),
        Kind.TEXT,
        "{t}.tax_number",
        permission=permissions.SEE_TAX_NUMBERS,
        privacy=Privacy.SENSITIVE,
        search=True,
        retention_days=3650,
    ),
    Field(
        "primary_phone",
        N_("Phone"),
        Kind.TEXT,
        "{t}.primary_phone",
        search=True,
        privacy=Privacy.PERSONAL,
    ),
    Field(
        "primary_email",
        N_("E-mail"),
        Kind.TEXT,
        "{t}.primary_email",
        search=True,
        privacy=Privacy.PERSONAL,
    ),
    Field(
        "phones",
        N_("All phones"),
        Kind.TAGS,
        _values("phone"),
        column="",
        privacy=Privacy.PERSONAL,
        merge="union",
        nullable=False,
    ),
    Field(
        "emails",
        N_("All e-mail addresses"),
        Kind.TAGS,
        _values("email"),
        column="",
        privacy=Privacy.PERSONAL,
        merge="union",
        nullable=False,
    ),
    Field(
        "city",
        N_("City"),
        Kind.TEXT,
        "{t}.city",
        repeats=("parties.address.city",),
        import_name="shown_city",
        privacy=Privacy.PERSONAL,
    ),
    Field(
        "address",
        N_("Address"),
        Kind.TEXT,
        "party_place.formatted",
        needs=("place",),
        repeats=WHOLE_ADDRESS,
        import_name="whole_address",
        column="",
        privacy=Privacy.PERSONAL,
        merge="union",
    ),
    _place("country", N_("Country")),
    _place("postal_code", N_("Postal code")),
    _place("region", N_("Province or state")),
    _place("city", N_("City of the address")),
    _place("district", N_("District")),
    _place("lines", N_("Street and number")),
    _whole(
        "contact_points",
        N_("Contact points"),
        _POINTS,
        *("parties.party.phones", "parties.party.emails"),
        *(f"parties.contact_point.{part}" for part in PARTS_OF_POINT),
    ),
    _whole("addresses", N_("Addresses"), _ADDRESSES, *WHOLE_ADDRESS, *DATED_ADDRESS),
    Field("tags", N_("Tags"), Kind.TAGS, "{t}.tags", merge="union", nullable=False),
    Field(
        "external_ids",
        N_("External ids"),
        Kind.TAGS,
        _EXTERNAL_IDS,
        column="",
        merge="union",
        nullable=False,
        help=N_("The keys by which other systems know the customer, as system:key."),
    ),
    Field("source", N_("Source"), Kind.TEXT, "{t}.source", merge="keep"),
    _reference("owner", N_("Owner"), "party_owner", key="username"),
    _reference("team", N_("Team"), "party_team"),
    _reference("unit", N_("Business unit"), "party_unit"),
    _reference("territory", N_("Territory"), "party_territory", key="code"),
    Field(
        "last_touch_at",
        N_("Last contact"),
        Kind.INSTANT,
        "{t}.last_touch_at",
        in_files="never",
        sorts=True,
        merge="recent",
    ),
    Field("version", N_("Version"), Kind.NUMBER, "{t}.version", filters=False, nullable=False),
    Field("created_at", N_("Created"), Kind.INSTANT, "{t}.created_at", sorts=True, nullable=False),
    Field("updated_at", N_("Updated"), Kind.INSTANT, "{t}.updated_at", nullable=False),
)
