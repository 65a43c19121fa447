"""Names of persons: the tables of docs/algorithms/names.md, and names from everywhere."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.customers.parties.pure.names import (
    display_name,
    long_avatar,
    short_avatar,
    split_name,
)
from rapport.customers.parties.pure.romanise import System, romanised
from rapport.customers.parties.words import NameOrder
from tests.algorithm_pages import examples
from tests.shared_data import shared


@pytest.mark.parametrize("row", examples("names", "Parts"))
def test_a_name_is_parted_as_it_is_written(row):
    name = split_name(row["name"])

    assert (name.family, name.given, name.order) == (row["family"], row["given"], row["order"])
    assert name.is_sure == (row["sure"] == "yes")


@pytest.mark.parametrize("row", examples("names", "Avatars"))
def test_an_avatar_shows_the_family_name_or_initials(row):
    order = NameOrder(row["order"])

    assert short_avatar(row["family"], row["given"], order) == row["short"]
    assert long_avatar(row["family"], row["given"], order) == row["long"]


@pytest.mark.parametrize("row", examples("names", "In Latin letters"))
def test_a_chinese_name_is_written_in_latin_letters(row):
    written = {system: romanised(row["family"], row["given"], system) for system in System}

    assert written[System.HANYU] == row["Hanyu"]
    assert written[System.WADE_GILES] == row["Wade–Giles"]
    assert written[System.TONGYONG] == row["Tongyong"]


def test_titles_belong_to_neither_part():
    assert split_name("Dr. Dr. h.c. mult. Ada Lovelace").title == "Dr. Dr. h.c. mult."
    assert split_name("LIN/CHIHYUAN MR").title == "MR"


@pytest.mark.parametrize(
    ("family", "given_name", "order", "shown"),
    [
        ("林", "志遠", NameOrder.FAMILY_FIRST, "林志遠"),
        ("Lin", "Chih-Yuan", NameOrder.FAMILY_FIRST, "Lin Chih-Yuan"),
        ("Santos", "Maria", NameOrder.GIVEN_FIRST, "Maria Santos"),
        ("", "Cher", NameOrder.GIVEN_FIRST, "Cher"),
        ("林", "", NameOrder.FAMILY_FIRST, "林"),
        ("林", "Jason", NameOrder.FAMILY_FIRST, "林 Jason"),
        ("", "", NameOrder.FAMILY_FIRST, ""),
    ],
)
def test_a_name_is_put_together_in_its_own_order(family, given_name, order, shown):
    assert display_name(family, given_name, order) == shown


def test_without_a_given_name_nothing_is_romanised():
    assert romanised("林", "", System.HANYU) == ""
    assert romanised("Lin", "Chih-Yuan", System.HANYU) == ""


@given(st.text(max_size=60))
def test_any_text_can_be_parted_and_shown(text):
    name = split_name(text)

    shown = display_name(name.family, name.given, name.order)
    assert short_avatar(name.family, name.given, name.order)
    assert long_avatar(name.family, name.given, name.order)
    assert shown == shown.strip()


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4))
def test_a_chinese_name_parted_and_put_together_is_the_same(text):
    name = split_name(text)

    assert display_name(name.family, name.given, name.order) == text


def test_each_hostile_name_is_parted_as_its_custom_wants():
    rows = map(json.loads, shared("hostile/names/gen/names.jsonl").read_text("utf-8").splitlines())
    orders = {"family first": NameOrder.FAMILY_FIRST, "given first": NameOrder.GIVEN_FIRST}

    wrong = [
        row["name"]
        for row in rows
        if "family" in row
        and (
            (parted := split_name(row["name"])).family != row["family"]
            or parted.given != row["given"]
            or (row.get("order") and row["family"] and parted.order != orders[row["order"]])
        )
    ]

    assert wrong == []
