"""
A firm whose every row is somebody's, and readers who reach some of it.

Each customer is of one holder and carries a word of its own in every text: who finds the word of a
customer out of reach has found a leak. `Sight` says, without asking the house, what a reader sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection

from rapport.customers.holdings import commands as holdings
from rapport.customers.holdings.words import Part
from rapport.customers.interactions import commands as interactions
from rapport.customers.interactions.words import EntryGiven, EntryKind
from rapport.customers.parties import commands as parties
from rapport.customers.parties.models import Territory
from rapport.customers.parties.words import (
    AddressGiven,
    Holder,
    PointGiven,
    PointKind,
    RelationKind,
)
from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.permissions import permissions
from rapport.kernel.access.words import Reach
from rapport.kernel.calendars import commands as calendars
from rapport.kernel.entities.registry import Whole, entities, entity
from rapport.kernel.values import Money, new_id
from rapport.operations.catalogue import commands as catalogue
from rapport.operations.catalogue.words import NewProduct
from rapport.operations.commerce import commands as commerce
from rapport.operations.commerce.words import NewLine, NewOrder, NewPayment
from tests import makers
from tests.makers import DICE, NOW, OPERATOR

WHOSE = ("mine", "mate", "unit", "far", "nobody")
WORDS = {
    "mine": "Quexilon",
    "mate": "Bradwivo",
    "unit": "Zorthane",
    "far": "Vymeluck",
    "nobody": "Pharcoden",
}
PHONES = {whose: f"0912 34{place} 7{place}1" for place, whose in enumerate(WHOSE, 1)}
TAX_NUMBERS = {"mine": "04595257", "far": "22099131"}
REACHED = {
    Reach.OWN: ("mine",),
    Reach.TEAM: ("mine", "mate"),
    Reach.UNIT: ("mine", "mate", "unit"),
    Reach.ALL: WHOSE,
}
# What the reader of denied fields does not see, with a value that stands nowhere else.
DENIED = {
    "parties.party.occupation": "Falconer",
    "parties.party.birth_on": "1971-03-17",
    "parties.party.net_spent": "",
    "parties.party.net_spent_year": "",
    "parties.contact_point.label": "Sideboard",
    "parties.address.source": "Hearsay",
    "parties.relation.role": "Godfather",
    "parties.note.text": "Nightingale",
    "holdings.holding.place": "Lighthouse",
    "commerce.order.store": "Backyard",
    "commerce.order.total": "",
    "commerce.order_line.description": "Candlestick",
    "commerce.payment.reference": "Handshake",
    "catalogue.product.category": "Astrolabes",
    "parties.territory.name": "Northmoor",
    "calendars.calendar.zone": "Etc/GMT-9",
    "access.user.is_active": "",
    "access.team.unit": "",
    "holdings.kind.late_after_hours": "",
    "interactions.entry.channel": "",
}
TOTAL = "4711.00"
BALANCES = {whose: f"98765{place}.00" for place, whose in enumerate(WHOSE, 1)}


@dataclass(frozen=True)
class Sight:
    """A reader: who he is, by which role, and which fields he does not see."""

    name: str
    actor: Actor
    role: str
    denied: frozenset[str] = frozenset()

    def sees(self, whole: Whole, whose: str) -> bool:
        """Whether he sees this row of the entity; "" is everybody's."""
        reach = self.reach_of(whole)
        return reach > Reach.NONE and (whose == "" or whose in REACHED[reach])

    def reach_of(self, whole: Whole) -> Reach:
        """Return how far he sees the entity: no farther than what its rows belong to."""
        reach = self.actor.reach_of(whole.base.view)
        above = whole.base.owner.through
        return min(reach, self.reach_of(entity(above))) if above else reach

    def hides(self, whole: Whole, name: str) -> bool:
        field = whole.fields[name]
        lacks = not self.actor.may(field.permission)
        if field.names_all_of:
            lacks = lacks or self.reach_of(entity(field.names_all_of)) < Reach.ALL
        return lacks or f"{whole.name}.{name}" in self.actor.denied_fields

    def sees_amounts(self, whose: str) -> bool:
        return self.sees(entity("holdings.holding"), whose) and whose in REACHED.get(
            self.actor.reach_of("holdings.balances"), ()
        )


