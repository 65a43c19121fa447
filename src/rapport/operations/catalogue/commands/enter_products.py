"""Enter products that an import of something else names: their codes and what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.imports.stages import Stage, moment_hex, uid_sql
from rapport.operations.catalogue.permissions import CHANGE

ENTITY = "catalogue.product"
ENTER = f"""
insert into catalogue_product (uid, version, created_at, updated_at, code, name, unit, currency,
  category, is_active)
select {uid_sql("%(moment)s", "%(import)s || ':product:' || g.code")}, 1, %(now)s, %(now)s, g.code,
  left(g.name, 200), '', '', '', true
from unnest(%(codes)s::text[], %(names)s::text[]) with ordinality as g(code, name, nth)
order by g.nth on conflict do nothing returning id, code"""
CREATED = """select id, null::jsonb, '{"version": 1}'::jsonb from unnest(%(ids)s::bigint[]) id"""


@transaction.atomic
def enter_products(
    given: Sequence[tuple[str, str]], *, stage: Stage, actor: Actor, now: datetime
) -> dict[str, int]:
    """
    Enter a product for each code that has none, as part of an import; return their keys by code.

    Shapes    given: (code in capitals, name), at most 10,000.
    Refuses   NotAllowed.
    """
    actor.must(CHANGE)
    with connection.cursor() as cursor:
        cursor.execute(
            ENTER,
            {
                "moment": moment_hex(now),
                "import": str(stage.uid),
                "now": now,
                "codes": [code for code, _name in given],
                "names": [name for _code, name in given],
            },
        )
        made = {code: key for key, code in cursor.fetchall()}
    stage.record(ENTITY, CREATED, ids=list(made.values()))
    return made
