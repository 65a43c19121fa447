"""
The statements by which a file of order lines becomes orders, an order as a whole or not at all.

{stage} stands for the staging table, {doc} for a table beside it with one row an order, {item} for
one with a row a line; {home_total} for an order's total in the firm's currency, {reached} for the
reach of who imports.
"""

from __future__ import annotations

from rapport.kernel.imports.stages import uid_sql, uid_test_sql

ITEMS = """
create unlogged table {item} as
select s.line, min(s.line) over document as part, s.number,
  coalesce(s.source, %(source)s) as source, p.id as product_id,
  row_number() over (partition by coalesce(s.source, %(source)s), s.number
    order by s.position nulls last, s.line)::int as position,
  coalesce(s.currency, %(currency)s) as currency, l.is_head, l.quantity, l.price,
  round(l.quantity * l.price,
    coalesce((%(exponents)s::jsonb->>coalesce(s.currency, %(currency)s))::int, 4)) as amount
from {stage} s
cross join lateral (select
  s.quantity is null and s.price is null and s.total is not null as is_head,
  coalesce(s.quantity, case when s.price is null then sign(s.total) + (s.total = 0)::int end)
    as quantity, coalesce(s.price, case when s.quantity is null then abs(s.total) end) as price) l
left join catalogue_product p on upper(p.code) = upper(s.product_code) collate "C"
where s.fate is null
window document as (partition by coalesce(s.source, %(source)s), s.number)"""
DOCUMENTS = """
create unlogged table {doc} as
select i.part, i.source, i.number, count(*)::int as lines, min(s.ordered_at) as ordered_at,
  min(s.customer) as customer, min(i.currency) as currency, sum(i.amount) as total,
  coalesce(min(s.kind), case when sum(i.amount) < 0 then 'return' else 'sale' end) as kind,
  min(s.external_number) as external, bool_and(i.is_head) as is_head,
  coalesce(min(s.status), 'fulfilled') as status, coalesce(min(s.channel), '') as channel,
  coalesce(min(s.store), '') as store, min(s.original) as original,
  (array_agg(s.payments order by s.line) filter (where s.payments is not null))[1] as payments,
  count(distinct coalesce(s.customer, '')) > 1 or count(distinct i.currency) > 1
    or count(distinct coalesce(s.kind, '')) > 1 as is_torn,
  %(has_external)s and i.number ~ '^SO-[0-9]{1,9}$' as keeps_number,
  null::bigint as party_id, null::bigint as found, null::bigint as order_id,
  'create'::text as fate, null::text as fault, null::text as field
from {item} i join {stage} s using (line) group by i.part, i.source, i.number"""
# Without statistics the planner takes a table for a few rows, and reads it once for each of them.
INDEXES = """
create index on {item} (part); create index on {item} (line); create index on {doc} (part);
analyze {item}; analyze {doc}"""
# A join for each way to name a customer: looked up order by order, a table that was just filled, of
# which the planner knows nothing, is read from end to end for each.
BUYERS = """
update {doc} d set party_id = k.party_id, found = k.found
from (select d.part, min(w.id) as party_id, count(distinct w.id) as found
  from {doc} d left join (
    select d.part, p.id from {doc} d join parties_party p on p.number = d.customer collate "C"
      where p.deleted_at is null or exists (
        select 1 from commerce_order o where o.number = d.number and o.party_id = p.id)
    union all select d.part, p.id from {doc} d join parties_party p on p.deleted_at is null
      and p.uid = case when {is_uid} then d.customer::uuid end
    union all select d.part, p.id from {doc} d
      join parties_externalid x on x.value = d.customer collate "C"
        and (%(customer_system)s = '' or x.system = %(customer_system)s)
      join parties_party p on p.id = x.party_id and p.deleted_at is null) w using (part)
  where d.customer is not null group by d.part) k
where k.part = d.part""".replace("{is_uid}", uid_test_sql("d.customer"))
# One order, one reason: the first that holds. A line's own fault is that of its order.
FAULTY = """
update {doc} d set fate = 'fail', fault = r.reason[1], field = r.reason[2]
from (select d.part, case
    when d.is_torn then array['heads_differ', 'number']
    when d.customer is not null and d.found = 0 then array['not_found', 'customer']
    when d.found > 1 then array['found_twice', 'customer']
    when d.party_id is null and not %(sees_all)s then array['out_of_reach', 'customer']
    when d.party_id is not null and not exists (select 1 from parties_party p
      where p.id = d.party_id and {reached}) then array['out_of_reach', 'customer']
    when not %(exponents)s::jsonb ? d.currency then array['currency_unknown', 'currency']
    when d.kind = 'sale' and d.total < 0 or d.kind = 'return' and d.total > 0
      then array['sign', 'quantity']
    when exists (select 1 from {item} i join {stage} s using (line) where i.part = d.part
      and s.product_code is not null and i.product_id is null)
      then array['not_found', 'product_code']
    when exists (select 1 from {item} i where i.part = d.part and i.price is null)
      then array['blank', 'price']
    when exists (select 1 from {item} i where i.part = d.part and coalesce(i.quantity, 0) = 0)
      then array['nothing', 'quantity']
    when (d.source, d.number) in (select coalesce(s.source, %(source)s), s.number from {stage} s
      where s.fate = 'fail' and s.number is not null) then array['order_incomplete', 'number']
  end as reason from {doc} d) r
where r.part = d.part and r.reason is not null
  and (d.fate <> 'unchanged' or r.reason[1] in ('found_twice', 'out_of_reach'))"""
