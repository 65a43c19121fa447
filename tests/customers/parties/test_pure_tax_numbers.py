"""Tax numbers keep their check digit: 統一編號 by the rule of 2023, 统一社会信用代码."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.customers.parties.pure.tax_numbers import (
    TaxNumberMistyped,
    is_mainland_code,
    is_taiwan_number,
    mainland_check_character,
    tax_number,
)


@pytest.mark.parametrize(
    ("number", "is_good"),
    [
        ("04595257", True),  # sum 40, good before 2023 too
        ("10458575", True),  # seventh digit 7, sum 30
        ("04595252", True),  # sum 35, good only since 2023
        ("10458570", True),  # sum 25
        ("12345675", True),  # seventh digit 7, sum 39: with 1 more divisible
        ("10458574", True),  # seventh digit 7, sum 29
        ("12345670", True),  # seventh digit 7, sum 34
        ("12345673", False),  # seventh digit 7, sum 37
        ("04595253", False),
        ("04595256", False),
        ("0459525", False),
        ("045952577", False),
        ("0459525A", False),
        ("０４５９５２５７", False),
        ("", False),
    ],
)
def test_the_weighted_sum_of_a_taiwan_number_is_divisible_by_five(number, is_good):
    assert is_taiwan_number(number) is is_good


def test_the_example_of_the_standard_has_the_check_character_three():
    assert mainland_check_character("91350100M000100Y4") == "3"
    assert is_mainland_code("91350100M000100Y43")
    assert not is_mainland_code("91350100M000100Y4Z")


@pytest.mark.parametrize(
    "code", ["", "91350100M000100Y4", "9135O100M000100Y43", "9135010AM000100Y43"]
)
def test_a_code_of_another_shape_is_none(code):
    assert not is_mainland_code(code)


@pytest.mark.parametrize(
    ("text", "country", "kept"),
    [
        (" ０４５９－５２５７ ", "TW", "04595257"),
        ("91350100-m000100y43", "CN", "91350100M000100Y43"),
        ("gb 123.456 789", "GB", "GB123456789"),
    ],
)
def test_a_number_is_kept_without_spaces_and_dashes(text, country, kept):
    assert tax_number(text, country) == kept


@pytest.mark.parametrize(("text", "country"), [("04595253", "TW"), ("91350100M000100Y4Z", "CN")])
def test_a_mistyped_number_is_refused_with_what_was_typed(text, country):
    with pytest.raises(TaxNumberMistyped) as refusal:
        tax_number(text, country)

    assert refusal.value.details == {"text": text, "country": country}


@given(
    st.from_regex(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True),
    st.integers(0, 16),
    st.sampled_from("0123456789"),
)
def test_one_wrong_character_of_a_mainland_code_is_always_found(code, place, other):
    whole = code + mainland_check_character(code)

    wrong = whole[:place] + other + whole[place + 1 :]
    assert is_mainland_code(whole)
    assert is_mainland_code(wrong) is (wrong == whole)
