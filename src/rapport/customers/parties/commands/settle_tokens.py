"""Bring tokens to the month in which their customers were last touched."""

from __future__ import annotations

from django.db import connection, transaction

from rapport.customers.parties.models import Party
from rapport.kernel.search.batches import enter_tokens_of_many, take_out_tokens_of_many
from rapport.kernel.search.words import month_of

PARTY = "parties.party"
CHUNK = 2_000
LATE = """
select id from parties_party
where deleted_at is null and last_touch_at >= %s and search_bucket < %s
order by last_touch_at desc limit %s"""
MONTHS_BACK = "select max(last_touch_at) from parties_party where deleted_at is null"


@transaction.atomic
def settle_tokens() -> int:
    """
    Move the tokens of up to 2,000 customers whose last touch is of a later month than they say.

    Only the newest month is looked at: who was touched in an earlier one was settled in it.
    No event: nothing that a person could see has changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(MONTHS_BACK)
        newest = cursor.fetchone()[0]
        if newest is None:
            return 0
        begins = newest.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        cursor.execute(LATE, [begins, month_of(newest), CHUNK])
        ids = [key for (key,) in cursor.fetchall()]
    parties = list(Party.objects.live().locked().filter(pk__in=ids))
    take_out_tokens_of_many(PARTY, [party.pk for party in parties])
    bucket = month_of(newest)
    Party.objects.filter(pk__in=[party.pk for party in parties]).update(search_bucket=bucket)
    enter_tokens_of_many(PARTY, [(p.pk, bucket, p.search_tokens) for p in parties])
    return len(parties)
