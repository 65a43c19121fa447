"""Write customers of an import that are not there yet: computed here, brought in by COPY."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import md5
from operator import itemgetter
from typing import Any

from django.db import connection

from rapport.customers.parties.pure.addresses import (
    AddressNotUnderstood,
    address_given,
    cleaned,
    formatted,
)
from rapport.customers.parties.pure.keys import duplicate_keys
from rapport.customers.parties.pure.people import names_of, row_tokens
from rapport.customers.parties.queries.holders import completed, holder_of_imported
from rapport.customers.parties.words import (
    CUSTOMER_NUMBER,
    AddressUse,
    CustomerValues,
    Holder,
    NameOrder,
    PartyKind,
    PartyStatus,
    PointStatus,
)
from rapport.kernel.access.actor import Actor
from rapport.kernel.imports.numbering import pass_number
from rapport.kernel.imports.stages import Stage, moment_hex
from rapport.kernel.search.batches import enter_tokens_of_new
from rapport.kernel.search.words import holder_tokens, month_of

from . import import_sql as sql
from .copying import copy_rows
from .tagging import remember_tags

PARTY_COLUMNS = (
    "id", "uid", "number", "kind", "status", "display_name", "sort_name", "family_name",
    "given_name", "latin_name", "name_order", "salutation", "birth_on", "language", "zone",
    "occupation", "industry", "tax_country", "tax_number", "source", "tags", "owner_id", "team_id",
    "unit_id", "territory_id", "primary_phone", "primary_email", "city", "search_tokens",
    "duplicate_keys",
)  # fmt: skip
NAMES = slice(PARTY_COLUMNS.index("display_name"), PARTY_COLUMNS.index("salutation"))
SORT_NAME, TOKENS = PARTY_COLUMNS.index("sort_name"), PARTY_COLUMNS.index("search_tokens")
POINT_COLUMNS = (
    "uid", "party_id", "kind", "use", "value", "original", "extension", "status", "is_primary",
    "source", "label", "verified_at", "valid_from_on", "valid_until_on",
)  # fmt: skip
ADDRESS_COLUMNS = (
    "uid", "party_id", "use", "country", "postal_code", "region", "city", "district", "lines",
    "formatted", "is_primary", "source", "valid_from_on", "valid_until_on",
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
    points: Sequence[Mapping[str, Any]]
    shop: Workshop

    @property
    def source(self) -> str:
        return (self.line["source"] or self.shop.source)[:80]

    def places(self) -> list[dict[str, Any]]:
        """Return the addresses that the line gives whole, and the one in its own columns."""
        whole = self.line["addresses"] or []
        found: list[dict[str, Any]] = json.loads(whole) if isinstance(whole, str) else [*whole]
        if self.line["lines"] or self.line["city"]:
            parts = {name: self.line[name] or "" for name in sql.PLACE}
            with suppress(AddressNotUnderstood):
                found.append(cleaned(address_given(parts["country"] or self.shop.region, parts)))
        return found

    def uid(self, kind: str, place: int = 0) -> str:
        """Return a UUIDv7 that is the same when the chunk is written again after a crash."""
        seed = f"{self.shop.seed}:{kind}:{self.line['line']}:{place}"
        chance = md5(seed.encode(), usedforsecurity=False).hexdigest()
        return f"{self.shop.moment}7{chance[:3]}8{chance[3:18]}"


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
    parties.sort(key=itemgetter(SORT_NAME))
    new = {"version": 1, "created_at": now, "updated_at": now}
    bucket = month_of(now)
    copy_rows("parties_party", PARTY_COLUMNS, parties, same={**new, "search_bucket": bucket})
    points = (point for making in makings for point in points_of(making))
    copy_rows("parties_contactpoint", POINT_COLUMNS, points, same=new)
    addresses = (address for making in makings for address in addresses_of(making))
    copy_rows("parties_address", ADDRESS_COLUMNS, addresses, same=new)
    _enter_external_ids(makings, system_of(stage))
    enter_tokens_of_new("parties.party", [(row[0], row[TOKENS]) for row in parties], bucket=bucket)
    remember_tags(sorted({tag for m in makings for tag in m.line["tags"] or ()}), now=now)
    return [making.party_id for making in makings]


def points_of(making: Making, known: Sequence[tuple[str, str]] = ()) -> list[tuple[Any, ...]]:
    """Return rows of the line's contact points but for those known; the first of a kind leads."""
    rows: list[tuple[Any, ...]] = []
    seen = set(known)
    led = {kind for kind, _value in known}
    for place, point in enumerate(making.points):
        key = (point["kind"], point["value"])
        if key in seen:
            continue
        seen.add(key)
        leads = point["kind"] not in led and point.get("is_primary", True)
        if leads:
            led.add(point["kind"])
        head = (making.uid("point", place), making.party_id, point["kind"], point["use"])
        tail = (point["value"], point["original"], point["extension"], point["status"])
        source, label = point.get("source") or making.source, point.get("label", "")
        dates = (point.get(name) for name in POINT_COLUMNS[-3:])
        rows.append((*head, *tail, leads, source, label, *dates))
    return rows


