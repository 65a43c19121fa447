"""The fields of what belongs to a customer."""

from __future__ import annotations

from rapport.customers.parties import words
from rapport.kernel.entities.declare import Field, Join, Kind, Privacy
from rapport.kernel.errors import N_

from .party import WHOLE_ADDRESS, choices

PERSONAL = Privacy.PERSONAL
PARTY_JOIN = Join("customer", "join parties_party its_party on its_party.id = {t}.party_id")
# A related customer may be another colleague's: his name is shown only on the customer's own page,
# by a query that knows the reader, so the other end of a relation is named by its number here.
OTHER_JOIN = Join("other", "join parties_party other_party on other_party.id = {t}.other_id")

_CUSTOMER = Field(
    "customer",
    N_("Customer"),
    Kind.REFERENCE,
    "its_party.uid",
    needs=("customer",),
    shows="its_party.display_name",
    refers_to="parties.party",
    column="party_id",
    nullable=False,
)
_KEPT = (
    Field("version", N_("Version"), Kind.NUMBER, "{t}.version", filters=False, nullable=False),
    Field("created_at", N_("Created"), Kind.INSTANT, "{t}.created_at", nullable=False),
    Field("updated_at", N_("Updated"), Kind.INSTANT, "{t}.updated_at", nullable=False),
)
_VALIDITY = (
    Field("valid_from_on", N_("Valid from"), Kind.DATE, "{t}.valid_from_on"),
    Field("valid_until_on", N_("Valid until"), Kind.DATE, "{t}.valid_until_on"),
)
_PRIMARY = Field("is_primary", N_("Preferred"), Kind.BOOL, "{t}.is_primary", nullable=False)
_SOURCE = Field("source", N_("Source"), Kind.TEXT, "{t}.source")

POINT_FIELDS = (
    _CUSTOMER,
    Field(
        "kind",
        N_("Kind"),
        Kind.CHOICE,
        "{t}.kind",
        choices=choices(words.POINT_KINDS),
        nullable=False,
    ),
    Field("use", N_("Use"), Kind.CHOICE, "{t}.use", choices=choices(words.POINT_USES)),
    Field("value", N_("Value"), Kind.TEXT, "{t}.value", privacy=PERSONAL, nullable=False),
    Field("original", N_("As written"), Kind.TEXT, "{t}.original", privacy=PERSONAL),
    Field("extension", N_("Extension"), Kind.TEXT, "{t}.extension"),
    Field("label", N_("Label"), Kind.TEXT, "{t}.label"),
    Field(
        "status",
        N_("Status"),
        Kind.CHOICE,
        "{t}.status",
        choices=choices(words.POINT_STATUSES),
        nullable=False,
        merge="recent",
    ),
    _PRIMARY,
    Field("verified_at", N_("Verified"), Kind.INSTANT, "{t}.verified_at", merge="recent"),
    _SOURCE,
    *_VALIDITY,
    *_KEPT,
)
ADDRESS_FIELDS = (
    _CUSTOMER,
    Field("use", N_("Use"), Kind.CHOICE, "{t}.use", choices=choices(words.ADDRESS_USES)),
    Field("country", N_("Country"), Kind.TEXT, "{t}.country", nullable=False),
    Field("postal_code", N_("Postal code"), Kind.TEXT, "{t}.postal_code", privacy=PERSONAL),
    Field("region", N_("Province or state"), Kind.TEXT, "{t}.region", privacy=PERSONAL),
    Field("city", N_("City"), Kind.TEXT, "{t}.city", privacy=PERSONAL),
    Field("district", N_("District"), Kind.TEXT, "{t}.district", privacy=PERSONAL),
    Field("lines", N_("Street and number"), Kind.TEXT, "{t}.lines", privacy=PERSONAL),
    Field(
        "formatted",
        N_("Address"),
        Kind.TEXT,
        "{t}.formatted",
        repeats=WHOLE_ADDRESS[:-1],
        privacy=PERSONAL,
    ),
    _PRIMARY,
    _SOURCE,
    *_VALIDITY,
    *_KEPT,
)
RELATION_FIELDS = (
    _CUSTOMER,
    Field(
        "kind",
        N_("Relation"),
        Kind.CHOICE,
        "{t}.kind",
        choices=choices(words.RELATION_KINDS),
        nullable=False,
    ),
    Field(
        "other",
        N_("Of whom"),
        Kind.REFERENCE,
        "other_party.uid",
        needs=("other",),
        shows="other_party.number",
        refers_to="parties.party",
        column="other_id",
        nullable=False,
    ),
    Field("role", N_("Role"), Kind.TEXT, "{t}.role", privacy=PERSONAL),
    Field("may_act", N_("May act for it"), Kind.BOOL, "{t}.may_act", nullable=False),
    _PRIMARY,
    Field("from_on", N_("From"), Kind.DATE, "{t}.from_on"),
    Field("until_on", N_("Until"), Kind.DATE, "{t}.until_on"),
    *_KEPT,
)
NOTE_FIELDS = (
    _CUSTOMER,
    Field(
        "author",
        N_("Author"),
        Kind.REFERENCE,
        "note_author.uid",
        needs=("author",),
        shows="note_author.name",
        column="author_id",
    ),
    Field("text", N_("Text"), Kind.TEXT, "{t}.text", privacy=Privacy.SENSITIVE, nullable=False),
    Field("is_pinned", N_("Pinned"), Kind.BOOL, "{t}.is_pinned", nullable=False),
    *_KEPT,
)
TERRITORY_FIELDS = (
    Field("code", N_("Code"), Kind.TEXT, "{t}.code", sorts=True, nullable=False),
    Field("name", N_("Name"), Kind.TEXT, "{t}.name", nullable=False),
    Field(
        "parent",
        N_("Lies in"),
        Kind.REFERENCE,
        "territory_above.uid",
        needs=("parent",),
        shows="territory_above.name",
        refers_to="parties.territory",
        column="parent_id",
    ),
    *_KEPT,
)
