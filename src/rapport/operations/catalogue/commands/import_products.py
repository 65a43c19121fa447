"""
Take products in from a staging table: judge every line by SQL, write by windows.

Layout of the stage (kernel/imports/stages.py), besides the kernel's own columns: code, name, unit,
list_price, currency, category, is_active. A cell left empty changes nothing.
"""

from __future__ import annotations

from datetime import datetime

from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import Actor
from rapport.kernel.imports.stages import Stage, Window, uid_sql
from rapport.kernel.values import EXPONENTS
from rapport.operations.catalogue.permissions import CHANGE

CODE = 'upper(s.code) collate "C"'
FAULTY = """
update {stage} s set fate = 'fail',
  fault = case when s.list_price < 0 then 'negative' else 'currency_unknown' end,
  field = case when s.list_price < 0 then 'list_price' else 'currency' end
where s.fate is null and (s.list_price < 0 or s.currency <> all(%(currencies)s))"""
IN_FIRMS_CURRENCY = """
update {stage} s set currency = %(currency)s
where s.fate is null and s.list_price is not null and s.currency is null"""
REPEATS = f"""
update {{stage}} s set field = 'code', fate = case when r.is_same then 'skip' else 'fail' end,
  fault = case when r.is_same then 'repeat' else 'key_twice' end
from (select s.line, row_number() over same as nth,
    row(s.name, s.unit, s.list_price, s.currency, s.category, s.is_active)
      is not distinct from first_value(row(s.name, s.unit, s.list_price, s.currency, s.category,
        s.is_active)) over same as is_same
  from {{stage}} s where s.fate is null
  window same as (partition by {CODE} order by s.line)) r
where r.line = s.line and r.nth > 1"""
KNOWN = f"""
update {{stage}} s set row_id = p.id from catalogue_product p
where s.fate is null and upper(p.code) = {CODE}"""
# Of a table that just grew the planner believes that it holds a row, and reads it for each line.
MATCH_AT_ONCE, MATCH_AS_EVER = "set local enable_nestloop = off", "set local enable_nestloop = on"
NEW = """
update {stage} s set
  fate = case when %(mode)s = 'update' then 'skip' when s.name is null then 'fail'
    else 'create' end,
  fault = case when %(mode)s = 'update' then 'absent' when s.name is null then 'blank' end,
  field = case when %(mode)s <> 'update' and s.name is null then 'name' end
where s.fate is null and s.row_id is null"""
ONLY_NEW = """
update {stage} s set fate = 'skip', fault = 'exists', field = 'code'
where s.fate is null and %(mode)s = 'create'"""
CHANGED = """
update {stage} s set fate = 'update', before = c.before, after = c.after
from (select s.line, jsonb_object_agg(v.field, v.was) as before,
    jsonb_object_agg(v.field, v.becomes) as after
  from {stage} s join catalogue_product p on p.id = s.row_id
  cross join lateral (values
    ('name', to_jsonb(p.name), to_jsonb(s.name)), ('unit', to_jsonb(p.unit), to_jsonb(s.unit)),
    ('list_price', coalesce(to_jsonb(p.list_price), 'null'),
      to_jsonb(s.list_price::numeric(18, 4))),
    ('currency', to_jsonb(p.currency), to_jsonb(s.currency)),
    ('category', to_jsonb(p.category), to_jsonb(s.category)),
    ('is_active', to_jsonb(p.is_active), to_jsonb(s.is_active))) v(field, was, becomes)
  where s.fate is null and v.becomes is not null and v.was <> v.becomes
  group by s.line) c
where c.line = s.line"""
UNCHANGED = "update {stage} s set fate = 'unchanged' where s.fate is null"

UID = uid_sql(
    "lpad(to_hex((extract(epoch from %(now)s::timestamptz) * 1000)::bigint), 12, '0')",
    "'catalogue.product:' || %(import)s::text || ':' || s.line",
)
CREATE = f"""
insert into catalogue_product (uid, version, created_at, updated_at, code, name, unit, list_price,
  currency, category, is_active)
select {UID}, 1, %(now)s, %(now)s, s.code, s.name, coalesce(s.unit, ''), s.list_price,
  coalesce(s.currency, ''), coalesce(s.category, ''), coalesce(s.is_active, true)
from {{stage}} s where s.fate = 'create' and s.part between %(first)s and %(last)s
order by s.line"""
CREATED = f"""
update {{stage}} s set row_id = p.id from catalogue_product p
where s.fate = 'create' and s.part between %(first)s and %(last)s and p.uid = {UID}"""
CHANGE_ROWS = """
update catalogue_product p set version = p.version + 1, updated_at = %(now)s,
  name = coalesce(s.after->>'name', p.name), unit = coalesce(s.after->>'unit', p.unit),
  list_price = coalesce((s.after->>'list_price')::numeric, p.list_price),
  currency = coalesce(s.after->>'currency', p.currency),
  category = coalesce(s.after->>'category', p.category),
  is_active = coalesce((s.after->>'is_active')::boolean, p.is_active)
from {stage} s
where s.fate = 'update' and s.part between %(first)s and %(last)s and p.id = s.row_id"""
RECORDED = """
select s.row_id, s.before, coalesce(s.after, '{}') || jsonb_build_object('version', p.version)
from {stage} s join catalogue_product p on p.id = s.row_id
where s.fate in ('create', 'update') and s.part between %(first)s and %(last)s
order by s.line"""


def judge_products(stage: Stage, *, actor: Actor, now: datetime) -> None:
    """Give every line its fate. Refuses NotAllowed."""
    actor.must(CHANGE)
    mode = stage.options.get("mode", "create_and_update")
    firm = access.firm()
    currency = stage.options.get("currency") or (firm.currency if firm else actor.currency)
    stage.run(FAULTY, currencies=sorted(EXPONENTS))
    stage.run(IN_FIRMS_CURRENCY, currency=currency)
    stage.run(REPEATS)
    stage.run(MATCH_AT_ONCE)
    stage.run(KNOWN)
    stage.run(MATCH_AS_EVER)
    stage.run(NEW, mode=mode)
    stage.run(ONLY_NEW, mode=mode)
    stage.run(CHANGED)
    stage.run(UNCHANGED)


def apply_products(stage: Stage, window: Window, *, actor: Actor, now: datetime) -> None:
    """Write the products of a window, and remember what was before."""
    actor.must(CHANGE)
    place = {"first": window.first, "last": window.last}
    stage.run(CREATE, now=now, **{"import": stage.uid}, **place)
    stage.run(CREATED, now=now, **{"import": stage.uid}, **place)
    stage.run(MATCH_AT_ONCE)
    stage.run(CHANGE_ROWS, now=now, **place)
    stage.record("catalogue.product", RECORDED, **place)
    stage.run(MATCH_AS_EVER)
