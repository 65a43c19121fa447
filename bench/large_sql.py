"""
The statements that write two million customers.

What they compute for a customer is what the commands of the room keep; `bench/large.py` compares
some hundred rows with the room's own functions before it is content.
"""

from __future__ import annotations

# Indexes and unique keys that nothing refers to; they are dropped and built again by their text.
INDEXES = """
select coalesce('alter table ' || t.relname || ' add constraint ' || k.conname || ' '
  || pg_get_constraintdef(k.oid), pg_get_indexdef(c.oid)),
  case when k.oid is null then 'drop index ' || c.relname
  else 'alter table ' || t.relname || ' drop constraint ' || k.conname end
from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
left join pg_constraint k on k.conindid = c.oid and k.contype in ('p', 'u') and k.conrelid = t.oid
where t.relname = any(%s) and not (i.indisprimary and t.relname <> 'search_token')
order by c.relname not like 'party_search', c.relname not like 'party%%', c.relname"""
NAMES = """
create unlogged table bench_name (place int, kind text, display_name text, sort_name text,
  family_name text, given_name text, latin_name text, name_order text, tokens text[],
  likeness text, spelled text)"""
# The second number of one customer in eight.
# What a customer created by a run leaves behind, and by which key.
HANGING = (
    ("search_token", "row_id"),
    ("interactions_entry", "party_id"),
    ("parties_contactpoint", "party_id"),
    ("parties_party", "id"),
)
SECOND = "'+8862' || lpad((p.id * 48271 % 99999989)::text, 8, '0')"
_HASHED = "('x' || left(md5({0}), 16))::bit(64)::int8"
_RUNS = ", ".join(f"'#' || substr({{0}}, {start}, 4)" for start in range(3, 11))
PHONE_RUNS = f"array[{_RUNS}]"  # of a number of twelve digits and its plus sign, the last eleven
# Later keys were made later; one in eight was never dealt with, the others rather lately.
_DRAWN = """
select p.id, p.made, p.owner, n.*, case when p.touched > 0.125 then
    %(last)s - (%(last)s - p.made) * (p.touched / 0.875 - 0.142857) ^ 2 end as touch,
  case when n.kind <> 'person' then '+8864' || p.digits when p.called > 0.06
    then '+8869' || p.digits else '' end as phone,
  case when p.id %% 8 = 0 then {second} end as second,
  case when n.spelled ~ '^[a-z0-9]+$' and p.mailed > 0.4 then left(n.spelled, 20) || p.tail
    || '@' || (array['gmail.com', 'gmail.com', 'gmail.com', 'gmail.com', 'gmail.com', 'gmail.com',
    'yahoo.com.tw', 'yahoo.com.tw', 'hotmail.com', 'icloud.com'])[1 + p.tail %% 10] else '' end
    as email,
  (array['新北市', '新北市', '台中市', '台中市', '高雄市', '台北市', '台北市', '桃園市', '台南市',
    '彰化縣'])[1 + p.id * 7 %% 10] as city,
  case when n.kind = 'person' and p.mailed < 0.7 then
    date '1950-01-01' + (p.touched * 20000)::int end as born
from (select id, %(first)s::timestamptz + (%(last)s::timestamptz - %(first)s::timestamptz)
      * (id::float8 / %(whole)s) as made, floor(random() * {owners})::int as owner,
    lpad((random() * 99999999)::int::text, 8, '0') as digits, random() as touched,
    random() as called, random() as mailed, (10 ^ (1 + random() * 4))::int as tail
  from generate_series(%(from)s::int8, %(to)s::int8) id offset 0) p
join bench_name n on n.place = p.id * 7919 %% %(names)s"""
UID = """(lpad(to_hex((extract(epoch from {0}) * 1000)::int8), 12, '0') || '7'
  || overlay(left(md5(random()::text), 19) placing '8' from 4))::uuid"""
