"""Cells say what they say, or a reason: the tables of docs/algorithms/reading-cells.md."""

from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.kernel.imports.pure import CellKind, Column, Habits, Unreadable
from rapport.kernel.imports.pure.cells import reader_for
from rapport.kernel.imports.pure.safety import (
    escaped,
    is_dangerous,
    joined,
    parts_of,
    unescaped,
)
from tests.algorithm_pages import examples

LONDON = Habits(zone=ZoneInfo("Europe/London"))
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40)


def read(kind: CellKind, text: str, habits: Habits = LONDON, **more: object) -> object:
    """Return what the cell says, or its fault with an exclamation mark."""
    try:
        return reader_for(Column("x", "X", kind, **more), habits)(text)
    except Unreadable as unreadable:
        return f"!{unreadable.code}"


@pytest.mark.parametrize("row", examples("reading-cells", "Days"), ids=lambda row: row["cell"])
def test_a_day_is_read_or_asked_about(row):
    habits = Habits(order=row["order"], years=row["years"])

    assert str(read(CellKind.DATE, row["cell"], habits)) == row["day"]


@pytest.mark.parametrize("row", examples("reading-cells", "Moments"), ids=lambda row: row["cell"])
def test_a_moment_is_read_in_the_zone_of_the_mapping(row):
    found = read(CellKind.INSTANT, row["cell"])

    shown = found if isinstance(found, str) else found.astimezone(UTC).isoformat()
    assert shown == row["moment"]


@pytest.mark.parametrize("row", examples("reading-cells", "Numbers"), ids=lambda row: row["cell"])
def test_a_number_is_read_exactly(row):
    found = read(CellKind.MONEY, row["cell"], Habits(decimal=row["decimal"]))

    assert (found if isinstance(found, str) else f"{found:f}") == row["number"]


@pytest.mark.parametrize("row", examples("reading-cells", "Texts that look like formulas"))
def test_a_text_that_looks_like_a_formula_is_escaped(row):
    assert escaped(row["text"]) == row["in a file"]
    assert unescaped(row["in a file"]) == row["text"]


@given(TEXTS)
def test_every_text_comes_back_as_it_was(text):
    assert unescaped(escaped(text)) == text
    assert not escaped(text)[:1] or escaped(text)[0] not in "=+-@\t\r\n＝＋－＠"


@given(st.lists(TEXTS.map(str.strip).filter(bool).filter(lambda text: "\n" not in text)))
def test_several_texts_of_a_cell_come_back_apart(parts):
    assert parts_of(joined(parts)) == [part.strip() for part in parts]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("  x\u3000", "x"),
        ("", None),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("\u202eevil\u202c", "\u202eevil\u202c"),
        ("a\x07b", "ab"),
        ("a\x00b", "!null_byte"),
        ("a\udc80b", "!encoding"),
        ("y" * 31, "!too_long"),
    ],
)
def test_a_text_is_kept_as_written_but_for_what_is_no_text(cell, value):
    assert read(CellKind.TEXT, cell, length=30) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [("是", True), ("No", False), ("Ｙ", True), ("停用", False), ("perhaps", "!bool")],
)
def test_yes_and_no_are_read_in_three_languages(cell, value):
    assert read(CellKind.BOOL, cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [("12", 12), ("12.0", 12), ("1.5", "!whole_number"), ("1.38E+10", "!number_shortened")],
)
def test_a_whole_number_is_whole(cell, value):
    assert read(CellKind.INTEGER, cell) == value


def test_a_code_is_folded_to_one_width_and_case():
    assert read(CellKind.CODE, " ａb-1  x ") == "AB-1 X"


def test_a_choice_is_compared_without_case_and_marks():
    choices = (("gold card", "gold"), ("金卡", "gold"))

    assert read(CellKind.CHOICE, "Gold-Card", choices=choices) == "gold"
    assert read(CellKind.CHOICE, "platinum", choices=choices) == "!choice"


def test_a_needed_cell_may_not_be_blank():
    assert read(CellKind.TEXT, "\u00a0", required=True) == "!blank"
    assert read(CellKind.TEXT, "nan", Habits(blanks=frozenset({"nan"})), required=True) == "!blank"


def test_several_values_are_parted_and_repeats_left_out():
    assert read(CellKind.TEXTS, "a@x.tw; b@x.tw；a@x.tw\nc") == ["a@x.tw", "b@x.tw", "c"]


def test_what_a_spreadsheet_might_run_is_told_by_its_beginning():
    assert [is_dangerous(text) for text in ("=1", "''@x", "x=1", "'t")] == [
        True,
        True,
        False,
        False,
    ]
