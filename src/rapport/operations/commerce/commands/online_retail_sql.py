"""
The statements by which a file of invoices becomes orders: aggregate, compare, write by windows.

In all of them {stage} stands for the staging table and {doc}, {code} and {buyer} for the tables
beside it: a row for each invoice, each stock code that is goods, each customer number; {home_total}
for a document's total in the firm's currency.
"""

from __future__ import annotations

from rapport.kernel.imports.stages import uid_sql

SKIP_REPEATS = """
update {stage} s set fate = 'skip', fault = 'repeat'
from (select line, row_number() over (partition by invoice, stock_code, description, quantity,
    ordered_at, price, customer, country order by line) as nth
  from {stage} where fate is null) r
where r.line = s.line and r.nth > 1"""

# An invoice is judged as a whole; its time is that of its earliest line.
DOCUMENTS = """
create unlogged table {doc} as
select invoice, min(line) as part, max(line) as last_line, count(*)::int as lines,
  min(ordered_at) as ordered_at, max(customer) as customer, max(country) as country,
  sum(round(quantity * price, %(decimals)s)) as total,
  case when invoice like 'C%%' then 'return'
    when invoice like 'A%%' or max(customer) is null and bool_and(price = 0) then 'adjustment'
    else 'sale' end as kind,
  null::bigint as order_id, null::bigint as party_id, 'create'::text as fate
from {stage} where fate is null group by invoice"""
# Many windows look for their documents and lines; the latter lie in the order of the file.
INDEXES = """
create index on {doc} (part);
create index on {stage} using brin (line) with (pages_per_range = 16)"""
# Of a file in another order each document's lines lie all over it.
SCATTERED = "select sum(last_line - part + 1) > 5 * sum(lines) + 100000 from {doc}"
INDEX_SCATTERED = "create index on {stage} (invoice)"

# The name most often paid for; remarks of the warehouse ("damaged") stand on lines without a price.
CODES = """
create unlogged table {code} as
select (row_number() over (order by first))::int as part, code, name, null::bigint as product_id
from (select distinct on (code) code, coalesce(name, code) as name, first
  from (select stock_code as code, description as name, min(line) as first,
      count(*) filter (where price > 0) as paid, count(*) as times
    from {stage} where fate is null and not stock_code = any(%(charges)s) group by 1, 2) n
  order by code, name is null, paid desc, times desc, first) chosen"""

# Where a customer's invoices name several countries, the latest stands.
BUYERS = """
create unlogged table {buyer} as
select (row_number() over (order by min(part)))::int as part, customer as value,
  (array_agg(country order by ordered_at desc, part desc))[1] as country,
  null::bigint as party_id
from {doc} where customer is not null group by customer"""
BUYERS_OF_DOCUMENTS = """
update {doc} d set party_id = b.party_id from {buyer} b
where b.value = d.customer and b.party_id is not null and d.party_id is null"""

KNOWN_ORDERS = """
update {doc} d set order_id = o.id, fate = 'update' from commerce_order o
where o.source = %(source)s and o.external_number = d.invoice"""

# A line as it is kept: what is no goods says its code, for it has no product.
FINISHED = """
select s.invoice, row_number() over (partition by s.invoice order by s.line)::int as position,
  c.product_id, s.quantity, s.price, round(s.quantity * s.price, %(decimals)s) as amount,
  case when c.code is null then left(concat_ws(': ', s.stock_code, s.description), 300)
    else coalesce(s.description, '') end as description
from {stage} s left join {code} c on c.code = s.stock_code
where s.fate is null"""
HASH = """sum(hashtextextended(concat_ws('|', l.position, coalesce(l.product_id, 0),
  l.quantity::numeric(16, 4), l.price::numeric(18, 4), l.description), 0))"""
# Compared by position; a sum of hashes says whether all lines of a document are alike.
SAID = f"""
create unlogged table {{said}} as
select d.order_id, {HASH} as hash from ({FINISHED}) l
join {{doc}} d on d.invoice = l.invoice where d.order_id is not null group by d.order_id"""
KEPT = f"""
create unlogged table {{kept}} as
select l.order_id, {HASH} as hash from commerce_line l
join {{doc}} d on d.order_id = l.order_id group by l.order_id"""
UNCHANGED = """
update {doc} d set fate = 'unchanged'
from {said} s join {kept} k using (order_id, hash) join commerce_order o on o.id = s.order_id
where d.order_id = s.order_id and o.total = d.total and o.kind = d.kind
  and o.ordered_at = d.ordered_at and o.currency = %(currency)s
  and o.party_id is not distinct from d.party_id"""

