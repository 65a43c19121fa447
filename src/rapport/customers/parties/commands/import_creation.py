"""Write customers of an import that are not there yet: computed here, brought in by COPY."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from rapport.customers.parties.pure.addresses import AddressNotUnderstood, cleaned, formatted
from rapport.customers.parties.pure.keys import duplicate_keys
from rapport.customers.parties.pure.people import names_of, row_tokens
from rapport.customers.parties.queries.holders import completed, holder_of_new
from rapport.customers.parties.words import (
    CUSTOMER_NUMBER,
    AddressGiven,
    AddressUse,
    CustomerValues,
    Holder,
    PartyKind,
    PartyStatus,
    PointStatus,
)
from rapport.kernel.access.actor import Actor
from rapport.kernel.imports.stages import Stage, uid_of
from rapport.kernel.imports.staging import copied
from rapport.kernel.search.batches import enter_tokens_of_many
from rapport.kernel.search.words import holder_tokens, month_of

from . import import_sql as sql
from .tagging import remember_tags

PARTY_COLUMNS = (
    "id", "uid", "version", "created_at", "updated_at", "number", "kind", "status",
    "display_name", "sort_name", "family_name", "given_name", "latin_name", "name_order",
    "salutation", "birth_on", "language", "zone", "occupation", "industry", "tax_country",
    "tax_number", "source", "tags", "owner_id", "team_id", "unit_id", "primary_phone",
    "primary_email", "city", "search_tokens", "search_bucket", "duplicate_keys",
)  # fmt: skip
POINT_COLUMNS = (
    "uid", "version", "created_at", "updated_at", "party_id", "kind", "use", "value", "original",
    "extension", "label", "status", "is_primary", "source",
)  # fmt: skip
ADDRESS_COLUMNS = (
    "uid", "version", "created_at", "updated_at", "party_id", "use", "country", "postal_code",
    "region", "city", "district", "lines", "formatted", "is_primary", "source",
)  # fmt: skip
SYSTEM = "import"  # of keys in a file whose mapping names no source
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Making:
    """One line on its way into the tables."""

    line: Line
    party_id: int
    number: str
    holder: Holder
    stage: Stage
    now: datetime

    def uid(self, kind: str, place: int = 0) -> str:
        seed = f"{self.stage.uid}:{kind}:{self.line['line']}:{place}"
        return str(uid_of(self.now, seed))


def create_rows(
    lines: Sequence[Line],
    owners: Mapping[str, int],
    *,
    stage: Stage,
    actor: Actor,
    now: datetime,
) -> list[int]:
    """Write the customers with contact points, addresses, keys and tokens; return their keys."""
    makings = list(_makings(lines, owners, stage, actor, now))
    parties = [_party(making) for making in makings]
    # In the order of their names: the largest index then takes neighbours together.
    _copy("parties_party", PARTY_COLUMNS, sorted(parties, key=lambda row: row[9]))
    _copy("parties_contactpoint", POINT_COLUMNS, [p for m in makings for p in points_of(m)])
    _copy("parties_address", ADDRESS_COLUMNS, [a for m in makings for a in addresses_of(m)])
    _enter_external_ids(makings, system_of(stage))
    tokens = PARTY_COLUMNS.index("search_tokens")
    enter_tokens_of_many(
        "parties.party", [(row[0], row[tokens + 1], row[tokens]) for row in parties]
    )
    remember_tags(sorted({tag for m in makings for tag in m.line["tags"] or ()}), now=now)
    return [making.party_id for making in makings]


def points_of(making: Making, known: Sequence[tuple[str, str]] = ()) -> list[tuple[Any, ...]]:
    """Return rows of the line's contact points but for those known; the first of a kind leads."""
    rows: list[tuple[Any, ...]] = []
    seen = set(known)
    led = {kind for kind, _value in known}
    for place, point in enumerate(given_points(making.line)):
        key = (point["kind"], point["value"])
        if key in seen:
            continue
        seen.add(key)
        leads = point["kind"] not in led
        led.add(point["kind"])
        uid = making.uid("point", place)
        head = (uid, 1, making.now, making.now, making.party_id, point["kind"], point["use"])
        tail = (point["value"], point["original"], point["extension"], "", point["status"])
        rows.append((*head, *tail, leads, _source(making)))
    return rows