# What the file has no column for is no difference: our own exports name an order by our number.
KNOWN = """
update {doc} d set order_id = o.id, field = 'number',
  fate = case when o.total = d.total and o.ordered_at = d.ordered_at
    and (not %(has_kind)s or o.kind = d.kind) and (not %(has_currency)s or o.currency = d.currency)
    and (not %(has_customer)s or o.party_id is not distinct from d.party_id)
    and (d.is_head or d.lines = (select count(*) from commerce_line l where l.order_id = o.id)
    and not exists (select 1 from {item} i
      left join commerce_line l on l.order_id = o.id and l.position = i.position
      where i.part = d.part and row(l.product_id, l.quantity, l.price, l.amount)
        is distinct from row(i.product_id, i.quantity, i.price, i.amount)))
    then 'unchanged' else 'skip' end
from commerce_order o
where d.fate = 'create' and (o.number = d.number collate "C"
  or o.source = d.source and o.external_number = coalesce(d.external, d.number) collate "C")"""
DIFFERENT = "update {doc} set fault = 'order_differs' where fate = 'skip' and fault is null"
ONLY_KNOWN = """
update {doc} set fate = 'skip', fault = 'absent', field = 'number'
where fate = 'create' and %(mode)s = 'update'"""
# A return's sale is here already, or comes with the same file.
_ORIGINALS = """
  select d.part, o.id from {doc} d join commerce_order o on o.number = d.original collate "C"
    where d.original is not null
  union all select d.part, o.id from {doc} d join commerce_order o on o.source = d.source
    and o.external_number = d.original collate "C" where d.original is not null"""
# Since they were judged, the orders of the file have got ids, and the table of orders has got them.
FRESH_STATISTICS = "analyze {doc}; analyze commerce_order"
NO_ORIGINAL = f"""
update {{doc}} d set fate = 'fail', fault = 'not_found', field = 'original'
where d.original is not null and d.fate = 'create'
  and not exists (select 1 from ({_ORIGINALS}) o where o.part = d.part)
  and not exists (select 1 from {{doc}} o where o.number = d.original and o.source = d.source
    and o.fate = 'create' and o.part <> d.part)"""
ORIGINALS = f"""
update commerce_order r set original_id = k.id
from (select d.order_id, min(o.id) as id from {{doc}} d join ({_ORIGINALS}) o using (part)
  join commerce_order s on s.id = o.id and s.kind = 'sale'
  where d.order_id is not null group by d.order_id) k
where r.id = k.order_id and r.batch_id = %(batch)s and r.kind = 'return'
  and r.original_id is null"""
