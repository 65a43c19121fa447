"""Holdings recorded, changed, fed and ended; roles given and ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from rapport.customers.holdings import commands as holdings
from rapport.customers.holdings.models import Figure, Holding, Kind, Role
from rapport.customers.holdings.pure import (
    FigureKeptBySource,
    FigureNotUnderstood,
    HoldingNotUnderstood,
    OwnFieldNotUnderstood,
    SchemaNotUnderstood,
)
from rapport.customers.holdings.words import FigureName, NewFigure, NewKind, Part, Side
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.audit.queries import history_of
from rapport.kernel.errors import NotAllowed, NotFound
from rapport.kernel.web.problems import Stale
from tests.makers import DICE, NOW, OPERATOR, a_balance, a_customer, a_holding

pytestmark = pytest.mark.django_db
ALL = Reach.ALL
ADVISER = Actor(
    kind="user",
    name="Olga",
    user_id=1,
    reach={"parties.view": ALL, "holdings.view": ALL, "holdings.change": ALL},
)
CAR_FIELDS = {"required": ["plate"], "properties": {"plate": {"type": "string"}}}
FIRST, LATER = date(2026, 1, 1), date(2026, 6, 1)


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Kind, Holding, Role, Figure)]


def a_kind(code="lease", **more):
    new = NewKind(code, "Lease", own_fields=more.pop("own_fields", CAR_FIELDS), **more)
    return holdings.create_kind(kind=new, actor=OPERATOR, now=NOW, rng=DICE).kind_id


def change(holding_id, *, actor=OPERATOR, source="", version=None, **values):
    return holdings.change_holding(
        holding_id=holding_id, values=values, source=source, version=version, actor=actor, now=NOW
    )


def figures(holding_id, *given, actor=OPERATOR):
    return holdings.set_figures(holding_id=holding_id, figures=given, actor=actor, now=NOW)


def a_figure(value, *, hours=0, source="core", name=FigureName.BALANCE, currency="TWD"):
    as_of = NOW + timedelta(hours=hours)
    return NewFigure(name, Decimal(value), as_of, source=source, currency=currency)


def test_a_holding_has_a_kind_a_number_and_a_holder():
    lin = a_customer()
    a_kind()

    holding_id = a_holding(lin, "lease", number="L-1", own={"plate": "ABC-1234"}, from_on=FIRST)

    row = Holding.objects.get(pk=holding_id)
    assert (row.number, row.own, row.status) == ("L-1", {"plate": "ABC-1234"}, "active")
    assert list(Role.objects.values_list("party_id", "part", "from_on")) == [(lin, "holder", FIRST)]


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"kind": "yacht"}, holdings.KindUnknown),
        ({"number": "L-1"}, holdings.HoldingNumberTaken),
        ({"number": "  "}, HoldingNotUnderstood),
        ({"own": {}}, OwnFieldNotUnderstood),
        ({"own": {"plate": "A", "colour": "red"}}, OwnFieldNotUnderstood),
    ],
)
def test_a_holding_that_cannot_be_is_not_recorded(more, refusal):
    lin = a_customer()
    a_kind()
    plate = {"plate": "ABC-1234"}
    a_holding(lin, "lease", number="L-1", own=plate)
    before = everything()

    with pytest.raises(refusal):
        a_holding(lin, **{"kind": "lease", "number": "L-2", "own": plate, **more})

    assert everything() == before


def test_a_number_is_unique_in_its_kind_only():
    lin = a_customer()

    assert a_holding(lin, "account", number="007") != a_holding(lin, "card", number="007")


@pytest.mark.parametrize(
    ("reach", "refusal"),
    [
        ({"parties.view": ALL, "holdings.view": ALL}, NotAllowed),
        ({"holdings.change": ALL, "holdings.view": ALL, "parties.view": Reach.OWN}, NotFound),
    ],
)
def test_who_may_not_records_no_holding(reach, refusal):
    lin = a_customer()
    before = everything()

    with pytest.raises(refusal):
        a_holding(lin, actor=replace(ADVISER, reach=reach))

    assert everything() == before


def test_what_a_source_keeps_is_changed_by_that_source_only():
    holding_id = a_holding(a_customer(), source="core", name="Savings")
    before = everything()

    with pytest.raises(holdings.HoldingKeptBySource):
        change(holding_id, name="Current")
    with pytest.raises(holdings.HoldingKeptBySource):
        holdings.end_holding(holding_id=holding_id, until_on=LATER, actor=OPERATOR, now=NOW)

    assert everything() == before
    assert change(holding_id, source="core", name="Current").fields == ("name",)


def test_a_holding_ends_on_a_day_and_not_twice():
    holding_id = a_holding(a_customer(), from_on=FIRST)

    holdings.end_holding(holding_id=holding_id, until_on=LATER, actor=OPERATOR, now=NOW)

    row = Holding.objects.get(pk=holding_id)
    assert (row.status, row.until_on) == ("ended", LATER)
    with pytest.raises(holdings.HoldingEndedAlready):
        holdings.end_holding(holding_id=holding_id, until_on=LATER, actor=OPERATOR, now=NOW)


def test_a_holding_does_not_end_before_it_starts():
    holding_id = a_holding(a_customer(), from_on=LATER)
    before = everything()

    with pytest.raises(HoldingNotUnderstood):
        holdings.end_holding(holding_id=holding_id, until_on=FIRST, actor=OPERATOR, now=NOW)

    assert everything() == before


def test_a_role_is_given_from_a_day_and_ended_on_a_day():
    holding_id, wife = a_holding(a_customer()), a_customer("郭怡君")
    role = {"holding_id": holding_id, "party_id": wife, "part": Part.JOINT_HOLDER}

    holdings.assign_role(**role, from_on=FIRST, actor=OPERATOR, now=NOW)
    with pytest.raises(holdings.RoleHeldAlready):
        holdings.assign_role(**role, from_on=LATER, actor=OPERATOR, now=NOW)
    holdings.end_role(**role, until_on=LATER, actor=OPERATOR, now=NOW)
    with pytest.raises(holdings.RoleNotHeld):
        holdings.end_role(**role, until_on=LATER, actor=OPERATOR, now=NOW)
    holdings.assign_role(**role, from_on=LATER, actor=OPERATOR, now=NOW)

    assert list(
        Role.objects.filter(party_id=wife).order_by("id").values_list("from_on", "until_on")
    ) == [(FIRST, LATER), (LATER, None)]
    assert Holding.objects.get(pk=holding_id).version == 4


def test_a_role_is_not_given_to_a_customer_out_of_reach():
    holding_id = a_holding(a_customer(owner_id=None))
    before = everything()

    with pytest.raises(NotFound):
        holdings.assign_role(
            holding_id=holding_id,
            party_id=999_999,
            part=Part.DRIVER,
            from_on=None,
            actor=OPERATOR,
            now=NOW,
        )

    assert everything() == before


def test_a_figure_has_an_as_of_time_and_a_source():
    holding_id = a_holding(a_customer())

    set_ = figures(holding_id, a_figure("120000.50"))

    assert set_.figures == ("balance",)
    assert list(Figure.objects.values_list("value", "currency", "as_of", "source")) == [
        (Decimal("120000.5000"), "TWD", NOW, "core")
    ]


def test_a_figure_of_a_source_is_not_typed_over():
    holding_id = a_holding(a_customer())
    a_balance(holding_id, "100")
    before = everything()

    with pytest.raises(FigureKeptBySource):
        figures(holding_id, a_figure("999", source=""))

    assert everything() == before


def test_a_figure_that_the_kind_does_not_have_stops_the_others_too():
    holding_id = a_holding(a_customer())
    before = everything()

    with pytest.raises(FigureNotUnderstood):
        figures(holding_id, a_figure("5"), a_figure("7", name=FigureName.MILEAGE, currency=""))

    assert everything() == before


def test_the_same_value_at_a_later_time_is_kept_and_is_no_change():
    holding_id = a_holding(a_customer())
    a_balance(holding_id, "100", as_of=NOW - timedelta(days=2))

    set_ = figures(holding_id, a_figure("100"))

    assert set_.figures == ()
    assert Figure.objects.get().as_of == NOW


def test_who_may_not_see_amounts_does_not_set_them():
    holding_id = a_holding(a_customer(), "vehicle")
    account = a_holding(a_customer())
    reading = a_figure("52000", name=FigureName.MILEAGE, currency="")
    before = everything()

    with pytest.raises(NotAllowed):
        figures(account, a_figure("5"), actor=ADVISER)

    assert everything() == before
    assert figures(holding_id, reading, actor=ADVISER).figures == ("mileage",)


def test_the_history_of_a_balance_is_for_who_may_see_balances():
    holding_id = a_holding(a_customer())
    a_balance(holding_id, "100")

    def steps(actor):
        history = history_of("holdings.holding", holding_id, actor=actor)
        return [(step.after) for step in history if step.field == "balance"]

    assert steps(ADVISER) == []
    assert steps(OPERATOR) == ["100 TWD"]


def test_kinds_are_declared_with_checked_fields_and_a_code_of_their_own():
    kind_id = a_kind(figures=(FigureName.BALANCE,), side=Side.ASSET)
    before = everything()

    with pytest.raises(holdings.KindCodeTaken):
        a_kind()
    with pytest.raises(SchemaNotUnderstood):
        a_kind("bad", own_fields={"properties": {"plate": {"type": "money"}}})
    with pytest.raises(NotAllowed):
        holdings.change_kind(kind_id=kind_id, values={"name": "X"}, actor=ADVISER, now=NOW)

    assert everything() == before
    changed = holdings.change_kind(
        kind_id=kind_id, values={"late_after_hours": 24}, actor=OPERATOR, now=NOW
    )
    assert changed.fields == ("late_after_hours",)


def test_a_change_of_another_version_is_stale():
    holding_id = a_holding(a_customer())
    change(holding_id, name="Savings", version=1)
    before = everything()

    with pytest.raises(Stale):
        change(holding_id, name="Current", version=1)

    assert everything() == before
