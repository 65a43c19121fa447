"""
Take holdings in from a staging table: judge every line by SQL, write by windows.

Layout of the stage (kernel/imports/stages.py), besides the kernel's own columns: kind, number,
holder (a customer's number or its key in another system), role, name, place, status, from_on,
until_on, own (JSON), roles (JSON: all roles with their dates, in place of holder and role),
balance, bill_due, credit_limit, mileage, reading, currency, unit, as_of, source. A cell left empty
changes nothing; figures stand on the first line of a holding.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from rapport.customers.holdings.permissions import BALANCES, CHANGE
from rapport.customers.holdings.pure import OwnFieldNotUnderstood, cleaned
from rapport.customers.holdings.words import FigureName
from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import scope
from rapport.kernel.entities.registry import entity
from rapport.kernel.imports.stages import Stage, Window
from rapport.kernel.values import EXPONENTS

from . import import_sql as sql

WITH_OWN = """
select s.line, k.own_fields, s.own from {stage} s join {fact} f using (line)
join holdings_kind k on k.id = f.kind_id where s.fate is null and s.own is not null"""
OWN = """
update {stage} s set own = o.own::jsonb, fate = o.fate, fault = o.fault, field = o.field
from unnest(%(lines)s::bigint[], %(own)s::text[], %(fates)s::text[], %(faults)s::text[],
  %(fields)s::text[]) o(line, own, fate, fault, field) where o.line = s.line"""
# A figure that another feed gave since stays.
_GAVE = """jsonb_to_recordset(%(figures)s::jsonb)
  w(holding bigint, name text, was jsonb, gave jsonb)
where f.holding_id = w.holding and f.name = w.name
  and f.value = (w.gave->>'value')::numeric and f.as_of = (w.gave->>'as_of')::timestamptz"""
PUT_BACK = f"""
update holdings_figure f set value = (w.was->>'value')::numeric, currency = w.was->>'currency',
  unit = w.was->>'unit', as_of = (w.was->>'as_of')::timestamptz, source = w.was->>'source',
  recorded_at = %(now)s
from {_GAVE} and w.was <> 'null'"""
TAKE_OUT = f"delete from holdings_figure f using {_GAVE} and w.was = 'null'"
TAKE_OUT_ROLES = """
delete from holdings_role r using jsonb_to_recordset(%(roles)s::jsonb)
  w(holding bigint, party bigint, part text, from_on date, until_on date)
where r.holding_id = w.holding and r.party_id = w.party and r.part = w.part
  and r.until_on is not distinct from w.until_on
  and (w.from_on is null or r.from_on = w.from_on)"""
# The kernel raises the version where it put back columns; here nothing but parts was changed.
RAISE = """
update holdings_holding set version = version + 1, updated_at = %(now)s where id = any(%(ids)s)"""


def judge_holdings(stage: Stage, *, actor: Actor, now: datetime) -> None:
    """Give every line its fate. Refuses NotAllowed: also amounts by who may not see them."""
    actor.must(CHANGE)
    if {"balance", "bill_due", "credit_limit"} & set(stage.columns):
        actor.must(BALANCES)
    firm = access.firm()
    given = {
        "mode": stage.options.get("mode", "create_and_update"),
        "currency": stage.options.get("currency") or (firm.currency if firm else actor.currency),
        "source": stage.options.get("source", ""),
        "customer_system": stage.options.get("customer_system", ""),
        "exponents": json.dumps(dict(EXPONENTS)),
        "now": now,
    }
    asides = ["drop table if exists {fact}; drop table if exists {role}", sql.FACTS]
    roles = [sql.ROLES_TOLD, sql.ROLES_KNOWN] if "roles" in stage.columns else [sql.NO_ROLES]
    run_all(stage, [*asides, sql.INDEX_FACTS, sql.FILLED, *roles], given)
    _run_under_scope(stage, sql.FAULTY, given, actor)
    _judge_own_fields(stage)
    judged = [sql.LEADS, sql.PARTS, sql.REPEATS, sql.BY_MODE, sql.NEW, sql.CHANGED]
    run_all(stage, [*judged, sql.OLDER, sql.UNCHANGED], given)


def apply_holdings(stage: Stage, window: Window, *, actor: Actor, now: datetime) -> None:
    """Write the holdings of a window with roles and figures, and remember what was before."""
    actor.must(CHANGE)
    given = {"now": now, "import": stage.uid, "first": window.first, "last": window.last}
    written = [sql.CREATE, sql.CREATED, sql.CHANGE_ROWS]
    run_all(stage, written, given)
    # What was before is read before it is overwritten, by the judge; here it is only kept.
    stage.record("holdings.holding", sql.RECORDED, **given)
    run_all(stage, [sql.ROLES, sql.FIGURES], given)


def put_back_parts(was: Sequence[tuple[int, Mapping[str, Any]]], *, now: datetime) -> None:
    """Give holdings that an import changed their figures again, and take out roles it added."""
    figures = [
        {"holding": holding_id, "name": name, **before[name]}
        for holding_id, before in was
        for name in FigureName
        if name in before
    ]
    roles = [
        {"holding": holding_id, **role}
        for holding_id, before in was
        for role in before.get("roles") or ()
    ]
    parts = {*FigureName, "roles"}
    given: dict[str, Any] = {
        "figures": json.dumps(figures, default=str),
        "roles": json.dumps(roles),
        "ids": [holding_id for holding_id, before in was if set(before) <= parts],
        "now": now,
    }
    with connection.cursor() as cursor:
        for text in (PUT_BACK, TAKE_OUT, TAKE_OUT_ROLES, RAISE):
            cursor.execute(text, given)


def run_all(stage: Stage, texts: Sequence[str], given: Mapping[str, Any]) -> None:
    """Run the statements in order, each with the values that it names."""
    for text in texts:
        named = text.replace("{fact}", stage.aside("fact")).replace("{role}", stage.aside("role"))
        stage.run(named, **{name: given[name] for name in given if f"%({name})s" in named})


def _run_under_scope(stage: Stage, text: str, given: Mapping[str, Any], actor: Actor) -> None:
    """Put the actor's reach into the statement; its values stand in the order of the text."""
    party = scope(entity("parties.party"), actor, alias="p")
    holding = scope(entity("holdings.holding"), actor, alias="h", permission=CHANGE)
    values = {f"scope_{at}": value for at, value in enumerate((*party.params, *holding.params))}
    names = iter(values)
    reached = [_with_names(part.text, names) for part in (party, holding)]
    text = text.replace("{reached_party}", reached[0]).replace("{reached_holding}", reached[1])
    run_all(stage, [text], {**given, **values})


def _with_names(text: str, names: Any) -> str:
    pieces = text.split("%s")
    return pieces[0] + "".join(f"%({next(names)})s{piece}" for piece in pieces[1:])


def _judge_own_fields(stage: Stage) -> None:
    """Hold own fields to the schema of their kind, which SQL cannot."""
    found = stage.rows(WITH_OWN.replace("{fact}", stage.aside("fact")))
    columns: dict[str, list[Any]] = {
        "lines": [],
        "own": [],
        "fates": [],
        "faults": [],
        "fields": [],
    }
    for line, schema, own in found:
        fate = fault = field = None
        kept = json.loads(own)
        try:
            kept = cleaned(json.loads(schema), kept if isinstance(kept, dict) else {"": kept})
        except OwnFieldNotUnderstood:
            fate, fault, field = "fail", "own_field", "own"
        for name, value in zip(columns, (line, json.dumps(kept), fate, fault, field), strict=True):
            columns[name].append(value)
    if found:
        stage.run(OWN, **columns)
