"""
The statements by which lines of customers are judged.

Layout of the stage (kernel/imports/stages.py), besides the kernel's own columns: external_id,
number, kind, status, name, family_name, given_name, latin_name, salutation, birth_on, language,
occupation, industry, tax_country, tax_number, source, owner (sign-in name), tags text[], phones and
emails (JSON: lists of PointRead as objects), country, postal_code, region, city, district, lines.
A cell left empty changes nothing; phones, e-mails, tags and addresses are added, never taken away.
"""

from __future__ import annotations

from typing import Literal

PLAIN = (
    "status", "salutation", "birth_on", "language", "occupation", "industry", "source",
)  # fmt: skip
NAMES: tuple[Literal["name", "family_name", "given_name", "latin_name"], ...] = (
    "name", "family_name", "given_name", "latin_name",
)  # fmt: skip
TAX = ("tax_country", "tax_number")
PLACE = ("country", "postal_code", "region", "city", "district", "lines")
LISTS = ("tags", "phones", "emails")
ALL = ("kind", *NAMES, *PLAIN, *TAX, *PLACE, *LISTS, "owner", "external_id", "number")

OWNERS = """
update {stage} s set fate = 'fail', fault = 'not_found', field = 'owner'
where s.fate is null and s.owner is not null and not exists (select 1 from access_user u
  where lower(u.username) = lower(s.owner) and u.is_active)"""
BY_NUMBER = """
update {stage} s set row_id = p.id from parties_party p
where s.fate is null and s.number is not null and p.number = s.number"""
NUMBER_UNKNOWN = """
update {stage} s set fate = 'fail', fault = 'not_found', field = 'number'
where s.fate is null and s.number is not null and s.row_id is null"""
BY_EXTERNAL_ID = """
update {stage} s set row_id = x.party_id from parties_externalid x
where s.fate is null and s.row_id is null and s.external_id is not null
  and x.system = %(system)s and x.value = s.external_id"""
# Without a key, the same name with one e-mail address or telephone in common means the same person;
# of several such customers the line could mean any.
_SAME_POINT = """
select p.id from jsonb_array_elements(coalesce(s.emails, '[]') || coalesce(s.phones, '[]')) g
join parties_contactpoint c on c.kind = g->>'kind' and c.value = g->>'value'
join parties_party p on p.id = c.party_id and p.deleted_at is null
where p.display_name = coalesce(s.name, p.display_name)"""
BY_POINT = f"""
update {{stage}} s set row_id = m.id, fate = case when m.found > 1 then 'fail' end,
  fault = case when m.found > 1 then 'found_twice' end,
  field = case when m.found > 1 then 'name' end
from (select s.line, min(p.id) as id, count(distinct p.id) as found from {{stage}} s
  cross join lateral ({_SAME_POINT}) p
  where s.fate is null and s.row_id is null and s.number is null and s.external_id is null
  group by s.line) m
where m.line = s.line"""
# A number that names one customer and a key that names another cannot both be right.
KEYS_DIFFER = """
update {stage} s set fate = 'fail', fault = 'keys_differ', field = 'external_id'
from parties_externalid x
where s.fate is null and s.number is not null and s.external_id is not null
  and x.system = %(system)s and x.value = s.external_id and x.party_id <> s.row_id"""
IN_BIN = """
update {stage} s set fate = 'fail', fault = 'in_bin', field = %(field)s
from parties_party p where s.fate is null and p.id = s.row_id and p.deleted_at is not null"""
OUT_OF_REACH = """
update {{stage}} s set fate = 'fail', fault = 'out_of_reach', field = %(field)s
from parties_party t where s.fate is null and t.id = s.row_id and not ({reached})"""
_KEY = """coalesce(s.row_id::text, 'x' || s.external_id,
  'p' || (s.emails->0->>'value') || coalesce(s.name, ''),
  'p' || (s.phones->0->>'value') || coalesce(s.name, ''))"""
REPEATS = f"""
update {{stage}} s set field = %(field)s, fate = case when r.is_same then 'skip' else 'fail' end,
  fault = case when r.is_same then 'repeat' else 'key_twice' end
from (select s.line, row_number() over same as nth,
    row({", ".join("s." + name for name in ALL)})
      is not distinct from
      row({", ".join(f"first_value(s.{name}) over same" for name in ALL)}) as is_same
  from {{stage}} s where s.fate is null and {_KEY} is not null
  window same as (partition by {_KEY} order by s.line)) r
where r.line = s.line and r.nth > 1"""
NEW = """
update {stage} s set
  fate = case when %(mode)s = 'update' then 'skip'
    when coalesce(s.name, s.family_name, s.given_name) is null then 'fail' else 'create' end,
  fault = case when %(mode)s = 'update' then 'absent'
    when coalesce(s.name, s.family_name, s.given_name) is null then 'blank' end,
  field = case when %(mode)s <> 'update' and coalesce(s.name, s.family_name, s.given_name) is null
    then 'name' end
where s.fate is null and s.row_id is null"""
ONLY_NEW = """
update {stage} s set fate = 'skip', fault = 'exists', field = %(field)s
where s.fate is null and %(mode)s = 'create'"""
_OTHER = " or ".join(
    f"(s.{name} is not null and s.{name} is distinct from p.{name})"
    for name in (*PLAIN, *TAX, "family_name", "given_name", "latin_name")
)
_POINTS = " or ".join(
    f"""exists (select 1 from jsonb_array_elements(s.{column}) g where not exists (
      select 1 from parties_contactpoint c where c.party_id = p.id and c.kind = g->>'kind'
      and c.value = g->>'value'))"""
    for column in ("phones", "emails")
)
CHANGED = f"""
update {{stage}} s set fate = 'update' from parties_party p
where s.fate is null and p.id = s.row_id and (
  (s.name is not null and s.name is distinct from p.display_name)
  or {_OTHER}
  or (s.tags is not null and not s.tags <@ p.tags)
  or (s.owner is not null and not exists (select 1 from access_user u where u.id = p.owner_id
    and lower(u.username) = lower(s.owner)))
  or {_POINTS}
  or (coalesce(s.lines, s.city) is not null and not exists (select 1 from parties_address a
    where a.party_id = p.id and (s.lines is null or a.lines = s.lines)
      and (s.city is null or a.city = s.city)
      and (s.postal_code is null or a.postal_code = s.postal_code)))
  or (s.external_id is not null and not exists (select 1 from parties_externalid x
    where x.party_id = p.id and x.system = %(system)s and x.value = s.external_id)))"""
UNCHANGED = "update {stage} s set fate = 'unchanged' where s.fate is null"
WINDOW = f"""
select s.line, s.row_id, s.fate, {", ".join("s." + name for name in ALL)} from {{stage}} s
where s.fate in ('create', 'update') and s.part between %(first)s and %(last)s order by s.line"""
CREATED = """select id, null::jsonb, '{"version": 1}'::jsonb from unnest(%(ids)s::bigint[]) id"""
UPDATED = """
select r.row_id, r.before, r.after from jsonb_to_recordset(%(rows)s::jsonb)
  r(row_id bigint, before jsonb, after jsonb)"""
IDS = """
select nextval(pg_get_serial_sequence('parties_party', 'id')),
  nextval('parties_customer_number') from generate_series(1, %s)"""
OWNER_IDS = "select lower(username), id from access_user where lower(username) = any(%s)"
