"""Translations: what is found in the source, what is compiled, what is called a fault."""

from __future__ import annotations

import gettext
import json
from pathlib import Path

import pytest

from rapport.kernel.words.catalogues.check import faults_in, unused
from rapport.kernel.words.catalogues.compiling import compile_catalogues
from rapport.kernel.words.catalogues.keys import CONTEXT, PLURAL
from rapport.kernel.words.catalogues.parts import (
    PartUnreadable,
    Translation,
    read_parts,
)
from rapport.kernel.words.catalogues.texts import Text, texts_of

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
_("Customers")
label = N_("Two lines "
           "of one text")
ngettext("%(n)s row", "%(n)s rows", n)
pgettext("month", "May")
_(variable)
unmarked("Not for people")
"""
TEMPLATE = """
{% load i18n %}<h1>{% translate "Customers" %}</h1>
{% blocktranslate count n=rows %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}
{% blocktranslate trimmed with name=party.name %}
  Hello {{ name }}
{% endblocktranslate %}
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    room = tmp_path / "kernel" / "rooms"
    (room / "templates" / "rooms").mkdir(parents=True)
    (room / "views.py").write_text(PYTHON, encoding="utf-8")
    (room / "templates" / "rooms" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    (room / "static.html").write_text("{% translate 'No template' %}", encoding="utf-8")
    return tmp_path


def write_part(folder: Path, name: str, content: object) -> None:
    (folder / "parts").mkdir(exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / "parts" / f"{name}.json").write_text(text, encoding="utf-8")


def faults(key: str, hant: str, hans: str, *, kept: frozenset[str] = frozenset()) -> list[str]:
    told = Translation(key, (hant, hans), "room")
    return [f.because for f in faults_in({key: Text(key, ["a"])}, [told], set(kept))]


def test_every_marked_text_is_found_once_with_all_its_places(source):
    texts = texts_of(source)

    assert set(texts) == {
        "Customers",
        "Two lines of one text",
        f"%(n)s row{PLURAL}%(n)s rows",
        f"month{CONTEXT}May",
        "Hello %(name)s",
    }
    assert texts["Customers"].places == [
        "kernel/rooms/templates/rooms/page.html:2",
        "kernel/rooms/views.py:3",
    ]
    assert texts["Customers"].room == "kernel/rooms"


def test_parts_are_compiled_into_what_django_reads(tmp_path):
    rows = f"%(n)s row{PLURAL}%(n)s rows"
    write_part(tmp_path, "one", {"Customers": ["客戶", "客户"], f"month{CONTEXT}May": ["五", "五"]})
    write_part(tmp_path, "two", {rows: [["%(n)s 列"], ["%(n)s 行"]]})

    changed = compile_catalogues(tmp_path)

    assert len(changed) == 2
    assert compile_catalogues(tmp_path) == []
    with (tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        simplified = gettext.GNUTranslations(file)
    assert simplified.gettext("Customers") == "客户"
    assert simplified.pgettext("month", "May") == "五"
    assert simplified.ngettext("%(n)s row", "%(n)s rows", 1) == "%(n)s 行"
    assert simplified.ngettext("%(n)s row", "%(n)s rows", 5) == "%(n)s 行"


@pytest.mark.parametrize(
    "content",
    ["{", '{"a": "客戶"}', '{"a": ["客戶"]}', '{"a": ["客戶", ""]}', '{"a": ["客戶", 1]}'],
)
def test_a_part_of_another_shape_is_refused(tmp_path, content):
    write_part(tmp_path, "bad", content)

    with pytest.raises(PartUnreadable, match=r"bad\.json"):
        read_parts(tmp_path)


def test_a_text_without_translation_is_a_fault_with_its_place():
    texts = {"Customers": Text("Customers", ["kernel/rooms/views.py:3"])}

    (fault,) = faults_in(texts, [], set())

    assert str(fault) == "kernel/rooms/views.py:3: 'Customers': is not translated"
    assert faults_in(texts, [], {"Customers"}) == []


def test_two_parts_that_say_a_text_differently_are_a_fault():
    one, two = (
        Translation("May", texts, part)
        for texts, part in ((("五月", "五月"), "a"), (("可以", "可以"), "b"))
    )

    (fault,) = faults_in({}, [one, two], set())

    assert fault.where == "a, b"
    assert faults_in({}, [one, one], set()) == []


def test_good_translations_have_no_fault():
    assert faults("Queue", "佇列", "队列") == []
    assert (
        faults("{count} customers, 5 new", "{count} 位客戶，5 位新的", "{count} 位客户，5 位新的")
        == []
    )
    assert faults("Work", "工作", "工作") == []
    assert faults("API", "API", "API", kept=frozenset({"API"})) == []
    assert faults("%(n)s × {amount}", "%(n)s × {amount}", "%(n)s × {amount}") == []


@pytest.mark.parametrize(
    ("key", "hant", "hans", "because"),
    [
        ("{a} of {b}", "{b} 之 {a}", "{b} 的一部分", "other places to fill"),
        ("%(n)s new", "%(m)s 新", "%(n)s 新", "other places to fill"),
        ("<b>Bold</b>", "<b>粗</b>", "粗", "other tags"),
        ("Save all", "Save all", "全部存", "is the English"),
        ("Ten", "默认", "默认", "characters of the other script"),
        ("Ten", "預設", "預設", "characters of the other script"),
        ("Ten", "預設值", "预设值", "was converted, not translated"),
        ("Ten", "導入檔案", "导入文件", "was converted, not translated"),
        ("Ten", "共5筆", "共 5 条", "needs a space"),
        ("Ten", "客戶:", "客户：", "half-width marks"),
        ("Queue", "隊伍", "队伍", "in the glossary"),
    ],
)
def test_a_bad_translation_is_a_fault(key, hant, hans, because):
    assert any(because in fault for fault in faults(key, hant, hans))


def test_a_translation_that_nobody_shows_is_told():
    told = Translation("Gone", ("走了", "走了"), "room")

    assert unused({}, [told]) == [told]
    assert unused({"Gone": Text("Gone", ["a"])}, [told]) == []
