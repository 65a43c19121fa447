"""
The statements by which lines of customers are judged.

Layout of the stage (kernel/imports/stages.py), besides the kernel's own columns: external_id,
external_ids text[] (system:key), number, kind, status, name, family_name, given_name, latin_name,
name_order, salutation, birth_on, language, zone, occupation, industry, tax_country, tax_number,
source, owner (sign-in name), territory (its code), territory_name, tags text[], phones and emails
(JSON: lists of PointRead as objects), contact_points and addresses (JSON: whole ones, see
mappings/cells.py), country, postal_code, region, city, district, lines.
A cell left empty changes nothing; phones, e-mails, tags and addresses are added, never taken away.

A number of our own kind that nobody has comes from another home: the customer keeps it, unless the
line's keys or its name and a contact point mean somebody who is here, for then it is mistyped. One
of another kind is the customer's number in another system: a key.
A line with neither key nor contact point means the customer of its name whom an import made, whom
the actor reaches and of whom it says nothing new: so a file that comes twice enters nobody twice.
"""

from __future__ import annotations

from typing import Literal

from rapport.kernel.imports.changes import made_sql

PLAIN = (
    "status", "salutation", "birth_on", "language", "zone", "occupation", "industry", "source",
)  # fmt: skip
NAMES: tuple[Literal["name", "family_name", "given_name", "latin_name"], ...] = (
    "name", "family_name", "given_name", "latin_name",
)  # fmt: skip
TAX = ("tax_country", "tax_number")
PLACE = ("country", "postal_code", "region", "city", "district", "lines")
LISTS = ("tags", "phones", "emails", "contact_points", "addresses")
TERRITORY = ("territory", "territory_name")
KEYS = ("external_id", "external_ids", "number")
ALL = ("kind", *NAMES, "name_order", *PLAIN, *TAX, *PLACE, *LISTS, "owner", *TERRITORY, *KEYS)

# A firm that moves in may have people in its file who have no account here.
NO_OWNERS = """
update {stage} s set owner = null
where s.fate is null and s.owner is not null and not exists (select 1 from access_user u
  where lower(u.username) = lower(s.owner) and u.is_active)"""
# Who owns the customer already stays its owner, though he has left the firm.
OWNERS = """
update {stage} s set fate = 'fail', fault = 'not_found', field = 'owner'
where s.fate is null and s.owner is not null and not exists (select 1 from access_user u
  where lower(u.username) = lower(s.owner) and (u.is_active or exists (
    select 1 from parties_party p where p.id = s.row_id and p.owner_id = u.id)))"""
NEW_OWNERS = """
select 1 from {stage} s left join parties_party p on p.id = s.row_id
left join access_user u on u.id = p.owner_id
where s.fate in ('create', 'update') and s.owner is not null
  and lower(u.username) is distinct from lower(s.owner) limit 1"""
# A code that nobody knows is mistyped, unless its name stands beside it: then it is a new one.
TERRITORIES = """
update {stage} s set fate = 'fail', fault = 'not_found', field = 'territory'
where s.fate is null and s.territory is not null and s.territory_name is null
  and not exists (select 1 from parties_territory t where t.code = s.territory collate "C")"""
NEW_TERRITORIES = """
select 1 from {stage} s left join parties_party p on p.id = s.row_id
left join parties_territory t on t.id = p.territory_id
where s.fate in ('create', 'update') and s.territory is not null
  and s.territory is distinct from t.code limit 1"""
ENTER_TERRITORIES = """
insert into parties_territory (uid, version, created_at, updated_at, code, name)
select md5('parties.territory:' || code)::uuid, 1, %(now)s, %(now)s, code, name
from unnest(%(codes)s::text[], %(names)s::text[]) g(code, name) where name <> ''
on conflict (code) do nothing"""
TERRITORY_IDS = "select code, id from parties_territory where code = any(%s)"
NUMBER_AS_KEY = """
update {stage} s set external_id = s.number, number = null
where s.fate is null and s.external_id is null and s.number !~ %(own_number)s
  and not exists (select 1 from parties_party p where p.number = s.number)"""
BY_NUMBER = """
update {stage} s set row_id = p.id from parties_party p
where s.fate is null and s.number is not null and p.number = s.number"""
BY_EXTERNAL_ID = """
update {stage} s set row_id = x.party_id from parties_externalid x
where s.fate is null and s.row_id is null and s.number is null and s.external_id is not null
  and x.system = %(system)s and x.value = s.external_id"""
# The keys of a line as pairs of system and value.
_PAIRS = """(select %(system)s as system, s.external_id as value where s.external_id is not null
  union select split_part(e, ':', 1), substr(e, strpos(e, ':') + 1)
  from unnest(s.external_ids) e where strpos(e, ':') > 1)"""
BY_EXTERNAL_IDS = f"""
update {{stage}} s set row_id = k.party_id
from (select s.line, min(x.party_id) as party_id from {{stage}} s cross join lateral {_PAIRS} g
  join parties_externalid x on x.system = g.system and x.value = g.value
  where s.fate is null and s.row_id is null and s.number is null and s.external_ids is not null
  group by s.line) k
where k.line = s.line"""
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
NUMBER_UNKNOWN = f"""
update {{stage}} s set fate = 'fail', fault = 'not_found', field = 'number'
where s.fate is null and s.number is not null and s.row_id is null and (
  s.number !~ %(own_number)s
  or exists (select 1 from {_PAIRS} g
    join parties_externalid x on x.system = g.system and x.value = g.value)
  or exists ({_SAME_POINT}))"""
