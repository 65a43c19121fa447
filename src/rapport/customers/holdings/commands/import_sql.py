"""
The statements by which a file of holdings is judged and written.

A line says one party's role in one holding, with what is known of the holding; several lines may
speak of one holding. {stage} stands for the staging table, {fact} for a table beside it that knows
what each line means: kind_id, holding_id, party_id, lead (the first line of its holding). {role} is
a further table, of lines that tell all roles of their holding one by one.
"""

from __future__ import annotations

from rapport.kernel.imports.stages import uid_sql, uid_test_sql

# Whom a line may mean by a holder; a customer in the bin only by a role that he has already.
_KNOWN = """
    select s.line, s.holder, p.id from {stage} s
      join parties_party p on p.number = s.holder collate "C"
      where p.deleted_at is null or exists (select 1 from holdings_kind k
        join holdings_holding h on h.kind_id = k.id and h.number = s.number
        join holdings_role r on r.holding_id = h.id and r.party_id = p.id
        where k.code = s.kind and k.is_active)
    union all select s.line, s.holder, p.id from {stage} s
      join parties_party p on p.deleted_at is null
      and p.uid = case when {is_uid} then s.holder::uuid end
    union all select s.line, s.holder, p.id from {stage} s
      join parties_externalid x on x.value = s.holder collate "C"
        and (%(customer_system)s = '' or x.system = %(customer_system)s)
      join parties_party p on p.id = x.party_id and p.deleted_at is null""".replace(
    "{is_uid}", uid_test_sql("s.holder")
)
FACTS = """
create unlogged table {fact} as
select s.line, k.id as kind_id, k.figures, h.id as holding_id, coalesce(h.source, '') as kept_by,
  case when s.holder is null then null else who.party_id end as party_id,
  coalesce(who.found, 0) as found,
  min(s.line) over (partition by k.id, s.number) as lead
from {stage} s
left join holdings_kind k on k.code = s.kind and k.is_active
left join holdings_holding h on h.kind_id = k.id and h.number = s.number
left join (select line, min(id) as party_id, count(distinct id) as found from ({known}) known
  group by line) who using (line)
where s.fate is null""".replace("{known}", _KNOWN)
# The roles that a line tells one by one, instead of the one in its own columns.
ROLES_TOLD = """
create unlogged table {role} as
select s.line, s.kind, s.number, g.nth::int as nth, g.holder, g.role, g.from_on, g.until_on,
  null::bigint as party_id, 0 as found
from {stage} s cross join lateral rows from (
  jsonb_to_recordset(s.roles) as (holder text, role text, from_on date, until_on date))
  with ordinality g(holder, role, from_on, until_on, nth)
where s.fate is null and s.roles is not null;
create index on {role} (line); analyze {role}"""
NO_ROLES = """
create unlogged table {role} (line bigint, nth int, role text, from_on date, until_on date,
  party_id bigint, found int)"""
ROLES_KNOWN = """
update {role} r set party_id = who.party_id, found = who.found
from (select line, holder, min(id) as party_id, count(distinct id) as found from ({known}) known
  group by line, holder) who
where who.line = r.line and who.holder = r.holder""".replace(
    "{known}", _KNOWN.replace("{stage}", "{role}")
)
# Without statistics the planner takes the table for a few rows and reads it for each line.
INDEX_FACTS = "create index on {fact} (line); analyze {fact}"
# What a figure has of its own stands before what the line says of all.
_MONEY, _NUMBERS = ("balance", "bill_due", "credit_limit"), ("mileage", "reading")
_CURRENCY = f"""coalesce(s.currency, case when
    {" or ".join(f"s.{name} is not null" for name in _MONEY)} then %(currency)s end)"""