IN_WINDOW = "d.part between %(first)s and %(last)s"
NEW_ORDERS = f"""
with new as (
  insert into commerce_order (uid, version, created_at, updated_at, number, source,
    external_number, kind, status, party_id, ordered_at, currency, total, home_total, paid,
    channel, store, batch_id)
  select {uid_sql("%(moment)s", "%(import)s || ':order:' || d.invoice")}, 1, %(now)s, %(now)s,
    'SO-' || nextval('commerce_order_number'), %(source)s, d.invoice, d.kind, 'fulfilled',
    d.party_id, d.ordered_at, %(currency)s, d.total,
    {{home_total}}, 0, case when d.kind <> 'adjustment' then %(channel)s else '' end, '', %(batch)s
  from (select * from {{doc}} d where {IN_WINDOW} and d.fate = 'create' order by d.part) d
  returning id, external_number)
update {{doc}} d set order_id = new.id from new
where d.invoice = new.external_number and {IN_WINDOW}"""
NEW_LINES = f"""
insert into commerce_line
  (order_id, position, product_id, quantity, price, amount, description, original_line_id)
select d.order_id, l.position, l.product_id, l.quantity, l.price, l.amount, l.description, null
from ({FINISHED} and {{reach}}) l join {{doc}} d on d.invoice = l.invoice
where {IN_WINDOW} and d.fate = 'create'"""
# Where the documents' lines lie: between two lines of the file, or anywhere by their number.
BETWEEN = "s.line between %(first)s and %(last_line)s"
BY_INVOICE = f"s.invoice in (select d.invoice from {{doc}} d where {IN_WINDOW})"
LAST_LINE = f"select max(d.last_line) from {{doc}} d where {IN_WINDOW}"
CREATED = f"""
select d.order_id, null::jsonb, '{{"version": 1}}'::jsonb from {{doc}} d
where {IN_WINDOW} and d.fate = 'create'"""

# A document whose lines differ now: what was there is remembered whole, then replaced by position.
CHANGED = f"""
select o.id, jsonb_build_object('kind', o.kind, 'party_id', o.party_id, 'ordered_at', o.ordered_at,
    'currency', o.currency, 'total', o.total, 'home_total', o.home_total, 'moved_to', d.party_id,
    'lines', (select jsonb_agg(jsonb_build_array(l.position, l.product_id, l.quantity, l.price,
      l.amount, l.description) order by l.position) from commerce_line l where l.order_id = o.id)),
  jsonb_build_object('kind', d.kind, 'party_id', d.party_id, 'ordered_at', d.ordered_at,
    'currency', %(currency)s::text, 'total', d.total,
    'home_total', {{home_total}}, 'version', o.version + 1)
from {{doc}} d join commerce_order o on o.id = d.order_id
where {IN_WINDOW} and d.fate = 'update'"""
LOCK_CHANGED = f"""
select o.id from commerce_order o join {{doc}} d on d.order_id = o.id
where {IN_WINDOW} and d.fate = 'update' order by o.id for update of o"""
CHANGE_ORDERS = f"""
update commerce_order o set kind = d.kind, party_id = d.party_id, ordered_at = d.ordered_at,
  currency = %(currency)s, total = d.total,
  home_total = {{home_total}},
  version = o.version + 1, updated_at = %(now)s
from {{doc}} d where o.id = d.order_id and {IN_WINDOW} and d.fate = 'update'"""
CHANGE_LINES = f"""
with now_said as (
  select d.order_id, l.* from ({FINISHED} and {{reach}}) l join {{doc}} d on d.invoice = l.invoice
  where {IN_WINDOW} and d.fate = 'update'),
changed as (
  update commerce_line l set product_id = n.product_id, quantity = n.quantity, price = n.price,
    amount = n.amount, description = n.description
  from now_said n where n.order_id = l.order_id and n.position = l.position),
gone as (
  delete from commerce_line l using {{doc}} d
  where l.order_id = d.order_id and {IN_WINDOW} and d.fate = 'update'
    and not exists (select 1 from now_said n
      where n.order_id = l.order_id and n.position = l.position))
insert into commerce_line
  (order_id, position, product_id, quantity, price, amount, description, original_line_id)
select n.order_id, n.position, n.product_id, n.quantity, n.price, n.amount, n.description, null
from now_said n where not exists (select 1 from commerce_line l
  where l.order_id = n.order_id and l.position = n.position)"""

ORDER_COUNTS = "select fate, count(*), sum(lines) from {doc} group by fate"
LEFT_OUT = """
select coalesce(sum(round(quantity * price, %(decimals)s)), 0)
from {stage} where fate is not null"""
TAKEN_IN = "select coalesce(sum(total), 0) from {doc}"
PARTS = "select part, lines from {doc} where fate in ('create', 'update') order by part"
# Lines put back as they were, when a change of their order is taken back.
RESTORE_LINES = """
with was as (
  select g.order_id, (l->>0)::int as position, (l->>1)::bigint as product_id,
    (l->>2)::numeric as quantity, (l->>3)::numeric as price, (l->>4)::numeric as amount,
    l->>5 as description
  from unnest(%(ids)s::bigint[], %(lines)s::jsonb[]) as g(order_id, lines),
    jsonb_array_elements(g.lines) as l),
gone as (delete from commerce_line where order_id = any(%(ids)s))
insert into commerce_line
  (order_id, position, product_id, quantity, price, amount, description, original_line_id)
select order_id, position, product_id, quantity, price, amount, description, null from was"""
