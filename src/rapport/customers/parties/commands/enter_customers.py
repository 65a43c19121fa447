"""Enter customers whom an import of something else knows by number: orders, above all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from rapport.customers.parties.permissions import CREATE
from rapport.customers.parties.words import AddressUse, NumberedCustomer, PartyKind
from rapport.kernel.access.actor import Actor
from rapport.kernel.imports.stages import Stage, moment_hex, uid_sql
from rapport.kernel.search.batches import take_out_tokens_of_many

from .import_creation import create_rows
from .import_sql import CREATED

ENTITY = "parties.party"
ADDRESSES = f"""
insert into parties_address (uid, version, created_at, updated_at, party_id, use, country,
  postal_code, region, city, district, lines, formatted, is_primary, source)
select {uid_sql("%(moment)s", "%(import)s || ':address:' || g.party_id")}, 1, %(now)s, %(now)s,
  g.party_id, %(use)s, g.country, '', '', '', '', '', g.name, true, %(source)s
from unnest(%(ids)s::bigint[], %(countries)s::text[], %(names)s::text[])
  as g(party_id, country, name) where g.country <> ''"""


@transaction.atomic
def enter_customers(
    given: Sequence[NumberedCustomer], *, stage: Stage, actor: Actor, now: datetime
) -> dict[str, int]:
    """
    Enter a customer for each number, as part of an import; return their keys by number.

    Nothing else is known of them: they show their number. They may be persons or firms; firms are
    more often known by a number alone, and an organisation's name is never cut into parts.
    The mapping's `source` names the system whose numbers they are.
    Refuses   NotAllowed.
    """
    actor.must(CREATE)
    lines = [_line(each) for each in given]
    keys = create_rows(lines, {}, stage=stage, actor=actor, now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            ADDRESSES,
            {
                "moment": moment_hex(now),
                "import": str(stage.uid),
                "now": now,
                "use": AddressUse.BILLING.value,
                "source": str(stage.options.get("source", ""))[:80],
                "ids": keys,
                "countries": [each.country for each in given],
                "names": [each.country_name for each in given],
            },
        )
    stage.record(ENTITY, CREATED, ids=keys)
    return {each.value: key for each, key in zip(given, keys, strict=True)}


def leave_search(party_ids: Sequence[int]) -> None:
    """Take customers out of the search before an import that entered them is taken back."""
    take_out_tokens_of_many(ENTITY, party_ids)


def _line(given: NumberedCustomer) -> Mapping[str, Any]:
    """Return the line that a file of customers would have for this one."""
    said = {
        "line": f"number {given.value}",
        "kind": PartyKind.ORGANISATION.value,
        "name": given.value,
        "external_id": given.value,
    }
    return defaultdict(lambda: None, said)
