"""Bring tokens to the month in which their customers were last touched."""

from __future__ import annotations

from django.db import connection, transaction

from rapport.customers.parties.models import Party
from rapport.kernel.search.batches import enter_tokens_of_many, take_out_tokens_of_many
from rapport.kernel.search.words import month_of

PARTY = "parties.party"
CHUNK = 2_000
# Word for word the condition of the index party_late_tokens, which holds only these rows.
LATE = """
select id from parties_party
where deleted_at is null and last_touch_at is not null and search_bucket <>
  greatest(0, (extract(year from last_touch_at at time zone 'UTC')::int - 2000) * 12
  + extract(month from last_touch_at at time zone 'UTC')::int)
order by id limit %s"""
SETTLE = """
update parties_party p set search_bucket = g.bucket
from unnest(%s::int8[], %s::int2[]) g(id, bucket) where p.id = g.id"""


@transaction.atomic
def settle_tokens() -> int:
    """
    Move the tokens of up to 2,000 customers whose last touch is of another month than they say.

    No event: nothing that a person could see has changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(LATE, [CHUNK])
        ids = [key for (key,) in cursor.fetchall()]
    parties = list(Party.objects.live().locked().filter(pk__in=ids))
    keys = [party.pk for party in parties]
    months = [month_of(party.last_touch_at) for party in parties]
    take_out_tokens_of_many(PARTY, keys)
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, [keys, months])
    settled = zip(parties, months, strict=True)
    enter_tokens_of_many(PARTY, [(p.pk, month, p.search_tokens) for p, month in settled])
    return len(parties)