@dataclass
class World:
    """Rows by entity and holder, and readers by name."""

    agent: Actor
    rows: dict[str, dict[str, list[tuple[int, UUID]]]] = field(default_factory=dict)
    readers: dict[str, Sight] = field(default_factory=dict)

    def seen(self, whole: Whole, sight: Sight) -> set[UUID]:
        """Return the ids of the rows that the reader is to see."""
        of = self.rows[whole.name]
        return {uid for whose in of if sight.sees(whole, whose) for _, uid in of[whose]}

    def hidden(self, whole: Whole, sight: Sight) -> list[tuple[int, UUID]]:
        of = self.rows[whole.name]
        return [row for whose in of if not sight.sees(whole, whose) for row in of[whose]]

    def secrets(self, sight: Sight) -> set[str]:
        """Return the words, numbers, amounts and ids that may reach this reader nowhere."""
        found = {DENIED[name] for name in sight.denied if DENIED[name]}
        found |= written(TOTAL) if sight.denied else set()
        for whose in WHOSE:
            if not sight.sees(entity("parties.party"), whose):
                found |= {WORDS[whose], _number_of("parties_party", "number", whose)}
            if not sight.sees(entity("commerce.order"), whose):
                found.add(_number_of("commerce_order", "number", whose))
            if not sight.sees_amounts(whose):
                found |= written(BALANCES[whose])
        for whole in entities():
            found |= {str(uid) for _, uid in self.hidden(whole, sight)}
        return found


def written(amount: str) -> set[str]:
    """Return an amount as data, pages and histories write it; no id can look like that."""
    whole = amount.partition(".")[0]
    return {f"{whole}.0", f"{int(whole):,}", f"{whole} TWD"}


def the_world() -> World:
    """Make the firm, its rows and its readers."""
    people = _people()
    for whose in WHOSE:
        _customer(whose, people)
    _shared()
    _everybodys()
    rows = {whole.name: _rows_of(whole) for whole in entities()}
    sights = {sight.name: sight for sight in _readers(people)}
    return World(people["mine"], rows, sights)


def _people() -> dict[str, Actor]:
    makers.a_firm()
    for team, unit in (("紅隊", "零售"), ("藍隊", "零售"), ("綠隊", "企業")):
        makers.a_team(team, unit=unit)
    teams = {"mine": "紅隊", "mate": "紅隊", "unit": "藍隊", "far": "綠隊"}
    return {whose: makers.a_user(f"agent {whose}", teams=[team]) for whose, team in teams.items()}


def _customer(whose: str, people: Mapping[str, Actor]) -> None:
    """Make a customer of this holder with a row of everything that belongs to customers."""
    word = WORDS[whose]
    tax = {"tax_country": "TW", "tax_number": TAX_NUMBERS[whose]} if whose in TAX_NUMBERS else {}
    key = makers.a_customer(
        f"{word} Lin",
        phones=[PHONES[whose]],
        emails=[f"{word.lower()}@example.com"],
        address=AddressGiven("TW", f"{word} Road 1", "Taipei", source="Hearsay"),
        external_ids=[("erp", word)],
        tags=[f"tag {word}"],
        occupation="Falconer",
        birth_on=date(1971, 3, 17),
        industry=word,
        **tax,
    )
    owner = people[whose].user_id if whose in people else None
    parties.assign_owner(party_id=key, holder=Holder(owner), actor=OPERATOR, now=NOW)
    point = PointGiven(PointKind.WEB, f"{word}.example", label="Sideboard")
    parties.add_contact_point(party_id=key, given=point, rng=DICE, actor=OPERATOR, now=NOW)
    note = parties.add_note(
        party_id=key, text=f"Nightingale {word}", rng=DICE, actor=OPERATOR, now=NOW
    )
    _touch(key, note.note_id, word)
    account = makers.a_holding(key, number=f"{word}-1", name=f"{word} account", place="Lighthouse")
    makers.a_balance(account, BALANCES[whose])
    _order(key, word)


def _order(party_id: int, word: str) -> None:
    """Place an order and pay some of it."""
    order = NewOrder(
        lines=(
            NewLine(Decimal(1), Decimal(3711), description="Candlestick"),
            NewLine(Decimal(1), Decimal(1000), description="Candlestick"),
        ),
        currency="TWD",
        ordered_at=NOW,
        party_id=party_id,
        store="Backyard",
        source="erp",
        external_number=word,
    )
    placed = commerce.place_order(order=order, actor=OPERATOR, now=NOW, rng=DICE)
    money = Money(Decimal(11), "TWD")
    payment = NewPayment(placed.order_id, word, money, NOW, reference="Handshake")
    commerce.record_payment(payment=payment, actor=OPERATOR, now=NOW, rng=DICE)


def _touch(party_id: int, note_id: int, word: str) -> None:
    entry = EntryGiven(
        party_id, EntryKind.CALL, NOW, "parties.note", note_id, "called", text=f"Call of {word}"
    )
    interactions.record_entries(given=[entry], rng=DICE, actor=OPERATOR, now=NOW)


