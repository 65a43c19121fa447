"""Change customers of an import that are there already: only what differs, remembered for undo."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from rapport.customers.parties.models import Address, ContactPoint, ExternalId, Party
from rapport.customers.parties.pure.people import names_of
from rapport.customers.parties.queries.holders import completed
from rapport.customers.parties.words import CustomerValues, Holder, PartyKind
from rapport.kernel.imports.stages import Stage
from rapport.kernel.search.batches import enter_tokens_of_many, take_out_tokens_of_many

from . import import_sql as sql
from .import_creation import (
    ADDRESS_COLUMNS,
    POINT_COLUMNS,
    Line,
    Making,
    Workshop,
    addresses_of,
    external_ids_of,
    names_given,
    points_of,
    system_of,
)
from .keeping import derive, told
from .tagging import remember_tags

PARTY = "parties.party"
WRITTEN = (
    "status", "display_name", "sort_name", "family_name", "given_name", "latin_name", "name_order",
    "salutation", "birth_on", "language", "zone", "occupation", "industry", "tax_country",
    "tax_number", "source", "tags", "owner_id", "team_id", "unit_id", "territory_id",
    "primary_phone", "primary_email", "city", "search_tokens", "duplicate_keys",
)  # fmt: skip
UPDATE = f"""
update parties_party p set version = p.version + 1, updated_at = %s,
  {", ".join(f"{name} = r.{name}" for name in WRITTEN)}