_OF_FIGURES = ",\n  ".join(
    [
        *(f"{n}_currency = coalesce(s.{n}_currency, {_CURRENCY})" for n in _MONEY),
        *(f"{n}_unit = coalesce(s.{n}_unit, s.unit)" for n in _NUMBERS),
        *(f"{n}_as_of = coalesce(s.{n}_as_of, s.as_of, %(now)s)" for n in (*_MONEY, *_NUMBERS)),
    ]
)
FILLED = f"""
update {{stage}} s set {_OF_FIGURES},
  source = coalesce(s.source, %(source)s), role = coalesce(s.role, 'holder')
where s.fate is null"""
_FAULTS = "\n    ".join(
    [
        *(
            f"when s.{name}_as_of > %(now)s + interval '5 minutes'"
            f" then array['as_of_ahead', case when s.as_of is null then '{name}_as_of'"
            " else 'as_of' end]"
            for name in (*_MONEY, *_NUMBERS)
        ),
        *(
            f"when not %(exponents)s::jsonb ? s.{name}_currency"
            f" then array['currency_unknown', case when s.currency is null"
            f" then '{name}_currency' else 'currency' end]"
            for name in _MONEY
        ),
        *(
            f"when s.{name} is not null and not f.figures ? '{name}'"
            f" then array['no_figure', '{name}']"
            for name in (*_MONEY, *_NUMBERS)
        ),
        *(
            f"when scale(trim_scale(s.{name})) > (%(exponents)s::jsonb->>s.{name}_currency)::int"
            f" then array['too_fine', '{name}']"
            for name in _MONEY
        ),
    ]
)
# One line, one reason: the first that holds.
FAULTY = """
update {stage} s set fate = 'fail', fault = r.fault, field = r.field
from (select s.line, case
    when f.kind_id is null then array['kind_unknown', 'kind']
    when s.holder is null and s.roles is null and f.holding_id is null
      then array['blank', 'holder']
    when s.holder is not null and f.found = 0 then array['not_found', 'holder']
    when f.found > 1 then array['found_twice', 'holder']
    when f.party_id is not null and not exists (select 1 from parties_party p
      where p.id = f.party_id and {reached_party}) then array['out_of_reach', 'holder']
    when exists (select 1 from {role} r where r.line = s.line and r.found = 0)
      then array['not_found', 'roles']
    when exists (select 1 from {role} r where r.line = s.line and r.found > 1)
      then array['found_twice', 'roles']
    when exists (select 1 from {role} r where r.line = s.line and not exists (
      select 1 from parties_party p where p.id = r.party_id and {reached_party}))
      then array['out_of_reach', 'roles']
    when f.holding_id is not null and not exists (select 1 from holdings_holding h
      where h.id = f.holding_id and {reached_holding}) then array['out_of_reach', 'number']
    when f.kept_by <> '' and f.kept_by <> s.source then array['kept_by_source', 'source']
    when s.until_on <= s.from_on then array['ends_before', 'until_on']
    {of_figures} end as reason
  from {stage} s join {fact} f using (line)) found(line, reason),
  lateral (select reason[1] as fault, reason[2] as field) r
where s.line = found.line and found.reason is not null""".replace("{of_figures}", _FAULTS)
LEADS = """
update {fact} f set lead = l.lead
from (select f.line, min(f.line) over (partition by f.kind_id, s.number) as lead
  from {fact} f join {stage} s using (line) where s.fate is null) l
where l.line = f.line"""
PARTS = """
update {stage} s set part = f.lead from {fact} f where f.line = s.line and s.fate is null"""
_SAID = f"""row(s.name, s.place, s.status, s.from_on, s.until_on, s.own, s.roles,
    {", ".join(f"s.{n}, s.{n}_as_of, s.{n}_currency" for n in _MONEY)},
    {", ".join(f"s.{n}, s.{n}_as_of, s.{n}_unit" for n in _NUMBERS)})"""
REPEATS = f"""
update {{stage}} s set field = 'number',
  fate = case when r.is_same then 'skip' else 'fail' end,
  fault = case when r.is_same then 'repeat' else 'key_twice' end
from (select s.line, f.lead, row_number() over role as nth,
    {_SAID} is not distinct from first_value({_SAID}) over holding as is_same
  from {{stage}} s join {{fact}} f using (line) where s.fate is null
  window holding as (partition by f.lead order by s.line),
    role as (partition by f.lead, f.party_id, s.role order by s.line)) r
where r.line = s.line and (r.nth > 1 or r.line > r.lead and not r.is_same)"""
BY_MODE = """
update {stage} s set fate = 'skip', field = 'number',
  fault = case when f.holding_id is null then 'absent' else 'exists' end
from {fact} f where f.line = s.line and s.fate is null
  and (f.holding_id is null and %(mode)s = 'update'
    or f.holding_id is not null and %(mode)s = 'create')"""