def addresses_of(making: Making, *, leads: bool = True) -> list[tuple[Any, ...]]:
    """Return the row of the line's address; none when the line has none."""
    line = making.line
    if not (line["lines"] or line["city"]):
        return []
    given = AddressGiven(
        country=line["country"] or making.stage.options.get("region") or "TW",
        **{name: line[name] or "" for name in sql.PLACE if name != "country"},
    )
    try:
        parts = cleaned(given)
    except AddressNotUnderstood:
        return []
    head = (making.uid("address"), 1, making.now, making.now, making.party_id)
    places = tuple(parts[name] for name in sql.PLACE)
    use = AddressUse.HOME.value
    return [(*head, use, *places, formatted(parts), leads, _source(making))]


def given_points(line: Line) -> list[dict[str, str]]:
    """Return the contact points that the line gives, as `PointRead` objects in JSON."""
    found: list[dict[str, str]] = []
    for column in ("phones", "emails"):
        given = line[column] or []
        found += json.loads(given) if isinstance(given, str) else given
    return found


def names_given(line: Line) -> CustomerValues:
    """Return the parts of the name that the line gives."""
    given = {name: line[name] for name in sql.NAMES if line[name]}
    return CustomerValues(**given)  # type: ignore[typeddict-item]


def system_of(stage: Stage) -> str:
    """Return the name of the system whose keys the file carries."""
    return str(stage.options.get("source") or SYSTEM)[:40]


def _makings(
    lines: Sequence[Line], owners: Mapping[str, int], stage: Stage, actor: Actor, now: datetime
) -> Iterator[Making]:
    holders = {name: completed(Holder(key)) for name, key in owners.items()}
    own = holder_of_new(actor)
    with connection.cursor() as cursor:
        cursor.execute(sql.IDS, [len(lines)])
        ids = cursor.fetchall()
    for line, (party_id, number) in zip(lines, ids, strict=True):
        holder = holders.get((line["owner"] or "").lower(), own)
        yield Making(line, party_id, f"{CUSTOMER_NUMBER}{number}", holder, stage, now)


def _party(making: Making) -> tuple[Any, ...]:
    line, holder = making.line, making.holder
    kind = PartyKind(line["kind"] or PartyKind.PERSON)
    names = names_of(kind, names_given(line))
    points = given_points(line)
    phones, emails = _usable(points, "phone"), _usable(points, "email")
    numbers = [point["value"] for point in points if point["kind"] == "phone"]
    marks = holder_tokens(holder.owner_id, holder.team_id, holder.unit_id)
    keys = duplicate_keys(
        kind=kind,
        name=names["display_name"],
        birth_on=line["birth_on"],
        tax_number=line["tax_number"] or "",
        phones=phones,
        emails=emails,
    )
    return (
        *(making.party_id, making.uid("customer"), 1, making.now, making.now, making.number),
        *(kind.value, line["status"] or PartyStatus.ACTIVE.value),
        *(names[name] for name in PARTY_COLUMNS[8:14]),
        *(line["salutation"] or "", line["birth_on"], line["language"] or "", ""),
        *(line[name] or "" for name in ("occupation", "industry", "tax_country", "tax_number")),
        *(_source(making), list(line["tags"] or ())),
        *(holder.owner_id, holder.team_id, holder.unit_id),
        *(_first(phones, numbers), _first(emails), line["city"] or line["district"] or ""),
        row_tokens([names["display_name"], names["latin_name"]], numbers, marks),
        *(month_of(making.now), keys),
    )


def _usable(points: Sequence[Mapping[str, str]], kind: str) -> list[str]:
    of_kind = (point for point in points if point["kind"] == kind)
    return [point["value"] for point in of_kind if point["status"] == PointStatus.USABLE]


def _first(*choices: Sequence[str]) -> str:
    return next((values[0] for values in choices if values), "")


def _source(making: Making) -> str:
    return str(making.line["source"] or making.stage.options.get("source") or "")[:80]


def _enter_external_ids(makings: Sequence[Making], system: str) -> None:
    pairs = [(m.party_id, m.line["external_id"]) for m in makings if m.line["external_id"]]
    _copy(
        "parties_externalid",
        ("party_id", "system", "value"),
        sorted(((key, system, value) for key, value in pairs), key=lambda row: row[2]),
    )


def _copy(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        head = f"copy {table} ({', '.join(columns)}) from stdin"
        with cursor.copy(head) as copy:
            copy.write("".join("\t".join(map(_cell, row)) + "\n" for row in rows))


def _cell(value: Any) -> str:
    """Return the value as COPY reads it; a list of numbers is an array too."""
    if isinstance(value, list) and value and isinstance(value[0], int):
        return "{" + ",".join(map(str, value)) + "}"
    return "{}" if value == [] else copied(value)