from jsonb_populate_recordset(null::parties_party, %s::jsonb) r where p.id = r.id"""


def change_rows(
    lines: Sequence[Line], owners: Mapping[str, int], *, stage: Stage, now: datetime
) -> None:
    """Bring the customers to what the lines say; a line that says nothing new writes nothing."""
    found = Party.objects.locked().filter(pk__in=[line["row_id"] for line in lines])
    loading = Loading(found, stage, now)
    changed = [party for _line, party in loading.change(lines, owners, now)]
    take_out_tokens_of_many(PARTY, [party.pk for party in changed])
    loading.write(changed, now=now)
    _record(stage, changed, loading)
    enter_tokens_of_many(PARTY, [(p.pk, p.search_bucket, p.search_tokens) for p in changed])
    remember_tags(sorted({tag for party in changed for tag in party.tags}), now=now)


class Loading:
    """The customers of a window with their parts, and what the lines add to them."""

    def __init__(self, found: Iterable[Party], stage: Stage, now: datetime) -> None:
        self.shop, self.system = Workshop(stage, now), system_of(stage)
        self.parties = {p.pk: p for p in found}
        self.points: dict[int, list[ContactPoint]] = {key: [] for key in self.parties}
        for point in ContactPoint.objects.filter(party_id__in=self.parties).order_by("pk"):
            self.points[point.party_id].append(point)
        self.places = _grouped(Address.objects.filter(party_id__in=self.parties).order_by("pk"))
        external = ExternalId.objects.filter(party_id__in=self.parties)
        self.external = set(external.values_list("party_id", "system", "value"))
        self.new_points: list[ContactPoint] = []
        self.new_places: list[Address] = []
        self.new_external: list[ExternalId] = []

    def change(
        self, lines: Sequence[Line], owners: Mapping[str, int], now: datetime
    ) -> Iterator[tuple[Line, Party]]:
        """Set on the customers what the lines say; yield those that differ now. Writes nothing."""
        holders = {name: completed(Holder(key)) for name, key in owners.items()}
        for line in lines:
            party = self.parties.get(line["row_id"])
            if party is None or party.deleted_at is not None:
                continue  # it went to the recycle bin after it was judged
            _set_values(party, line, holders)
            if self.add_parts(party, line, now) or party.changes():
                yield line, party

    def add_parts(self, party: Party, line: Line, now: datetime) -> bool:
        """Add what the line gives and the customer lacks; say whether there was any."""
        making = self.shop.making(line, party.pk, party.number, Holder())
        before = len(self.new_points) + len(self.new_places) + len(self.new_external)
        self._add_points(party, making, now)
        self._add_place(party, making, now)
        self._add_external(party, making)
        derive(party, self.points[party.pk])
        return len(self.new_points) + len(self.new_places) + len(self.new_external) > before

    def write(self, changed: Sequence[Party], *, now: datetime) -> None:
        rows = [
            {"id": p.pk, **{name: _plain(getattr(p, name)) for name in WRITTEN}} for p in changed
        ]
        with connection.cursor() as cursor:
            cursor.execute(UPDATE, [now, json.dumps(rows)])
        ContactPoint.objects.bulk_create(self.new_points, batch_size=1000)
        Address.objects.bulk_create(self.new_places, batch_size=1000)
        ExternalId.objects.bulk_create(self.new_external, batch_size=1000)

    def parts_of(self, party_id: int) -> dict[str, list[int]]:
        """Return the keys of what was added, for undo."""
        kinds: dict[str, Sequence[Any]] = {
            "parties_contactpoint": self.new_points,
            "parties_address": self.new_places,
            "parties_externalid": self.new_external,
        }
        found = {
            table: [row.pk for row in rows if row.party_id == party_id]
            for table, rows in kinds.items()
        }
        return {table: keys for table, keys in found.items() if keys}

    def _add_points(self, party: Party, making: Making, now: datetime) -> None:
        there = self.points[party.pk]
        for row in points_of(making, [(point.kind, point.value) for point in there]):
            given = dict(zip(POINT_COLUMNS, row, strict=True))
            point = ContactPoint(**given, created_at=now, updated_at=now)
            there.append(point)
            self.new_points.append(point)

    def _add_place(self, party: Party, making: Making, now: datetime) -> None:
        there = self.places.get(party.pk, [])
        for row in addresses_of(making, leads=not there):
            given = dict(zip(ADDRESS_COLUMNS, row, strict=True))
            place = Address(**given, created_at=now, updated_at=now)
            if all(place.formatted != other.formatted for other in there):
                self.new_places.append(place)
                if not there:
                    party.set(city=place.city or place.district)

    def _add_external(self, party: Party, making: Making) -> None:
        for system, key in external_ids_of(making.line, self.system):
            if (party.pk, system, key) not in self.external:
                self.new_external.append(ExternalId(party_id=party.pk, system=system, value=key))


def _set_values(party: Party, line: Line, holders: Mapping[str, Holder]) -> None:
    given = {name: line[name] for name in (*sql.PLAIN, *sql.TAX) if line[name] is not None}
    party.set(**given)
    if line["tags"]:
        party.set(tags=[*party.tags, *(tag for tag in line["tags"] if tag not in party.tags)])
    if line["territory_id"] is not None:
        party.set(territory_id=line["territory_id"])
    if names := _names(party, line):
        party.set(**names)
    if holder := holders.get((line["owner"] or "").lower()):
        party.set(owner_id=holder.owner_id, team_id=holder.team_id, unit_id=holder.unit_id)


def _names(party: Party, line: Line) -> dict[str, str]:
    """Return the columns of the name; a whole name that is new is read anew."""
    given = names_given(line)
    if not given:
        return {}
    kind = PartyKind(party.kind)
    if "name" in given and given["name"] != party.display_name:
        return names_of(kind, {"latin_name": party.latin_name, **given})
    stays: CustomerValues = {
        "name": party.display_name,
        "family_name": party.family_name,
        "given_name": party.given_name,
        "latin_name": party.latin_name,
    }
    order = given.get("name_order", party.name_order)
    return {**names_of(kind, {**stays, **given}), "name_order": order}


def _record(stage: Stage, changed: Sequence[Party], loading: Loading) -> None:
    rows = []
    for party in changed:
        steps = told(party)
        before = {step.field: step.before for step in steps}
        after = {step.field: step.after for step in steps}
        if parts := loading.parts_of(party.pk):
            before["parts"] = parts
        rows.append(
            {
                "row_id": party.pk,
                "before": before,
                "after": {**after, "version": party.version + 1},
            }
        )
    stage.record(PARTY, sql.UPDATED, rows=Jsonb(rows))


def _grouped(places: Any) -> dict[int, list[Address]]:
    found: dict[int, list[Address]] = {}
    for place in places:
        found.setdefault(place.party_id, []).append(place)
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
