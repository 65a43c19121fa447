"""Small makers of the state that tests begin with, all through commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from random import Random
from typing import Any

from django.db import connection

from rapport.customers.holdings import commands as holdings
from rapport.customers.holdings.words import FigureName, NewFigure, NewHolding
from rapport.customers.parties import commands as parties
from rapport.customers.parties.words import (
    AddressGiven,
    Belongings,
    ExternalIdGiven,
    Holder,
    PartyKind,
    PointGiven,
    PointKind,
)
from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import Actor, operator
from rapport.kernel.access.permissions import permissions
from rapport.kernel.access.words import Reach
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.rates import commands as rates
from rapport.kernel.rates.pure import DatedRate
from rapport.kernel.values import Money
from rapport.operations.catalogue import commands as catalogue
from rapport.operations.catalogue.words import NewProduct
from rapport.operations.commerce import commands as commerce
from rapport.operations.commerce.words import NewLine, NewOrder, NewPayment, OrderKind

NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
DICE = Random(20261120)
OPERATOR = operator("tests")


def a_firm(name: str = "松河生活") -> None:
    """Found the firm, unless this test did already."""
    if access.firm() is None:
        accounts.found_firm(name=name, actor=OPERATOR, now=NOW, rng=DICE)
    the_shipped_kinds()


def a_team(name: str = "台北一隊", *, unit: str = "零售") -> int:
    """Make a team in a unit and return its key."""
    saved = accounts.save_unit(name=unit, actor=OPERATOR, now=NOW, rng=DICE)
    team = accounts.save_team(name=name, unit_id=saved.unit_id, actor=OPERATOR, now=NOW, rng=DICE)
    return team.team_id


def a_role(name: str, grants: Mapping[str, Reach], *, denied: Sequence[str] = ()) -> str:
    """Make a role and return its name."""
    accounts.save_role(
        name=name, grants=grants, denied_fields=denied, actor=OPERATOR, now=NOW, rng=DICE
    )
    return name


def a_user(
    name: str = "陳柏宇",
    *,
    grants: Mapping[str, Reach] | None = None,
    reach: Reach = Reach.ALL,
    teams: Sequence[str] = (),
    roles: Sequence[str] = (),
    denied: Sequence[str] = (),
) -> Actor:
    """
    Let somebody in and return the actor he is.

    Without grants and roles he may do everything as far as `reach`.
    """
    a_firm()
    if not roles:
        grants = dict.fromkeys(permissions(), reach) if grants is None else grants
        roles = (a_role(f"role of {name} {DICE.getrandbits(40)}", grants, denied=denied),)
    new = accounts.NewUser(f"u{DICE.getrandbits(60)}", name, roles=roles, teams=teams)
    made = accounts.create_user(new=new, actor=OPERATOR, now=NOW, rng=DICE)
    found = access.reader_of(made.user_id)
    assert found is not None
    return found.actor


def a_customer(
    name: str = "林志遠",
    *,
    kind: PartyKind = PartyKind.PERSON,
    phones: Sequence[str] = (),
    emails: Sequence[str] = (),
    **more: Any,
) -> int:
    """
    Create a customer and return its key.

    `owner`, `team` and `actor` say whose and by whom; `address`, `tags`, `external_ids` (system,
    value) what comes along; the rest are fields of the customer.
    """
    actor = more.pop("actor", OPERATOR)
    owner, team = more.pop("owner", None), more.pop("team", None)
    points = [PointGiven(PointKind.PHONE, text) for text in phones]
    points += [PointGiven(PointKind.EMAIL, text) for text in emails]
    address: AddressGiven | None = more.pop("address", None)
    external = [ExternalIdGiven(*pair) for pair in more.pop("external_ids", ())]
    created = parties.create_customer(
        kind=kind,
        belongings=Belongings(
            points=tuple(points),
            addresses=(address,) if address else (),
            external_ids=tuple(external),
            tags=tuple(more.pop("tags", ())),
        ),
        holder=Holder(owner.user_id if owner else None, team) if owner or team else None,
        actor=actor,
        now=more.pop("now", NOW),
        rng=DICE,
        values={"name": name, **more},
    )
    return created.party_id


def a_holding(party_id: int, kind: str = "account", *, number: str = "", **more: Any) -> int:
    """Record a holding of the party and return its key."""
    actor: Actor = more.pop("actor", OPERATOR)
    number = number or f"{kind}-{DICE.randrange(10**9):09}"
    new = NewHolding(kind, number, party_id, **more)
    return holdings.record_holding(holding=new, actor=actor, now=NOW, rng=DICE).holding_id


def a_balance(
    holding_id: int,
    amount: str,
    currency: str = "TWD",
    *,
    as_of: datetime = NOW,
    source: str = "core",
    name: FigureName = FigureName.BALANCE,
) -> None:
    """Set a figure of the holding."""
    figure = NewFigure(name, Decimal(amount), as_of, source=source, currency=currency)
    holdings.set_figures(holding_id=holding_id, figures=[figure], actor=OPERATOR, now=NOW)


def a_product(code: str = "SH-100", name: str = "Rice cooker", *, price: str = "1990") -> int:
    """Enter a product and return its key."""
    new = NewProduct(code, name, list_price=Money(Decimal(price), "TWD"))
    return catalogue.create_product(product=new, actor=OPERATOR, now=NOW, rng=DICE).product_id


def an_order(
    party_id: int | None,
    lines: Iterable[tuple[int | str, int | str]] = ((1, "1990"),),
    *,
    currency: str = "TWD",
    **more: Any,
) -> int:
    """Place an order of (quantity, price) lines and return its key."""
    actor: Actor = more.pop("actor", OPERATOR)
    new = NewOrder(
        lines=tuple(NewLine(Decimal(quantity), Decimal(price)) for quantity, price in lines),
        currency=currency,
        ordered_at=more.pop("ordered_at", NOW),
        party_id=party_id,
        kind=more.pop("kind", OrderKind.SALE),
        **more,
    )
    return commerce.place_order(order=new, actor=actor, now=NOW, rng=DICE).order_id


def a_payment(order_id: int, amount: str, currency: str = "TWD", *, method: str = "cash") -> int:
    """Record a payment for the order and return its key."""
    new = NewPayment(order_id, method, Money(Decimal(amount), currency), NOW)
    return commerce.record_payment(payment=new, actor=OPERATOR, now=NOW, rng=DICE).payment_id


def a_rate(one: str, other: str, rate: str, on: date = date(2026, 11, 1)) -> None:
    """Record what one unit of a currency costs in another from a day on."""
    dated = DatedRate(one, other, on, Decimal(rate), "tests")
    rates.record_rates(source="tests", rates=[dated], actor=OPERATOR, now=NOW, rng=DICE)


def the_shipped_kinds() -> None:
    """Enter the kinds of holdings that migrations made, when a transactional test cut them off."""
    migration = import_module("rapport.customers.holdings.migrations.0002_shipped_kinds")
    with connection.cursor() as cursor:
        cursor.execute("select not exists (select 1 from holdings_kind)")
        if cursor.fetchone()[0]:
            cursor.execute(migration.INSERT)