PARTIES = """
insert into parties_party (id, uid, version, created_at, updated_at, number, kind, status,
  display_name, sort_name, family_name, given_name, latin_name, name_order, salutation, birth_on,
  language, zone, occupation, industry, tax_country, tax_number, source, tags, owner_id, team_id,
  unit_id, primary_phone, primary_email, city, last_touch_at, search_tokens, search_bucket,
  duplicate_keys)
select d.id, {uid}, 1, d.made, coalesce(d.touch, d.made), 'C-' || (200000 + d.id), d.kind,
  'active', d.display_name, d.sort_name, d.family_name, d.given_name, d.latin_name, d.name_order,
  '', d.born, '', '', '', '', '', '', '',
  case when d.id %% 11 = 0 then array['VIP'] else array[]::text[] end,
  d.owner + 1, d.owner / {owners_a_team} + 1, d.owner / {owners_a_unit} + 1,
  coalesce(nullif(d.phone, ''), d.second, ''), d.email, d.city, d.touch,
  d.tokens || case when d.phone = '' then array[]::text[] else {runs} end
    || case when d.second is null then array[]::text[] else {second_runs} end
    || array['@u' || d.owner + 1, '@t' || d.owner / {owners_a_team} + 1,
      '@b' || d.owner / {owners_a_unit} + 1],
  case when d.touch is null then 0 else (extract(year from d.touch at time zone 'UTC')::int - 2000)
    * 12 + extract(month from d.touch at time zone 'UTC')::int end,
  array(select {hashed} from (values (case when d.phone <> '' then 'p' || d.phone end),
      (case when d.second <> '' then 'p' || d.second end),
      (case when d.email <> '' then 'e' || d.email end),
      (case when d.born is not null then 'b' || d.born || d.likeness end),
      (case when d.kind <> 'person' then 'n' || d.likeness end)) g(likeness)
    where g.likeness is not null order by 1)
from ({drawn}) d"""
POINTS = """
insert into parties_contactpoint (uid, version, created_at, updated_at, party_id, kind, use, value,
  original, extension, label, status, is_primary, source)
select {uid}, 1, p.created_at, p.created_at, p.id, g.kind, 'other', g.value, g.value, '', '',
  'usable', g.leads, ''
from parties_party p cross join lateral (values ('phone', p.primary_phone, true),
  ('phone', case when p.id %% 8 = 0 and p.primary_phone <> {second} then {second} end, false),
  ('email', p.primary_email, true)) g(kind, value, leads)
where p.id between %(from)s and %(to)s and g.value <> ''"""
TOKENS = """
insert into search_token (entity, token, bucket, row_id)
select {code}, token, search_bucket, id from parties_party, unnest(search_tokens) token
where (length(token) <= {short} or length(token) >= {whole}) and left(token, 1) not in ('@', '#')
order by 2, 3, 4"""
PRODUCTS = """
insert into catalogue_product (uid, version, created_at, updated_at, code, name, unit, list_price,
  currency, category, is_active)
select gen_random_uuid(), 1, %(last)s, %(last)s, 'P-' || n, '商品 ' || n, '', 100, 'TWD', '家具',
  true from generate_series(1, 40) n"""
ORDERS = """
insert into commerce_order (uid, version, created_at, updated_at, number, source, kind, status,
  party_id, ordered_at, currency, total, home_total, paid, channel, store)
select gen_random_uuid(), 1, at, at, 'B-' || row_number() over (order by at), '', 'sale', 'placed',
  party_id, at, 'TWD', total, total, 0, '', '台北信義店'
from (select p.id as party_id, 100 * (1 + (p.id * 7 + n * 31) %% 300) as total,
    p.created_at + (%(last)s - p.created_at) * ((p.id * 37 + n * 101) %% 1000 / 1000.0) as at
  from parties_party p, generate_series(0, p.id / %(every)s %% 4) n
  where p.id %% %(every)s = 0) o"""
LINES = """
insert into commerce_line (order_id, position, product_id, quantity, price, amount, description)
select id, n, (id + n) %% 40 + 1, 1, total / 2, total / 2, ''
from commerce_order, generate_series(1, 2) n"""
ENTRIES = """
insert into interactions_entry (uid, party_id, at, kind, direction, channel, entity, row_id,
  row_uid, code, figures, text, actor_kind, created_at)
select gen_random_uuid(), party_id, ordered_at, 'purchase', 'in', 'store', 'commerce.order', id,
  uid, kind, jsonb_build_object('number', number, 'amount', total::text, 'currency', currency), '',
  'system', ordered_at from commerce_order"""


def parties(owners: int, owners_a_team: int, owners_a_unit: int) -> str:
    """Return the statement that writes the customers between two keys."""
    return PARTIES.format(
        uid=UID.format("d.made"),
        owners_a_team=owners_a_team,
        owners_a_unit=owners_a_unit,
        runs=PHONE_RUNS.format("d.phone"),
        second_runs=PHONE_RUNS.format("d.second"),
        hashed=_HASHED.format("g.likeness"),
        drawn=_DRAWN.format(second=SECOND.replace("%", "%%"), owners=owners),
    )


def points() -> str:
    """Return the statement that writes the contact points of the customers between two keys."""
    return POINTS.format(uid=UID.format("p.created_at"), second=SECOND.replace("%", "%%"))
