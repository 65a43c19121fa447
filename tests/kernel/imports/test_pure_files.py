"""What a file is: its encoding, its separators, what its header means."""

from __future__ import annotations

import pytest

from rapport.kernel.imports.pure import CellKind, Column
from rapport.kernel.imports.pure.dialects import Dialect, guess_dialect
from rapport.kernel.imports.pure.encodings import guess_encoding
from rapport.kernel.imports.pure.headers import fit, named, signature
from rapport.kernel.imports.pure.mappings import (
    MappingNotUnderstood,
    habits_of,
    parse_mapping,
    read_mapping,
)
from tests.algorithm_pages import examples

COLUMNS = (
    Column("name", "Name", required=True, headers=("姓名", "customer name")),
    Column("phone", "Telephone", headers=("手機", "mobile")),
    Column("born_on", "Birthday", CellKind.DATE, headers=("生日",)),
)


@pytest.mark.parametrize("row", examples("file-encodings", "Worked examples"))
def test_an_encoding_is_told_by_what_it_reads(row):
    sample = f"name,phone,note\r\n{row['text']}\r\n".encode(row["written in"])

    assert guess_encoding(sample).encoding == row["read as"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding):
    guess = guess_encoding("姓名,1".encode(encoding))

    assert (guess.encoding, guess.sure) == (encoding, 1.0)


def test_damage_to_a_few_characters_leaves_utf8():
    sample = ("王小明" * 20).encode() + b"\xff," + ("陳大文" * 20).encode()

    guess = guess_encoding(sample)

    assert guess.encoding == "utf-8"
    assert guess.sure < 1


def test_the_sign_that_cuts_all_lines_alike_parts_the_cells():
    assert guess_dialect(["a;b;c\n", '"x;y";1,5;2\n']).delimiter == ";"
    assert guess_dialect(["a\tb\n", "1\t2,3\n"]).delimiter == "\t"
    assert guess_dialect(["a,b\n", "1,2\n"]).delimiter == ","


def test_a_first_line_may_say_the_sign():
    assert guess_dialect(["sep=;\r\n", "a;b\r\n"]) == Dialect(";", skip=1)


def test_no_column_is_lost_by_its_name():
    assert named(["email", "email", "", " "]) == ["email", "email (2)", "(3)", "(4)"]


def test_cells_are_found_by_name_in_any_language_and_by_likeness():
    found = fit(["手 機", "Custmer Name", "備註"], COLUMNS, {})

    assert dict(found.places) == {"phone": 0, "name": 1}
    assert found.left == ("備註",)


def test_what_the_mapping_says_comes_first():
    found = fit(["姓名", "x"], COLUMNS, {"name": ["x"], "phone": []})

    assert dict(found.places) == {"name": 1}


def test_a_needed_column_that_is_nowhere_is_named():
    assert fit(["mobile"], COLUMNS, {}).missing == ("name",)


def test_two_headers_with_the_same_names_have_one_signature():
    assert signature(["Name", "E-Mail"]) == signature(["e mail", "NAME"])


def test_a_mapping_is_kept_and_read_again():
    text = """
        label = "Members"
        loader = "customers"
        [file]
        blanks = ["n/a"]
        [habits]
        zone = "Europe/London"
        order = "dmy"
        [columns]
        name = "Full name"
        phone = ["Tel", "Mobile"]
        [options]
        mode = "create"
    """

    mapping = parse_mapping(text, "members")
    habits = habits_of(mapping, zone="Asia/Taipei", region="TW", currency="TWD")

    assert read_mapping(mapping.as_json()) == mapping
    assert mapping.columns == {"name": ("Full name",), "phone": ("Tel", "Mobile")}
    assert (habits.zone.key, habits.order, habits.region) == ("Europe/London", "dmy", "TW")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("colums = {}", "colums"),
        ("[file]\nencodng = 'x'", "file.encodng"),
        ("[options]\nmode = 'replace'", "replace"),
        ("not toml", "after"),
    ],
)
def test_a_word_that_a_mapping_does_not_know_is_refused(text, word):
    with pytest.raises(MappingNotUnderstood) as refused:
        parse_mapping(text, "mine")

    assert word in refused.value.details["word"]


def test_habits_are_words_that_are_known():
    mapping = read_mapping({"habits": {"order": "dym"}}, "mine")

    with pytest.raises(MappingNotUnderstood):
        habits_of(mapping, zone="UTC", region="TW", currency="TWD")
