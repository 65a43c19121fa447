"""Give customers tags."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from rapport.customers.parties.events import CustomerTagged
from rapport.customers.parties.pure.people import plain
from rapport.kernel.access.actor import Actor
from rapport.kernel.events.tell import tell

from .keeping import save
from .loading import loaded
from .refusals import TagUnfit

LONGEST_TAG = 60
MOST_TAGS = 50


@transaction.atomic
def set_tags(
    *,
    party_id: int,
    tags: Iterable[str],
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> CustomerTagged:
    """
    Let the customer have exactly these tags.

    Refuses   NotFound, NotAllowed, Stale, TagUnfit.
    Tells     CustomerTagged.
    """
    party = loaded(party_id, actor=actor, version=version)
    kept = fit_tags(tags)
    party.set(tags=kept)
    save(party, now=now)
    remember_tags(kept, now=now)
    event = CustomerTagged(party_id=party.pk, count=len(kept), occurred_at=now)
    return tell(event, about=party, changes=party.changes(), actor=actor, now=now)


def fit_tags(tags: Iterable[str]) -> list[str]:
    """Return the tags as they are kept, each once, in order. Refuses TagUnfit."""
    kept = list(dict.fromkeys(plain(tag) for tag in tags))
    if len(kept) > MOST_TAGS or any(not 1 <= len(tag) <= LONGEST_TAG for tag in kept):
        raise TagUnfit(longest=LONGEST_TAG, most=MOST_TAGS)
    return kept


def remember_tags(tags: list[str], *, now: datetime) -> None:
    """Offer these tags from now on to whoever types one."""
    if tags:
        with connection.cursor() as cursor:
            cursor.execute(
                """insert into parties_tag (name, used_at)
                select name, %s from unnest(%s::text[]) name on conflict (name) do nothing""",
                [now, sorted(tags)],
            )
