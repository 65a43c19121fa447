"""What files cannot carry: payments, who belongs to whom, and why customers got in touch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import connection

from rapport.customers.interactions import commands as interactions
from rapport.customers.interactions.words import Channel, Direction, EntryGiven, EntryKind
from rapport.customers.parties import commands as parties
from rapport.customers.parties.words import RelationKind
from rapport.kernel.access.actor import Actor
from rapport.kernel.values import Chance
from rapport.operations.commerce import commands as commerce

from .engines import Firm
from .engines.matters import Contact

T = TypeVar("T")
CHUNK = 5000
CHANNELS = {
    "phone": (EntryKind.CALL, Channel.PHONE),
    "email": (EntryKind.MESSAGE, Channel.EMAIL),
    "chat": (EntryKind.MESSAGE, Channel.CHAT),
    "messenger": (EntryKind.MESSAGE, Channel.MESSENGER),
}


def tell_story(firm: Firm, *, actor: Actor, now: datetime, rng: Chance) -> None:
    """Write payments, relations and contacts; what is there already changes nothing."""
    for payments in _chunks(_payments(firm)):
        commerce.record_payments(given=payments, actor=actor, now=now, rng=rng)
    keys = _keys()
    for relations in _chunks(_relations(firm, keys)):
        parties.record_relations(given=relations, actor=actor, now=now, rng=rng)
    for entries in _chunks(_contacts(firm, keys)):
        interactions.record_entries(given=entries, rng=rng, actor=actor, now=now)


def _payments(firm: Firm) -> Iterator[commerce.PaymentGiven]:
    for customer in firm.customers:
        for paid in customer.payments:
            sale = paid.sale
            yield commerce.PaymentGiven(
                sale.number, paid.method, sale.total, paid.at, f"P{sale.number}"
            )
        for back in customer.returns:
            amount = -back.line.good.price * back.line.quantity
            yield commerce.PaymentGiven(back.number, "card", amount, back.at, f"P{back.number}")


def _relations(firm: Firm, keys: dict[str, int]) -> Iterator[parties.RelationGiven]:
    for customer in firm.customers:
        members = [keys[code] for code in customer.members]
        for at, member in enumerate(members):
            yield parties.RelationGiven(
                member, keys[customer.code], RelationKind.MEMBER, is_primary=at == 0
            )
        if len(members) >= 2:
            yield parties.RelationGiven(members[0], members[1], RelationKind.SPOUSE)
        for at, code in enumerate(customer.staff):
            kind = RelationKind.EMPLOYEE if at else RelationKind.CONTACT
            yield parties.RelationGiven(keys[code], keys[customer.code], kind, is_primary=at == 0)


def _contacts(firm: Firm, keys: dict[str, int]) -> Iterator[EntryGiven]:
    for customer in firm.customers:
        for at, contact in enumerate(customer.contacts):
            yield _entry(keys[customer.code], at, contact)


def _entry(party_id: int, at: int, contact: Contact) -> EntryGiven:
    kind, channel = CHANNELS[contact.channel]
    return EntryGiven(
        party_id=party_id,
        kind=kind,
        at=contact.at,
        entity="parties.party",
        row_id=party_id,
        code=f"contact.{at}",
        direction=Direction.IN,
        channel=channel,
        figures={"reason": contact.reason, "order": contact.order},
        text=contact.text,
    )


def _keys() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("select value, party_id from parties_externalid")
        return dict(cursor.fetchall())


def _chunks(items: Iterator[T]) -> Iterator[Sequence[T]]:
    while some := list(islice(items, CHUNK)):
        yield some