def addresses_of(making: Making, *, leads: bool = True) -> list[tuple[Any, ...]]:
    """Return rows of the line's addresses, each once; the first leads, or the one that says so."""
    given = making.places()
    chosen = next((at for at, place in enumerate(given) if place.get("is_primary")), 0)
    rows: dict[str, tuple[Any, ...]] = {}
    for at, place in enumerate(given):
        line = formatted(place)
        if line in rows:
            continue
        head = (making.uid("address", at), making.party_id, place.get("use", AddressUse.HOME.value))
        is_first = leads and at == chosen
        source = place.get("source") or making.source
        dates = (place.get(name) for name in ADDRESS_COLUMNS[-2:])
        places = (place[name] for name in sql.PLACE)
        rows[line] = (*head, *places, line, is_first, source, *dates)
    return list(rows.values())


def given_points(line: Line) -> list[dict[str, Any]]:
    """Return the contact points that the line gives, as `PointRead` objects in JSON."""
    found: list[dict[str, Any]] = []
    for column in ("contact_points", "phones", "emails"):
        given = line[column] or []
        found += json.loads(given) if isinstance(given, str) else given
    return found


def names_given(line: Line) -> CustomerValues:
    """Return the parts of the name that the line gives."""
    given: CustomerValues = {}
    for name in sql.NAMES:
        if line[name]:
            given[name] = line[name]
    if line["name_order"]:
        given["name_order"] = NameOrder(line["name_order"])
    return given


def system_of(stage: Stage) -> str:
    """Return the name of the system whose keys the file carries."""
    return str(stage.options.get("source") or SYSTEM)[:40]


class Workshop:
    """What is the same for all lines of a window."""

    def __init__(self, stage: Stage, now: datetime) -> None:
        self.seed, self.moment = str(stage.uid), moment_hex(now)
        self.source = str(stage.options.get("source") or "")
        self.region = str(stage.options.get("region") or "TW")

    def making(self, line: Line, party_id: int, number: str, holder: Holder) -> Making:
        return Making(line, party_id, number, holder, given_points(line), self)


def _makings(
    lines: Sequence[Line], owners: Mapping[str, int], stage: Stage, actor: Actor, now: datetime
) -> Iterator[Making]:
    holders = {name: completed(Holder(key)) for name, key in owners.items()}
    own, shop = holder_of_imported(actor), Workshop(stage, now)
    with connection.cursor() as cursor:
        cursor.execute(sql.IDS, [len(lines)])
        ids = cursor.fetchall()
        _pass_numbers(cursor, [line["number"] for line in lines if line["number"]])
    for line, (party_id, number) in zip(lines, ids, strict=True):
        holder = holders.get((line["owner"] or "").lower(), own)
        kept = line["number"] or f"{CUSTOMER_NUMBER}{number}"
        yield shop.making(line, party_id, kept, holder)


def _pass_numbers(cursor: Any, kept: Sequence[str]) -> None:
    """Let the numbers that are still to be given begin behind those that customers bring along."""
    if kept:
        highest = max(int(number.removeprefix(CUSTOMER_NUMBER)) for number in kept)
        pass_number(cursor, "parties_customer_number", highest)


def _party(making: Making) -> tuple[Any, ...]:
    line, holder = making.line, making.holder
    kind = PartyKind(line["kind"] or PartyKind.PERSON)
    names = names_of(kind, names_given(line))
    points = making.points
    phones, emails = _usable(points, "phone"), _usable(points, "email")
    numbers = _valued(points, "phone") + _valued(points, "fax")
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
        *(making.party_id, making.uid("customer"), making.number),
        *(kind.value, line["status"] or PartyStatus.ACTIVE.value),
        *(names[name] for name in PARTY_COLUMNS[NAMES]),
        *(line["salutation"] or "", line["birth_on"], line["language"] or "", line["zone"] or ""),
        *(line[name] or "" for name in ("occupation", "industry", "tax_country", "tax_number")),
        *(making.source, list(line["tags"] or ())),
        *(holder.owner_id, holder.team_id, holder.unit_id),
        line["territory_id"],
        *(_first(phones, _valued(points, "phone")), _first(emails), _city(making)),
        row_tokens([names["display_name"], names["latin_name"]], numbers, marks),
        keys,
    )


def _city(making: Making) -> str:
    """Return the city to show: of the line's own columns, else of its first address."""
    line = making.line
    if line["city"] or line["district"] or not line["addresses"]:
        return str(line["city"] or line["district"] or "")
    return next((str(p["city"] or p["district"]) for p in making.places()), "")


def _valued(points: Sequence[Mapping[str, Any]], kind: str) -> list[str]:
    return [point["value"] for point in points if point["kind"] == kind]


def _usable(points: Sequence[Mapping[str, Any]], kind: str) -> list[str]:
    return _valued([p for p in points if p["status"] == PointStatus.USABLE], kind)


def _first(*choices: Sequence[str]) -> str:
    return next((values[0] for values in choices if values), "")


def _enter_external_ids(makings: Sequence[Making], system: str) -> None:
    keys = [(m.party_id, *key) for m in makings for key in external_ids_of(m.line, system)]
    keys.sort(key=itemgetter(1, 2))
    copy_rows("parties_externalid", ("party_id", "system", "value"), keys, same={})


def external_ids_of(line: Line, system: str) -> list[tuple[str, str]]:
    """Return the keys of the line in other systems, as pairs of system and value, each once."""
    pairs = [(system, line["external_id"])] if line["external_id"] else []
    for key in line["external_ids"] or ():
        named, _, value = key.partition(":")
        pairs.append((named, value))
    return list(dict.fromkeys(pairs))