# A number that names one customer and a key that names another cannot both be right.
KEYS_DIFFER = f"""
update {{stage}} s set fate = 'fail', fault = 'keys_differ', field = 'external_id'
where s.fate is null and s.row_id is not null
  and (s.external_id is not null or s.external_ids is not null)
  and exists (select 1 from {_PAIRS} g
    join parties_externalid x on x.system = g.system and x.value = g.value
    where x.party_id <> s.row_id)"""
MATCHING = (
    NUMBER_AS_KEY, BY_NUMBER, BY_EXTERNAL_ID, BY_EXTERNAL_IDS, NUMBER_UNKNOWN, KEYS_DIFFER,
    BY_POINT,
)  # fmt: skip
_OTHER = " or ".join(
    f"(s.{name} is not null and s.{name} is distinct from p.{name})"
    for name in (*PLAIN, *TAX, "family_name", "given_name", "latin_name", "name_order")
)
_POINTS = " or ".join(
    f"""exists (select 1 from jsonb_array_elements(s.{column}) g where not exists (
      select 1 from parties_contactpoint c where c.party_id = p.id and c.kind = g->>'kind'
      and c.value = g->>'value'))"""
    for column in ("phones", "emails", "contact_points")
)
# Whether the line says something of the customer `p` that is not so.
_DIFFERS = f"""(
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
  or exists (select 1 from jsonb_array_elements(s.addresses) g where not exists (
    select 1 from parties_address a where a.party_id = p.id and a.country = g->>'country'
      and a.lines = g->>'lines' and a.city = g->>'city' and a.postal_code = g->>'postal_code'))
  or (s.territory is not null and not exists (select 1 from parties_territory t
    where t.id = p.territory_id and t.code = s.territory))
  or exists (select 1 from {_PAIRS} g where not exists (select 1 from parties_externalid x
    where x.party_id = p.id and x.system = g.system and x.value = g.value)))"""
CHANGED = f"""
update {{stage}} s set fate = 'update' from parties_party p
where s.fate is null and p.id = s.row_id and {_DIFFERS}"""
_WITHOUT_KEY = """s.fate is null and s.row_id is null and s.number is null
  and s.external_id is null and s.external_ids is null
  and coalesce(s.emails, s.phones, s.contact_points) is null"""
ANY_WITHOUT_KEY = f"select 1 from {{stage}} s where {_WITHOUT_KEY} limit 1"
BY_WORDS = tuple(
    f"""
update {{stage}} s set row_id = m.id
from (select s.line, min(p.id) as id from {{stage}} s
  join parties_party p on {same_name} and p.kind = coalesce(s.kind, 'person')
  where {_WITHOUT_KEY} and p.deleted_at is null and ({{reached}}) and not {_DIFFERS}
    and {made_sql("parties.party", "p.id")}
  group by s.line) m
where m.line = s.line"""
    for same_name in (
        "p.display_name = s.name",
        "s.name is null and p.family_name = s.family_name and p.given_name = s.given_name",
    )
)
IN_BIN = """
update {stage} s set fate = 'fail', fault = 'in_bin', field = %(field)s
from parties_party p where s.fate is null and p.id = s.row_id and p.deleted_at is not null"""
OUT_OF_REACH = """
update {stage} s set fate = 'fail', fault = 'out_of_reach', field = %(field)s
from parties_party t where s.fate is null and t.id = s.row_id and not ({reached})"""
_KEY = """coalesce(s.row_id::text, 'n' || s.number, 'x' || s.external_id,
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
# Two lines that mean two customers cannot both have the same key in another system.
KEY_TWICE = f"""
update {{stage}} s set fate = 'fail', fault = 'key_twice', field = 'external_id'
from (select s.line, row_number() over (partition by g.system, g.value order by s.line) as nth
  from {{stage}} s cross join lateral {_PAIRS} g where s.fate is null) r
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
UNCHANGED = "update {stage} s set fate = 'unchanged' where s.fate is null"
WINDOW = f"""
select s.line, s.row_id, s.fate, {", ".join("s." + name for name in ALL)} from {{stage}} s
where s.fate in ('create', 'update') and s.part between %(first)s and %(last)s order by s.line"""
FIRST_UPDATES = f"""
select s.line, s.row_id, s.fate, {", ".join("s." + name for name in ALL)} from {{stage}} s
where s.fate = 'update' order by s.line limit %(limit)s"""
CREATED = """select id, null::jsonb, '{"version": 1}'::jsonb from unnest(%(ids)s::bigint[]) id"""
UPDATED = """
select r.row_id, r.before, r.after from jsonb_to_recordset(%(rows)s::jsonb)
  r(row_id bigint, before jsonb, after jsonb)"""
IDS = """
select nextval(pg_get_serial_sequence('parties_party', 'id')),
  nextval('parties_customer_number') from generate_series(1, %s)"""
OWNER_IDS = "select lower(username), id from access_user where lower(username) = any(%s)"
