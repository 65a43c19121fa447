"""Declare customers, and what belongs to them, for every door."""

from rapport.customers.parties import permissions
from rapport.kernel.entities.declare import Entity, Join, Ownership, Related
from rapport.kernel.entities.registry import declare
from rapport.kernel.errors import N_
from rapport.kernel.search.declare import declare_searchable
from rapport.kernel.search.words import Searchable

from . import belongings, party
from .finding import find

OWNED = Ownership(user="{t}.owner_id", team="{t}.team_id", unit="{t}.unit_id")
OF_PARTY = Ownership(through="parties.party", path="{t}.party_id")
OF_EITHER = Ownership(through="parties.party", path="any(array[{t}.party_id, {t}.other_id])")
BELONGS = "{r}.party_id = {t}.id"
# What belongs to a customer lies in the recycle bin with it.
WITH_PARTY = (
    "exists (select 1 from parties_party live where live.id = {t}.party_id"
    " and live.deleted_at is null)"
)

PARTY = Entity(
    name="parties.party",
    key="customers",
    table="parties_party",
    model="parties.Party",
    label=N_("Customer"),
    label_plural=N_("Customers"),
    title="{t}.display_name",
    view=permissions.VIEW,
    change=permissions.CHANGE,
    owner=OWNED,
    fields=party.FIELDS,
    joins=party.JOINS,
    related=(
        Related("contact_points", N_("Contact points"), "parties.contact_point", BELONGS),
        Related("addresses", N_("Addresses"), "parties.address", BELONGS),
        Related("relations", N_("Relations"), "parties.relation", BELONGS),
        Related("relations_to", N_("Relations to it"), "parties.relation", "{r}.other_id = {t}.id"),
        Related("notes", N_("Notes"), "parties.note", BELONGS),
    ),
    columns=(
        "name",
        "number",
        "kind",
        "primary_phone",
        "primary_email",
        "city",
        "tags",
        "owner",
        "last_touch_at",
    ),
    # Who was dealt with last comes first; so a search for a frequent name need not be sorted.
    sort="-last_touch_at",
    live="{t}.deleted_at is null",
    internal=("uid", "deleted_at", "search_tokens", "search_bucket", "duplicate_keys"),
    writes=(permissions.CREATE, permissions.DELETE, permissions.ASSIGN, permissions.IMPORT),
    search=find,
    page="desk:customers_record",
)

CONTACT_POINT = Entity(
    name="parties.contact_point",
    key="contact-points",
    table="parties_contactpoint",
    model="parties.ContactPoint",
    label=N_("Contact point"),
    label_plural=N_("Contact points"),
    title="{t}.value",
    view=permissions.VIEW,
    change=permissions.CHANGE,
    owner=OF_PARTY,
    fields=belongings.POINT_FIELDS,
    joins=(belongings.PARTY_JOIN,),
    columns=("customer", "kind", "use", "value", "status", "verified_at"),
    live=WITH_PARTY,
    internal=("uid",),
)

ADDRESS = Entity(
    name="parties.address",
    key="addresses",
    table="parties_address",
    model="parties.Address",
    label=N_("Address"),
    label_plural=N_("Addresses"),
    title="{t}.formatted",
    view=permissions.VIEW,
    change=permissions.CHANGE,
    owner=OF_PARTY,
    fields=belongings.ADDRESS_FIELDS,
    joins=(belongings.PARTY_JOIN,),
    columns=("customer", "use", "formatted", "is_primary"),
    live=WITH_PARTY,
    internal=("uid",),
)

RELATION = Entity(
    name="parties.relation",
    key="relations",
    table="parties_relation",
    model="parties.Relation",
    label=N_("Relation"),
    label_plural=N_("Relations"),
    title="{t}.kind",
    view=permissions.VIEW,
    change=permissions.CHANGE,
    owner=OF_EITHER,
    fields=belongings.RELATION_FIELDS,
    joins=(belongings.PARTY_JOIN, belongings.OTHER_JOIN),
    columns=("customer", "kind", "other", "role", "may_act", "from_on", "until_on"),
    live=WITH_PARTY,
    internal=("uid",),
)

NOTE = Entity(
    name="parties.note",
    key="notes",
    table="parties_note",
    model="parties.Note",
    label=N_("Note"),
    label_plural=N_("Notes"),
    title="left({t}.text, 80)",
    view=permissions.VIEW_NOTES,
    change=permissions.WRITE_NOTES,
    owner=OF_PARTY,
    fields=belongings.NOTE_FIELDS,
    joins=(
        belongings.PARTY_JOIN,
        Join("author", "left join access_user note_author on note_author.id = {t}.author_id"),
    ),
    columns=("customer", "author", "text", "created_at"),
    live="{t}.deleted_at is null and " + WITH_PARTY,
    internal=("uid", "deleted_at"),
)

TERRITORY = Entity(
    name="parties.territory",
    key="territories",
    table="parties_territory",
    model="parties.Territory",
    label=N_("Territory"),
    label_plural=N_("Territories"),
    title="{t}.name",
    view=permissions.VIEW,
    change=permissions.ASSIGN,
    owner=Ownership(public=True),
    fields=belongings.TERRITORY_FIELDS,
    joins=(
        Join(
            "parent",
            "left join parties_territory territory_above on territory_above.id = {t}.parent_id",
        ),
    ),
    columns=("code", "name", "parent"),
    sort="code",
    internal=("uid",),
)

declare(PARTY, CONTACT_POINT, ADDRESS, RELATION, NOTE, TERRITORY)
declare_searchable(Searchable("parties.party", code=1, recency="{t}.last_touch_at"))
