"""What an import changed of a row stands in the history of its fields."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.audit.commands import erase_payloads
from rapport.kernel.audit.queries import history_of
from rapport.kernel.imports import running
from tests.makers import (
    NOW,
    OPERATOR,
    a_balance,
    a_customer,
    a_firm,
    a_holding,
    a_product,
    a_user,
)

pytestmark = pytest.mark.django_db
LATER, LAST = NOW + timedelta(hours=1), NOW + timedelta(hours=2)


def taken_in(
    place: Path, mapping: str, lines: str, *, actor: Actor = OPERATOR
) -> running.ImportResult:
    place.write_text(lines, encoding="utf-8")
    return running.run_import(place, mapping, actor=actor, now=LATER)


def steps(entity: str, row_id: int, *, actor: Actor = OPERATOR) -> list[tuple[object, ...]]:
    found = history_of(entity, row_id, actor=actor)
    return [
        (step.field, step.before, step.after, step.actor_name)
        for step in found
        if step.name.startswith("imports.")
    ]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    a_firm()
    return tmp_path / "file.csv"


def test_a_price_says_who_changed_it_by_a_file_and_that_it_was_taken_back(place: Path) -> None:
    key = a_product("SH-100", "Rice cooker", price="1990.1250")
    ben = a_user("Ben")
    lines = "code,name,list_price,currency\nSH-100,Rice cooker,2100,TWD\n"

    came = taken_in(place, "products", lines, actor=ben)
    written = steps("catalogue.product", key)
    running.undo(str(came.card.id), actor=ben, now=LAST)

    assert written == [("list_price", "1990.1250", "2100.0000", "Ben")]
    assert steps("catalogue.product", key) == [
        ("list_price", "2100.0000", "1990.1250", "Ben"),
        ("list_price", "1990.1250", "2100.0000", "Ben"),
    ]


def test_a_customer_shows_changed_fields_and_nothing_that_is_kept_for_undo(place: Path) -> None:
    key = a_customer("林志遠", phones=["0912-345-678"], external_ids=[("import", "K1")])

    taken_in(place, "customers", "external_id,occupation,phones\nK1,Teacher,0987654321\n")

    assert steps("parties.party", key) == [("occupation", "", "Teacher", "")]


def test_a_made_row_has_no_steps(place: Path) -> None:
    taken_in(place, "products", "code,name\nSH-100,Rice cooker\n")
    key = a_product("SH-101")

    assert steps("catalogue.product", key - 1) == []


def test_a_figure_is_told_to_who_sees_amounts_alone(place: Path) -> None:
    lin = a_customer("林志遠")
    key = a_holding(lin, number="001", source="core")
    a_balance(key, "1250")
    lines = (
        "kind,number,name,balance,currency,as_of,source\n"
        f"account,001,Savings,900.5,TWD,{LATER.isoformat()},core\n"
    )

    taken_in(place, "holdings", lines)
    tess = a_user("Tess", grants={"parties.view": Reach.ALL, "holdings.view": Reach.ALL})

    assert sorted(steps("holdings.holding", key)) == [
        ("balance", "1250 TWD", "900.5 TWD", ""),
        ("name", "", "Savings", ""),
    ]
    assert steps("holdings.holding", key, actor=tess) == [("name", "", "Savings", "")]


def test_of_an_erased_customer_imports_remember_nothing(place: Path) -> None:
    key = a_customer("林志遠", external_ids=[("import", "K1")])
    other = a_customer("江雨潔", external_ids=[("import", "K2")])
    came = taken_in(place, "customers", "external_id,occupation\nK1,Teacher\nK2,Nurse\n")

    erase_payloads(
        entity="parties.party", row_ids=[key], reason="asked to", actor=OPERATOR, now=LATER
    )
    undone = running.undo(str(came.card.id), actor=OPERATOR, now=LAST)

    assert steps("parties.party", key) == []
    assert (undone.taken_back, undone.kept) == (1, 0)
    assert len(steps("parties.party", other)) == 2
