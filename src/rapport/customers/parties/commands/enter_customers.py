"""Enter customers whom an import of something else knows by number: orders, above all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from rapport.customers.parties.models import Address, ExternalId, Party
from rapport.customers.parties.permissions import CREATE
from rapport.customers.parties.pure.people import names_of
from rapport.customers.parties.queries.holders import holder_of_new
from rapport.customers.parties.words import (
    CUSTOMER_NUMBER,
    AddressUse,
    Holder,
    NumberedCustomer,
    PartyKind,
)
from rapport.kernel.access.actor import Actor
from rapport.kernel.imports.stages import Stage, uid_of
from rapport.kernel.search.batches import enter_tokens_of_many, take_out_tokens_of_many
from rapport.kernel.search.words import month_of

from .keeping import keys_of, tokens_of

ENTITY = "parties.party"
ROWS_A_STATEMENT = 1_000
NUMBERS = "select %s || nextval('parties_customer_number') from generate_series(1, %s)"
CREATED = """select id, null::jsonb, '{"version": 1}'::jsonb from unnest(%(ids)s::bigint[]) id"""


@transaction.atomic
def enter_customers(
    given: Sequence[NumberedCustomer], *, system: str, stage: Stage, actor: Actor, now: datetime
) -> dict[str, int]:
    """
    Enter a customer for each number, as part of an import; return their keys by number.

    Nothing else is known of them: they show their number, and may be persons or firms; firms are
    more often known by a number alone, and an organisation's name is never cut into parts.
    Refuses   NotAllowed.
    """
    actor.must(CREATE)
    holder = holder_of_new(actor)
    parties = [_party(each, holder, stage, now) for each in given]
    for party, number in zip(parties, _numbers(len(parties)), strict=True):
        party.number = number
    Party.objects.bulk_create(parties, batch_size=ROWS_A_STATEMENT)
    made = {each.value: party.pk for each, party in zip(given, parties, strict=True)}
    ExternalId.objects.bulk_create(
        (ExternalId(party_id=key, system=system, value=value) for value, key in made.items()),
        batch_size=ROWS_A_STATEMENT,
    )
    places = [_address(each, made[each.value], system, stage, now) for each in given]
    Address.objects.bulk_create([p for p in places if p], batch_size=ROWS_A_STATEMENT)
    enter_tokens_of_many(ENTITY, [(p.pk, p.search_bucket, p.search_tokens) for p in parties])
    stage.record(ENTITY, CREATED, ids=list(made.values()))
    return made


def leave_search(party_ids: Sequence[int]) -> None:
    """Take customers out of the search before an import that entered them is taken back."""
    take_out_tokens_of_many(ENTITY, party_ids)


def _party(given: NumberedCustomer, holder: Holder, stage: Stage, now: datetime) -> Party:
    party = Party(
        uid=uid_of(now, f"{stage.uid}:customer:{given.value}"),
        created_at=now,
        updated_at=now,
        kind=PartyKind.ORGANISATION.value,
        owner_id=holder.owner_id,
        team_id=holder.team_id,
        unit_id=holder.unit_id,
        source=str(stage.options.get("source", ""))[:80],
        search_bucket=month_of(now),
        **names_of(PartyKind.ORGANISATION, {"name": given.value}),
    )
    party.search_tokens, party.duplicate_keys = tokens_of(party, []), keys_of(party, [])
    return party


def _address(
    given: NumberedCustomer, party_id: int, system: str, stage: Stage, now: datetime
) -> Address | None:
    """Return the one thing known of where the customer is; None where no country is known."""
    if not given.country:
        return None
    return Address(
        uid=uid_of(now, f"{stage.uid}:address:{given.value}"),
        created_at=now,
        updated_at=now,
        party_id=party_id,
        use=AddressUse.BILLING.value,
        country=given.country,
        formatted=given.country_name,
        is_primary=True,
        source=system,
    )


def _numbers(count: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [CUSTOMER_NUMBER, count])
        return [number for (number,) in cursor.fetchall()]
