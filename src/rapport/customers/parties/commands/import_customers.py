"""
Take customers in from a staging table: judge every line by SQL, write by windows.

The layout of the stage stands in import_sql.py. Lines are matched by the customer's number, then by
the key of the system that the mapping names as its source, then by name and a contact point.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from rapport.customers.parties.models import Address, Party
from rapport.customers.parties.permissions import ASSIGN, CHANGE, CREATE, IMPORT
from rapport.customers.parties.pure.tax_numbers import TaxNumberMistyped, tax_number
from rapport.customers.parties.words import CUSTOMER_NUMBER
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import scope
from rapport.kernel.entities.registry import entity
from rapport.kernel.imports.loaders import Update
from rapport.kernel.imports.stages import Stage, Window

from . import import_sql as sql
from .import_changes import change_rows
from .import_creation import create_rows, system_of
from .import_updates import updates_of
from .keeping import keep_city, keep_points, points_of, save

PARTY = "parties.party"
OWN_NUMBER = f"^{CUSTOMER_NUMBER}[0-9]{{1,9}}$"
PARTS = frozenset({"parties_contactpoint", "parties_address", "parties_externalid"})
WRONG_TAX = """
update {stage} s set fate = 'fail', fault = 'tax_number', field = 'tax_number'
where s.line = any(%(lines)s::bigint[])"""
TAX_NUMBERS = """
select s.line, s.tax_number, coalesce(s.tax_country, p.tax_country, '') from {stage} s
left join parties_party p on p.id = s.row_id where s.fate is null and s.tax_number is not null"""


def judge_customers(stage: Stage, *, actor: Actor, now: datetime) -> None:
    """Give every line its fate. Refuses NotAllowed: also new owners by who may not assign."""
    actor.must(IMPORT)
    actor.must(CREATE)
    actor.must(CHANGE)
    given = {
        "mode": stage.options.get("mode", "create_and_update"),
        "system": system_of(stage),
        "own_number": OWN_NUMBER,
        "field": "number" if "number" in stage.columns else "external_id",
    }
    _match(stage, given, actor)
    if stage.options.get("unknown_owners") == "leave":
        stage.run(sql.NO_OWNERS)
    for text in (sql.IN_BIN, sql.OWNERS, sql.TERRITORIES):
        stage.run(text, **given)
    _fail_out_of_reach(stage, given["field"], actor)
    for text in (sql.REPEATS, sql.KEY_TWICE, sql.NEW, sql.ONLY_NEW):
        stage.run(text, **given)
    _fail_wrong_tax_numbers(stage)
    stage.run(sql.CHANGED, **given)
    if "owner" in stage.columns and stage.rows(sql.NEW_OWNERS):
        actor.must(ASSIGN)
    if "territory" in stage.columns and stage.rows(sql.NEW_TERRITORIES):
        actor.must(ASSIGN)
    stage.run(sql.UNCHANGED)


def apply_customers(stage: Stage, window: Window, *, actor: Actor, now: datetime) -> None:
    """Write the customers of a window with all that belongs to them; remember what was before."""
    rows = _lines(stage, window)
    _settle_territories(rows, now)
    creations = [row for row in rows if row["fate"] == "create"]
    changes = [row for row in rows if row["fate"] == "update"]
    owners = _owners(rows)
    if creations:
        made = create_rows(creations, owners, stage=stage, actor=actor, now=now)
        stage.record(PARTY, sql.CREATED, ids=made)
    if changes:
        change_rows(changes, owners, stage=stage, now=now)


def updates_of_customers(stage: Stage, limit: int, *, now: datetime) -> list[Update]:
    """Return what the first lines of an update will change, as (line, row, before, after)."""
    rows = _dictionaries(stage.rows(sql.FIRST_UPDATES, limit=limit))
    _name_territories(rows)
    return updates_of(rows, _owners(rows), stage=stage, now=now)


def put_back_parts(
    was: Sequence[tuple[int, Mapping[str, Any]]],
) -> None:
    """Take away the contact points, addresses and keys that an import added to customers."""
    for _party_id, before in was:
        for table, keys in before.get("parts", {}).items():
            if table in PARTS:
                with connection.cursor() as cursor:
                    cursor.execute(f"delete from {table} where id = any(%s)", [keys])


def derive_again(party_ids: Sequence[int], *, now: datetime) -> None:
    """Bring what is kept on the rows to their parts again, after an import was taken back."""
    for party in Party.objects.locked().filter(pk__in=party_ids):
        keep_points(party, points_of(party))
        keep_city(party, list(Address.objects.filter(party=party)))
        save(party, now=now)


def _match(stage: Stage, given: Mapping[str, Any], actor: Actor) -> None:
    """Find whom each line means."""
    for text in sql.MATCHING:
        stage.run(text, **given)
    if stage.rows(sql.ANY_WITHOUT_KEY):
        reached, values = _reached(actor, "p")
        for text in sql.BY_WORDS:
            stage.run(text.replace("{reached}", reached), **given, **values)


def _fail_out_of_reach(stage: Stage, field: str, actor: Actor) -> None:
    reached, values = _reached(actor, "t")
    stage.run(sql.OUT_OF_REACH.replace("{reached}", reached), field=field, **values)


def _reached(actor: Actor, alias: str) -> tuple[str, dict[str, Any]]:
    """Return whom the actor may change; the scope's own places are %s, the stage takes names."""
    reached = scope(entity(PARTY), actor, alias=alias, permission=CHANGE)
    values = {f"scope_{place}": value for place, value in enumerate(reached.params)}
    text = reached.text
    for name in values:
        text = text.replace("%s", f"%({name})s", 1)
    return text, values


def _fail_wrong_tax_numbers(stage: Stage) -> None:
    if "tax_number" not in stage.columns:
        return
    wrong: list[int] = []
    for line, number, country in stage.rows(TAX_NUMBERS):
        try:
            tax_number(number, country)
        except TaxNumberMistyped:
            wrong.append(line)
    stage.run(WRONG_TAX, lines=wrong)


def _lines(stage: Stage, window: Window) -> list[dict[str, Any]]:
    return _dictionaries(stage.rows(sql.WINDOW, first=window.first, last=window.last))


def _dictionaries(found: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    names = ("line", "row_id", "fate", *sql.ALL)
    return [dict(zip(names, row, strict=True)) for row in found]


def _settle_territories(rows: Sequence[dict[str, Any]], now: datetime) -> None:
    """Put the territory's key into each line that names one; enter those that are new."""
    named = {row["territory"]: row["territory_name"] or "" for row in rows if row["territory"]}
    if named:
        given: dict[str, Any] = {"codes": list(named), "names": list(named.values()), "now": now}
        with connection.cursor() as cursor:
            cursor.execute(sql.ENTER_TERRITORIES, given)
    _name_territories(rows)


def _name_territories(rows: Sequence[dict[str, Any]]) -> None:
    """Put the territory's key into each line that names one that is there."""
    named = sorted({row["territory"] for row in rows if row["territory"]})
    found: dict[str, int] = {}
    if named:
        with connection.cursor() as cursor:
            cursor.execute(sql.TERRITORY_IDS, [named])
            found = dict(cursor.fetchall())
    for row in rows:
        row["territory_id"] = found.get(row["territory"])


def _owners(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Return the keys of the owners that the lines name, by their sign-in name in lower case."""
    wanted = sorted({row["owner"].lower() for row in rows if row["owner"]})
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(sql.OWNER_IDS, [wanted])
        return dict(cursor.fetchall())
