"""Search tokens: the tables of docs/algorithms/search-tokens.md, and that all parts are found."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rapport.kernel.search.engines import tables
from rapport.kernel.search.pure import (
    Query,
    QueryKind,
    as_one_word,
    email_key,
    finds,
    fold,
    phone_key,
    query_tokens,
    syllables,
    tokens_of,
)
from tests.algorithm_pages import examples
from tests.shared_data import shared

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=6)
LATIN = st.from_regex(r"[A-Za-zÀ-ÖØ-öø-ſ]{1,30}", fullmatch=True)
E164 = st.from_regex(r"\+[1-9][0-9]{7,13}", fullmatch=True)


@pytest.mark.parametrize("row", examples("search-tokens", "Folding"))
def test_a_text_is_folded(row):
    assert fold(row["text"]) == row["folded"]


@pytest.mark.parametrize("row", examples("search-tokens", "Tokens of a name"))
def test_a_name_has_these_tokens(row):
    assert " ".join(tokens_of(row["name"])) == row["tokens"]


@pytest.mark.parametrize("row", examples("search-tokens", "What is typed"))
def test_what_is_typed_is_understood(row):
    query = query_tokens(row["typed"])

    assert query.kind == row["kind"]
    assert (" ".join(query.tokens), " ".join(query.longer)) == (row["tokens"], row["longer"])


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\u200b", "\u202e"])
def test_nothing_typed_looks_up_nothing(text):
    assert query_tokens(text) == Query(QueryKind.NOTHING)


def test_digits_alone_may_also_be_the_number_or_the_name_of_a_record():
    number, name = query_tokens("204817").alternatives

    assert number == Query(QueryKind.NUMBER, ("204817",))
    assert name == Query(QueryKind.NAME, ("2048",), ("204817",))
    assert query_tokens("0912-345-678").alternatives == ()


def test_a_word_may_also_begin_an_address():
    (other,) = query_tokens("maria.san").alternatives

    assert other == Query(QueryKind.EMAIL, ("maria.san",))


@pytest.mark.parametrize(
    "typed",
    [
        *("林", "志遠", "志远", "林志遠", "林 志 遠", "lin", "linz", "lin zhiyuan", "linzhiyuan"),
        *("lzy", "zhiyuan", "zhi yuan", "LIN ZHI-YUAN", "ｌｉｎ", "lin yuan 林"),
    ],
)
def test_a_chinese_name_is_found_by_its_characters_and_its_sound(typed):
    assert finds(query_tokens(typed), tokens_of("林志遠"))


@pytest.mark.parametrize("typed", ["林志明", "遠志", "lin zhiming", "lzm", "wang", "lim", "yuanz"])
def test_another_name_is_not_found(typed):
    assert not finds(query_tokens(typed), tokens_of("林志遠"))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("曾國榮", "zeng guo rong"),
        ("單雄信", "shan"),
        ("尉遲恭", "yuchi gong"),
        ("歐陽靜宜", "ouyang jingyi"),
        ("呂綠雪", "lyu"),
        ("呂綠雪", "lvluxue"[:2]),
        ("樂天", "letian"),
        ("樂天", "yuetian"),
        ("阿卜杜拉・买买提", "阿卜杜拉·買買提"),
        ("Siobhán O'Brien", "obrien siobhan"),
        ("Siobhán O'Brien", "brien"),
        ("Lin Chih-Yuan", "chihyuan"),
        ("Đặng Văn Lâm", "dang van lam"),
        ("İlker Şahin", "ilker sahin"),
        ("松河生活股份有限公司", "songhe"),
    ],
)
def test_names_are_found_as_people_type_them(name, typed):
    assert finds(query_tokens(typed), tokens_of(name))


def test_a_character_without_a_reading_leaves_the_name_without_sound():
    assert syllables("𠮷田") == []
    assert tokens_of("𠮷") == ["𠮷"]


def test_folding_twice_changes_nothing_more():
    simplified = tables.simplified_pairs()

    assert [form for form in simplified.values() if fold(fold(form)) != fold(form)] == []


def test_the_tables_are_what_the_libraries_say_today():
    for name, content in tables.files().items():
        assert (tables.FOLDER / name).read_text(encoding="utf-8") == content


@given(HAN, st.data())
def test_any_part_of_a_chinese_name_finds_it(name, data):
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))

    assert finds(query_tokens(name[start:end]), tokens_of(name))


@given(st.lists(LATIN, min_size=1, max_size=3), st.data())
def test_the_beginnings_of_any_words_of_a_latin_name_find_it(words, data):
    begun = [word[: data.draw(st.integers(1, len(word)))] for word in words]
    typed = " ".join(data.draw(st.permutations(begun)))
    query = query_tokens(typed)
    assume(query.kind is QueryKind.NAME)

    assert finds(query, tokens_of(" ".join(words)))


@given(E164, st.integers(3, 14), st.sampled_from(["", " ", "-", " - ", "."]))
def test_the_last_digits_of_any_number_find_it_however_they_are_parted(e164, length, mark):
    typed = mark.join(e164.lstrip("+")[-length:])

    query = query_tokens(typed)

    assert query.kind is QueryKind.PHONE
    assert phone_key(e164).startswith(query.tokens[0])


@given(st.text(max_size=300))
def test_any_text_makes_tokens_and_a_query(text):
    tokens, query = tokens_of(text), query_tokens(text)

    assert len(tokens) == len(set(tokens)) <= 64
    assert all(0 < len(token) <= 60 for token in tokens)
    assert (query.tokens == ()) == (query.kind is QueryKind.NOTHING)


@pytest.mark.parametrize("text", ["\x00", "\ud800", "\x00\ud800 \x07", "a\x00b", "林\ud800志"])
def test_what_a_database_cannot_keep_is_in_no_token(text):
    for token in (*tokens_of(text), *query_tokens(text).tokens):
        assert "\x00" not in token
        assert token.encode("utf-8")


def test_addresses_are_compared_in_lower_case():
    assert email_key(" Maria.Santos@Example.COM ") == "maria.santos@example.com"


def test_each_hostile_name_is_found_by_itself_and_by_its_family_name():
    names = map(json.loads, shared("hostile/names/gen/names.jsonl").read_text("utf-8").splitlines())

    missed = [
        (row["name"], typed)
        for row in names
        for typed in (row["name"], row.get("family"), row.get("same_as"))
        if typed
        and (query := query_tokens(typed)).kind is QueryKind.NAME
        and not finds(query, tokens_of(row["name"]))
    ]

    assert missed == []


def test_hostile_strings_make_tokens_and_queries():
    strings = json.loads(shared("hostile/strings/blns.json").read_text("utf-8"))

    for text in strings:
        assert all(token == token.strip() != "" for token in tokens_of(text))
        assert query_tokens(text).kind in QueryKind


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Jin-H", "黃進華"), ("jin-hua", "Huang Jin-Hua"), ("Zhi-Yuan", "林志遠"), ("O-B", "Ob Lin")],
)
def test_a_hyphenated_word_is_also_looked_up_in_one(typed, name):
    asked = as_one_word(typed)

    assert asked is not None
    assert finds(asked, tokens_of(name))


@pytest.mark.parametrize("typed", ["jin", "Jin-Hua Huang", "林-志", "-", "", "0912-34", "a@b-c.tw"])
def test_other_texts_are_not_looked_up_in_one_word(typed):
    assert as_one_word(typed) is None