# What comes back is the first line of the sale with the same goods, best at the same price.
ORIGINAL_LINES = """
update commerce_line b set original_line_id = k.line_id
from (select distinct on (b.id) b.id, l.id as line_id from {doc} d
  join commerce_order r on r.id = d.order_id and r.batch_id = %(batch)s
  join commerce_line b on b.order_id = r.id join commerce_line l on l.order_id = r.original_id
    and l.product_id is not distinct from b.product_id
    and (l.product_id is not null or l.description = b.description)
  order by b.id, l.price <> b.price, l.position) k
where b.id = k.id and b.original_line_id is null"""
VERDICTS = """
update {stage} s set fate = d.fate, fault = d.fault, field = case when d.fault is not null
  then d.field end, row_id = d.order_id, part = d.part
from {item} i join {doc} d using (part) where i.line = s.line"""

_IN_WINDOW = "d.part between %(first)s and %(last)s and d.fate = 'create'"
_UID = uid_sql("%(moment)s", "%(import)s || ':order:' || d.part")
# An order of another home of ours keeps its number, and the outside number that it has or lacks.
NEW_ORDERS = f"""
with written as (
  insert into commerce_order (uid, version, created_at, updated_at, number, source,
    external_number, kind, status, party_id, ordered_at, currency, total, home_total, paid,
    channel, store, batch_id)
  select {_UID}, 1, %(now)s, %(now)s,
    case when d.keeps_number then d.number else 'SO-' || nextval('commerce_order_number') end,
    d.source, case when d.keeps_number then d.external else coalesce(d.external, d.number) end,
    d.kind, d.status, d.party_id,
    d.ordered_at, d.currency, d.total, {{home_total}}, 0, d.channel, d.store, %(batch)s
  from (select * from {{doc}} d where {_IN_WINDOW} order by d.part) d
  returning id, uid)
update {{doc}} d set order_id = w.id from written w where w.uid = {_UID} and {_IN_WINDOW}"""
HIGHEST_NUMBER = f"""
select max(substr(d.number, 4)::bigint) from {{doc}} d where d.keeps_number and {_IN_WINDOW}"""
NEW_LINES = f"""
insert into commerce_line (order_id, position, product_id, description, quantity, price, amount)
select d.order_id, i.position, i.product_id, coalesce(s.description, ''), i.quantity, i.price,
  i.amount
from {{doc}} d join {{item}} i using (part) join {{stage}} s using (line)
where {_IN_WINDOW} order by d.part, i.position"""
_PAYMENT_UID = uid_sql("%(moment)s", "%(import)s || ':payment:' || d.part || ':' || p.nth")
NEW_PAYMENTS = f"""
insert into commerce_payment (uid, version, created_at, updated_at, order_id, method, amount,
  currency, paid_at, reference, voided_at)
select {_PAYMENT_UID}, 1, %(now)s, %(now)s, d.order_id, p.method, p.amount, d.currency, p.paid_at,
  coalesce(p.reference, ''), p.voided_at
from {{doc}} d cross join lateral rows from (jsonb_to_recordset(d.payments) as (method text,
  amount numeric, paid_at timestamptz, reference text, voided_at timestamptz))
  with ordinality p(method, amount, paid_at, reference, voided_at, nth)
where {_IN_WINDOW} and d.payments is not null order by d.part, p.nth"""
PAID = f"""
update commerce_order o set paid = k.paid
from (select d.order_id, sum(p.amount) as paid from {{doc}} d
  join commerce_payment p on p.order_id = d.order_id and p.voided_at is null
  where {_IN_WINDOW} and d.payments is not null group by d.order_id) k
where o.id = k.order_id"""
CREATED = f"""
select d.order_id, null::jsonb, '{{"version": 1}}'::jsonb from {{doc}} d where {_IN_WINDOW}"""
WINDOW = f"""
select min(d.order_id), max(d.order_id) from {{doc}} d where {_IN_WINDOW}"""
# Of all that the import wrote, also before it was killed and judged again.
BUYERS_OF_IMPORT = """
select distinct party_id from commerce_order where batch_id = %(batch)s and party_id is not null"""
COUNTS = "select fate, count(*) from {doc} group by fate"
AMOUNTS = """
select currency, sum(total), sum(total) filter (where fate in ('create', 'unchanged'))
from {doc} group by currency"""