def _shared() -> None:
    """Relate customers across holders, and let an account belong to two of them."""
    keys = {whose: _party(WORDS[whose]) for whose in WHOSE}
    for one, other in (("mine", "far"), ("far", "mine"), ("mate", "unit"), ("nobody", "mate")):
        parties.add_relation(
            party_id=keys[one],
            other_id=keys[other],
            kind=RelationKind.FRIEND,
            values={"role": "Godfather"},
            rng=DICE,
            actor=OPERATOR,
            now=NOW,
        )
    account = makers.a_holding(keys["far"], number="JOINT-1")
    holdings.assign_role(
        holding_id=account,
        party_id=keys["mine"],
        part=Part.JOINT_HOLDER,
        from_on=None,
        actor=OPERATOR,
        now=NOW,
    )


def _everybodys() -> None:
    """Make rows that belong to nobody in particular."""
    product = NewProduct("SH-100", "Rice cooker", category="Astrolabes")
    catalogue.create_product(product=product, actor=OPERATOR, now=NOW, rng=DICE)
    Territory.objects.create(
        uid=new_id(NOW, DICE), code="N", name="Northmoor", created_at=NOW, updated_at=NOW
    )
    calendars.create_calendar(
        name="Shop", zone="Etc/GMT-9", week=[()] * 7, actor=OPERATOR, now=NOW, rng=DICE
    )


def _party(word: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select id from parties_party where industry = %s", [word])
        return int(cursor.fetchone()[0])


# How to find whose a row of an entity is: SQL of the customer's key; "" is everybody's.
HOLDERS = {
    "parties.party": "t.id",
    "parties.contact_point": "t.party_id",
    "parties.address": "t.party_id",
    "parties.relation": "least(t.party_id, t.other_id)",  # seen from either end
    "parties.note": "t.party_id",
    "interactions.entry": "t.party_id",
    # The account of two is as near as the nearer of them.
    "holdings.holding": "(select min(r.party_id) from holdings_role r where r.holding_id = t.id)",
    "commerce.order": "t.party_id",
    "commerce.order_line": "(select o.party_id from commerce_order o where o.id = t.order_id)",
    "commerce.payment": "(select o.party_id from commerce_order o where o.id = t.order_id)",
    "parties.territory": "",
    "holdings.kind": "",
    "catalogue.product": "",
    "calendars.calendar": "",
    "access.user": "",
    "access.team": "",
    "access.unit": "",
}


def _rows_of(whole: Whole) -> dict[str, list[tuple[int, UUID]]]:
    """Return the rows of the entity by holder, read past all rules."""
    holder = HOLDERS[whole.name]
    table = whole.base.table
    sql = f"select '', t.id, t.uid from {table} t"
    if holder:
        sql = (
            f"select p.industry, t.id, t.uid from {table} t join parties_party p on p.id = {holder}"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = cursor.fetchall()
    whose = {word: one for one, word in WORDS.items()}
    rows: dict[str, list[tuple[int, UUID]]] = {}
    for word, key, uid in found:
        rows.setdefault(whose[word] if word else "", []).append((key, uid))
    return rows


def _number_of(table: str, column: str, whose: str) -> str:
    """Return how people call the customer, or its order."""
    party = "id" if table == "parties_party" else "party_id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"select min({column}) from {table} where {party} = %s", [_party(WORDS[whose])]
        )
        return str(cursor.fetchone()[0])


def _readers(people: Mapping[str, Actor]) -> list[Sight]:
    """Return readers of every reach, all of them the first agent, and some with less."""
    everything = dict.fromkeys(permissions(), Reach.ALL)
    own_orders = {"commerce.view": Reach.OWN, "holdings.view": Reach.OWN}
    grants: dict[str, Mapping[str, Reach]] = {
        **{reach.name.lower(): dict.fromkeys(permissions(), reach) for reach in REACHED},
        "denied": everything,
        "no balances": _without(everything, "holdings.balances"),
        "no orders": _without(everything, "commerce.view"),
        "nothing": {"views.export": Reach.ALL},
        "own orders": {**everything, **own_orders},
        "own amounts": {**everything, "holdings.balances": Reach.OWN, "commerce.view": Reach.OWN},
    }
    return [_sight(name, people["mine"], grants[name]) for name in grants]


def _sight(name: str, agent: Actor, grants: Mapping[str, Reach]) -> Sight:
    denied = frozenset(DENIED) if name == "denied" else frozenset()
    role = makers.a_role(f"role {name}", grants, denied=sorted(denied))
    return Sight(name, with_role(agent, role), role, denied)


def _without(grants: Mapping[str, Reach], code: str) -> dict[str, Reach]:
    return {name: reach for name, reach in grants.items() if name != code}


def with_role(agent: Actor, role: str) -> Actor:
    """Return the actor that the agent is with this role alone."""
    with connection.cursor() as cursor:
        cursor.execute("delete from access_userrole where user_id = %s", [agent.user_id])
        cursor.execute(
            """insert into access_userrole (user_id, role_id)
            select %s, id from access_role where name = %s""",
            [agent.user_id, role],
        )
    found = access.reader_of(agent.user_id or 0)
    assert found is not None
    return found.actor