NEW = """
update {stage} s set fate = 'create'
from {fact} f where f.line = s.line and s.fate is null and f.holding_id is null"""

_ROWS = ", ".join(
    [
        *(f"('{n}', s.{n}, s.{n}_currency, '', s.{n}_as_of)" for n in _MONEY),
        *(f"('{n}', s.{n}, '', s.{n}_unit, s.{n}_as_of)" for n in _NUMBERS),
    ]
)
_FIGURES = f"(values {_ROWS}) g(name, value, currency, unit, as_of)"
# A source corrects itself at the same time or later; another hand needs a newer figure.
_REPLACES = "(g.as_of > k.as_of or g.as_of = k.as_of and s.source = k.source)"
# A role that is still held here is the same; an import ends none.
_IS_THERE = """exists (select 1 from holdings_role r where r.holding_id = {holding}
        and r.party_id = g.party_id and r.part = g.role and (r.until_on is null
          or r.until_on = g.until_on and r.from_on is not distinct from g.from_on))"""
CHANGED = f"""
update {{stage}} s set fate = 'update', before = c.before, after = c.after, row_id = c.holding_id
from (select s.line, f.holding_id, jsonb_object_agg(v.field, v.was) as before,
    jsonb_object_agg(v.field, v.becomes) as after
  from {{stage}} s join {{fact}} f using (line) join holdings_holding h on h.id = f.holding_id
  cross join lateral (
    select * from (values
      ('name', to_jsonb(h.name), to_jsonb(s.name)), ('place', to_jsonb(h.place), to_jsonb(s.place)),
      ('status', to_jsonb(h.status), to_jsonb(s.status)),
      ('from_on', coalesce(to_jsonb(h.from_on), 'null'), to_jsonb(s.from_on)),
      ('until_on', coalesce(to_jsonb(h.until_on), 'null'), to_jsonb(s.until_on)),
      ('own', h.own, s.own)) plain(field, was, becomes)
      where s.line = f.lead and becomes is not null and was <> becomes
    union all
    select g.name, jsonb_build_object('was', case when k.id is null then null else
        jsonb_build_object('value', k.value, 'currency', k.currency, 'unit', k.unit,
          'as_of', k.as_of, 'source', k.source) end,
      'gave', jsonb_build_object('value', g.value, 'as_of', g.as_of, 'source', s.source,
        'currency', g.currency, 'unit', g.unit)), null
      from {_FIGURES} left join holdings_figure k on k.holding_id = h.id and k.name = g.name
      where s.line = f.lead and g.value is not null and (k.id is null or {_REPLACES}
        and row(k.value, k.currency, k.as_of) is distinct from row(g.value, g.currency, g.as_of))
    union all
    select 'roles', jsonb_agg(jsonb_build_object('party', g.party_id, 'part', g.role,
        'from_on', g.from_on, 'until_on', g.until_on) order by g.nth), null
      from {{role}} g where g.line = s.line and not {_IS_THERE.format(holding="h.id")}
      having count(*) > 0
    union all
    select 'roles', jsonb_build_array(jsonb_build_object('party', f.party_id, 'part', s.role)), null
      where f.party_id is not null and s.roles is null and not exists (select 1 from holdings_role r
        where r.holding_id = h.id and r.party_id = f.party_id and r.part = s.role
          and r.until_on is null)) v
  where s.fate is null group by s.line, f.holding_id) c
where c.line = s.line"""
OLDER = f"""
update {{stage}} s set fate = 'skip', fault = 'figure_older', field = 'as_of'
from {{fact}} f where f.line = s.line and s.fate is null and s.line = f.lead
  and exists (select 1 from {_FIGURES} join holdings_figure k on k.name = g.name
    where k.holding_id = f.holding_id and g.value is not null and not {_REPLACES}
      and row(k.value, k.currency) is distinct from row(g.value, g.currency))"""
UNCHANGED = """
update {stage} s set fate = 'unchanged', row_id = f.holding_id
from {fact} f where f.line = s.line and s.fate is null"""

