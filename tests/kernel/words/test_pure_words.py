"""Languages, the glossary, and amounts as people read and type them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.kernel.values import Money
from rapport.kernel.words.amounts import (
    AmountHasTooManyDecimals,
    AmountUnclear,
    CurrencyNotKnown,
    format_money,
    money_from_json,
    read_money,
)
from rapport.kernel.words.catalogues.usage import wrong_characters, wrong_words
from rapport.kernel.words.glossary import GLOSSARY
from rapport.kernel.words.languages import ENGLISH, ZH_HANS, ZH_HANT, best_language, language


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", ZH_HANT),
        ("zh-HK", ZH_HANT),
        ("zh-Hant-CN", ZH_HANT),
        ("zh-CN,zh;q=0.9", ZH_HANS),
        ("zh-Hans-HK", ZH_HANS),
        ("zh", ZH_HANS),
        ("en-US,en;q=0.9", ENGLISH),
        ("fr;q=0.9,en;q=0.5,zh-TW;q=0.7", ZH_HANT),
        ("en;q=0,zh-TW;q=0.1", ZH_HANT),
        ("fr", ZH_HANT),
        ("", ZH_HANT),
        ("*", ZH_HANT),
        (";;;,q=,en;q=x", ZH_HANT),
    ],
)
def test_the_language_that_suits_a_browser_best_is_chosen(accepted, chosen):
    assert best_language(accepted) is chosen


def test_a_language_is_known_by_djangos_code():
    assert language("zh-hant").locale == "zh_Hant_TW"
    with pytest.raises(KeyError):
        language("zh-tw")


def test_each_term_has_a_word_in_each_language_and_none_stands_for_two_things():
    for term in GLOSSARY.values():
        assert wrong_characters(term.zh_hant, traditional=True) == []
        assert wrong_characters(term.zh_hans, traditional=False) == []
        assert wrong_words(term.zh_hant, traditional=True) == []
        assert wrong_words(term.zh_hans, traditional=False) == []
        assert term.meaning

    for which in (ZH_HANT, ZH_HANS):
        words = [term.in_language(which) for term in GLOSSARY.values()]
        assert sorted(words) == sorted(set(words))
    assert GLOSSARY["Queue"].in_language(ZH_HANT) == "佇列"
    assert GLOSSARY["Queue"].in_language(ZH_HANS) == "队列"


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("1250", "TWD", "NT$\u00a01,250"),
        ("1250.5", "TWD", "NT$\u00a01,250.50"),
        ("-1250", "TWD", "−NT$\u00a01,250"),
        ("1234567.89", "USD", "US$\u00a01,234,567.89"),
        ("1250", "JPY", "JP¥\u00a01,250"),
        ("12", "CNY", "CN¥\u00a012.00"),
        ("1.5", "KWD", "KWD\u00a01.500"),
        ("0.0025", "TWD", "NT$\u00a00.0025"),
        ("0", "TWD", "NT$\u00a00"),
    ],
)
def test_a_label_shows_the_right_currency_and_its_decimals_crm_28(amount, currency, shown):
    assert format_money(Money(Decimal(amount), currency)) == shown


def test_a_column_that_names_the_currency_leaves_the_sign_away():
    assert format_money(Money(Decimal(-1250), "TWD"), sign=False) == "−1,250"


@pytest.mark.parametrize(
    ("text", "currency", "plain"),
    [
        ("1250", "TWD", "1250.00"),
        ("ＮＴ$ １，２５０元", "TWD", "1250.00"),
        ("1,250.5 TWD", "TWD", "1250.50"),
        ("−12.5", "USD", "-12.50"),
        ("JP¥ 1,250", "JPY", "1250"),
        ("1234,567", "TWD", None),
        ("12,50", "EUR", None),
        ("1.250,00", "EUR", None),
        ("", "TWD", None),
        ("free", "TWD", None),
        ("1e3", "TWD", None),
    ],
)
def test_an_amount_is_read_as_typed_or_refused_with_an_example(text, currency, plain):
    if plain is not None:
        assert read_money(text, currency).plain() == plain
        return

    with pytest.raises(AmountUnclear) as refusal:
        read_money(text, currency)
    assert refusal.value.details["text"] == text


def test_an_amount_finer_than_it_can_be_or_in_no_currency_is_refused():
    with pytest.raises(AmountHasTooManyDecimals):
        read_money("0.5", "JPY")
    with pytest.raises(CurrencyNotKnown):
        read_money("1", "NTD")
    assert read_money("0.0025", "TWD", decimals=4).plain() == "0.0025"


@pytest.mark.parametrize(
    "value", [None, 12.5, {"amount": 12.5, "currency": "TWD"}, {"amount": "x", "currency": "TWD"}]
)
def test_json_that_is_no_money_is_refused_at_the_door(value):
    with pytest.raises(AmountUnclear):
        money_from_json(value)


@pytest.mark.parametrize("currency", ["XXX", "", None, 7, "ZZZ"])
def test_json_in_no_currency_is_refused_at_the_door(currency):
    with pytest.raises((CurrencyNotKnown, AmountUnclear)):
        money_from_json({"amount": "1", "currency": currency})


@given(
    st.decimals(-(10**12), 10**12, places=3), st.sampled_from(["TWD", "JPY", "KWD", "USD", "IDR"])
)
def test_what_is_shown_is_read_back_as_the_same_amount(amount, currency):
    money = Money(amount, currency).rounded()

    assert read_money(format_money(money), currency) == money
    assert read_money(format_money(money, sign=False), currency) == money
