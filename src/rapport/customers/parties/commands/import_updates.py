"""What an import will change on customers, told before it is written: nothing is locked or kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeGuard

from django.db import connection

from rapport.customers.parties.models import Party
from rapport.customers.parties.words import PointKind
from rapport.kernel.imports.loaders import Update
from rapport.kernel.imports.stages import Stage

from .import_changes import Loading
from .import_creation import Line
from .keeping import told

# What follows from another column that is told itself.
FOLLOWS = {
    "team_id": "owner_id",
    "unit_id": "owner_id",
    "primary_phone": "phones",
    "primary_email": "emails",
    "city": "addresses",
}
HELD_BY = {
    "owner_id": "select id, name from access_user where id = any(%s)",
    "territory_id": "select id, name from parties_territory where id = any(%s)",
}
POINTS = {PointKind.PHONE.value: "phones", PointKind.EMAIL.value: "emails"}


def updates_of(
    lines: Sequence[Line], owners: Mapping[str, int], *, stage: Stage, now: datetime
) -> list[Update]:
    """Return the columns that each line changes."""
    found = list(Party.objects.filter(pk__in=[line["row_id"] for line in lines]))
    loading = Loading(found, stage, now)
    return [
        (line["line"], party.pk, *_columns(party, line, loading))
        for line, party in loading.change(lines, owners, now)
    ]


def readable_updates(updates: Sequence[Update]) -> list[Update]:
    """Return the updates without what follows from others; owners and territories by names."""
    names = {column: _names(column, text, updates) for column, text in HELD_BY.items()}

    def side(columns: Mapping[str, Any], was: Mapping[str, Any]) -> dict[str, Any]:
        return {
            column: names.get(column, {}).get(value, value) if _is_key(value) else value
            for column, value in columns.items()
            if FOLLOWS.get(column) not in was
        }

    return [(line, key, side(was, was), side(became, was)) for line, key, was, became in updates]


def _columns(party: Party, line: Line, loading: Loading) -> tuple[dict[str, Any], dict[str, Any]]:
    steps = told(party)
    before = {step.field: step.before for step in steps}
    after = {step.field: step.after for step in steps}
    for column, had, has in _parts(party, loading):
        before[column], after[column] = had, has
    if line["territory"] and line["territory_id"] is None:  # it will be entered with the line
        before["territory_id"] = party.territory_id
        after["territory_id"] = line["territory_name"]
    return before, after


def _parts(party: Party, loading: Loading) -> Iterable[tuple[str, list[str], list[str]]]:
    """Yield what stood beside the customer and what will: contact points, addresses, keys."""
    fresh = [id(point) for point in loading.new_points]
    for column in (*POINTS.values(), "contact_points"):
        there = [
            p for p in loading.points[party.pk] if POINTS.get(p.kind, "contact_points") == column
        ]
        had = [point.value for point in there if id(point) not in fresh]
        if len(had) < len(there):
            yield column, had, [point.value for point in there]
    places = [place.formatted for place in loading.new_places if place.party_id == party.pk]
    if places:
        had = [place.formatted for place in loading.places.get(party.pk, [])]
        yield "addresses", had, [*had, *places]
    keys = [key for key in loading.new_external if key.party_id == party.pk]
    if keys:
        had = [
            f"{system}:{value}" for owner, system, value in loading.external if owner == party.pk
        ]
        yield "external_ids", sorted(had), [*sorted(had), *(f"{k.system}:{k.value}" for k in keys)]


def _names(column: str, text: str, updates: Sequence[Update]) -> dict[int, str]:
    values = [side.get(column) for _line, _key, *both in updates for side in both]
    ids = sorted({value for value in values if _is_key(value)})
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(text, [ids])
        return dict(cursor.fetchall())


def _is_key(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