_UID = uid_sql(
    "lpad(to_hex((extract(epoch from %(now)s::timestamptz) * 1000)::bigint), 12, '0')",
    "'holdings.holding:' || %(import)s::text || ':' || s.line",
)
_WINDOW = "s.part between %(first)s and %(last)s"
CREATE = f"""
insert into holdings_holding (uid, version, created_at, updated_at, kind_id, number, name, place,
  status, from_on, until_on, own, source)
select {_UID}, 1, %(now)s, %(now)s, f.kind_id, s.number, coalesce(s.name, ''),
  coalesce(s.place, ''), coalesce(s.status, 'active'), s.from_on, s.until_on,
  coalesce(s.own, '{{}}'), s.source
from {{stage}} s join {{fact}} f using (line)
where s.fate = 'create' and s.line = f.lead and {_WINDOW} order by s.line"""
CREATED = f"""
update {{stage}} s set row_id = h.id
from {{fact}} f join holdings_holding h on h.kind_id = f.kind_id
where f.line = s.line and s.fate = 'create' and {_WINDOW} and h.number = s.number collate "C" """
CHANGE_ROWS = f"""
update holdings_holding h set version = h.version + 1, updated_at = %(now)s,
  name = coalesce(c.after->>'name', h.name), place = coalesce(c.after->>'place', h.place),
  status = coalesce(c.after->>'status', h.status),
  from_on = coalesce((c.after->>'from_on')::date, h.from_on),
  until_on = coalesce((c.after->>'until_on')::date, h.until_on),
  own = coalesce(c.after->'own', h.own)
from (select s.row_id, jsonb_object_agg(a.key, a.value) as after
  from {{stage}} s, jsonb_each(s.after) a where s.fate = 'update' and {_WINDOW}
  group by s.row_id) c
where h.id = c.row_id"""
ROLES = f"""
insert into holdings_role (holding_id, party_id, part, from_on, until_on)
select s.row_id, g.party_id, g.role, g.from_on, g.until_on
from {{stage}} s join {{fact}} f using (line) cross join lateral (
  select f.party_id, s.role, s.from_on, null::date as until_on, 0 as nth where s.roles is null
  union all select r.party_id, r.role, r.from_on, r.until_on, r.nth from {{role}} r
    where r.line = s.line) g
where s.fate in ('create', 'update') and {_WINDOW} and g.party_id is not null
  and not {_IS_THERE.format(holding="s.row_id")}
order by s.line, g.nth"""
FIGURES = f"""
insert into holdings_figure (holding_id, name, value, currency, unit, as_of, source, recorded_at)
select s.row_id, g.name, g.value, coalesce(g.currency, ''), coalesce(g.unit, ''), g.as_of, s.source,
  %(now)s
from {{stage}} s join {{fact}} f using (line) cross join lateral {_FIGURES}
where s.fate in ('create', 'update') and s.line = f.lead and {_WINDOW} and g.value is not null
on conflict (holding_id, name) do update set value = excluded.value, currency = excluded.currency,
  unit = excluded.unit, as_of = excluded.as_of, source = excluded.source,
  recorded_at = excluded.recorded_at
where excluded.as_of > holdings_figure.as_of or excluded.as_of = holdings_figure.as_of
  and excluded.source = holdings_figure.source"""
# One change a holding: lines that only add a role join theirs to the first line's. What belongs to
# a holding and is no column of it stands in `before` alone, with what the file gave.
RECORDED = f"""
select c.row_id, nullif(c.before, '{{}}'), c.after || jsonb_build_object('version', h.version)
from (select s.row_id,
    coalesce(jsonb_object_agg(b.key, case when b.key = 'roles' then r.roles else b.value end)
      filter (where b.key is not null), '{{}}') as before,
    coalesce(jsonb_object_agg(b.key, s.after->b.key)
      filter (where s.after->b.key <> 'null'), '{{}}') as after
  from {{stage}} s left join lateral jsonb_each(s.before) b on true
  left join (select o.row_id, jsonb_agg(e.role order by o.line) as roles
    from {{stage}} o cross join lateral jsonb_array_elements(o.before->'roles') e(role)
    where o.fate = 'update' and o.before ? 'roles' group by o.row_id) r
    on r.row_id = s.row_id
  where s.fate in ('create', 'update') and {_WINDOW} group by s.row_id) c
join holdings_holding h on h.id = c.row_id"""
