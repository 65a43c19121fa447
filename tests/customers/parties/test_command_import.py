"""A file of customers becomes customers, comes again without a change, and can be taken back."""

from __future__ import annotations

import pytest

from rapport.customers.parties.models import Address, ContactPoint, ExternalId, Party
from rapport.customers.parties.queries.search import best_customers
from rapport.kernel.access.words import Reach
from rapport.kernel.imports import running
from rapport.kernel.search.models import Token
from tests.makers import NOW, OPERATOR, a_customer, a_firm, a_user

pytestmark = pytest.mark.django_db

HEADER = "ID,姓名,手機,信箱,標籤,生日,城市,地址\n"
LINES = """\
A1,林志遠,0912-345-318; 02-2758-6604,CY.Lin@hsinyue.example,金卡; 信義,1979-03-14,台北市,松德路1號
A2,Maria Santos,0905662913,maria@example.com;m.santos@example.org,,1990-12-01,,
A3,,0905662914,,,,,
A4,王思涵,不知道,,,1990-13-01,,
A2,Maria Santos,0905662913,maria@example.com;m.santos@example.org,,1990-12-01,,
A5,江雨潔,不知道,,,,,
"""


def imported(place, text, **more):
    file = place / "customers.csv"
    file.write_text(text, encoding="utf-8")
    return running.run_import(file, "customers", actor=OPERATOR, now=NOW, **more).as_json()


def counts(came):
    names = ("read", "created", "updated", "unchanged", "skipped", "failed")
    return tuple(came[name] for name in names)


def test_each_line_becomes_a_customer_or_says_why_not(tmp_path):
    a_firm()

    came = imported(tmp_path, HEADER + LINES)

    assert counts(came) == (6, 3, 0, 0, 1, 2)
    lin = Party.objects.get(display_name="林志遠")
    assert (lin.family_name, lin.primary_phone, lin.primary_email) == (
        "林",
        "+886912345318",
        "cy.lin@hsinyue.example",
    )
    assert (lin.tags, str(lin.birth_on), lin.city) == (["金卡", "信義"], "1979-03-14", "台北市")
    assert Address.objects.get(party=lin).formatted == "台北市松德路 1 號"
    points = ContactPoint.objects.filter(party=lin).order_by("pk")
    assert [(p.value, p.original, p.is_primary) for p in points] == [
        ("+886912345318", "0912-345-318", True),
        ("+886227586604", "02-2758-6604", False),
        ("cy.lin@hsinyue.example", "CY.Lin@hsinyue.example", True),
    ]


def test_a_number_that_nobody_can_read_is_kept_and_marked(tmp_path):
    a_firm()

    imported(tmp_path, HEADER + LINES)

    point = ContactPoint.objects.get(party__display_name="江雨潔")
    assert (point.value, point.original, point.status) == ("不知道", "不知道", "invalid")


def test_what_was_imported_is_found_at_once(tmp_path):
    a_firm()

    imported(tmp_path, HEADER + LINES)

    for text in ("林志", "lzy", "345318", "maria", "m.santos@", "5662913"):
        assert best_customers(text, actor=OPERATOR), text


def test_the_same_file_again_changes_nothing(tmp_path):
    a_firm()
    imported(tmp_path, HEADER + LINES)
    before = list(Party.objects.order_by("pk").values())

    came = imported(tmp_path, HEADER + LINES)

    assert counts(came) == (6, 0, 0, 3, 1, 2)
    assert list(Party.objects.order_by("pk").values()) == before


def test_lines_without_a_key_come_twice_and_enter_nobody_twice(tmp_path):
    a_firm()
    a_customer("陳美惠")
    lines = (
        "信箱,姓名,姓,名,城市\n,陳美惠,,,台北市\nan@example.com,安娜,,,\n,,Lee,Ann,\n,,Lee,Ann,\n"
    )

    first = imported(tmp_path, lines)
    again = imported(tmp_path, lines)

    assert counts(first) == (4, 4, 0, 0, 0, 0)
    assert (again["created"], again["updated"]) == (0, 0)
    assert Party.objects.filter(display_name="陳美惠").count() == 2
    other = imported(tmp_path, "信箱,姓名,城市\n,陳美惠,高雄市\n")
    assert other["created"] == 1


def test_a_line_without_a_key_tells_nothing_of_whom_the_importer_does_not_reach(tmp_path):
    a_firm()
    lines = "信箱,姓名\n,陳美惠\n"
    imported(tmp_path, lines)
    file = tmp_path / "own.csv"
    file.write_text(lines, encoding="utf-8")
    narrow = a_user("陳柏宇", reach=Reach.OWN)

    came, again = (
        running.run_import(file, "customers", actor=narrow, now=NOW).as_json() for _ in range(2)
    )

    assert (came["created"], came["failed"]) == (1, 0)
    assert (again["created"], again["unchanged"]) == (0, 1)


def test_a_number_of_another_system_is_kept_as_a_key_and_found_again(tmp_path):
    a_firm()
    lines = "客戶編號,姓名\n10086,林志遠\nKH-7,安娜\n"

    first = imported(tmp_path, lines)
    again = imported(tmp_path, lines.replace("安娜", "安娜貝爾"))

    assert counts(first) == (2, 2, 0, 0, 0, 0)
    assert counts(again) == (2, 0, 1, 1, 0, 0)
    assert Party.objects.filter(number__startswith="C-").count() == 2
    keys = ExternalId.objects.order_by("value").values_list("system", "value")
    assert list(keys) == [("import", "10086"), ("import", "KH-7")]


def test_a_further_file_adds_what_is_new_and_undo_takes_only_that(tmp_path):
    a_firm()
    imported(tmp_path, HEADER + LINES)
    lin = Party.objects.get(display_name="林志遠")

    line = "A1,林志遠,0912-345-318;0933218604,,VIP,1979-03-15,,\n"
    came = imported(tmp_path, HEADER + line)

    assert counts(came) == (1, 0, 1, 0, 0, 0)
    changed = Party.objects.get(pk=lin.pk)
    assert (changed.tags, str(changed.birth_on)) == (["金卡", "信義", "VIP"], "1979-03-15")
    assert ContactPoint.objects.filter(party=lin).count() == 4
    assert [c.party_id for c in best_customers("33218604", actor=OPERATOR)] == [lin.pk]

    running.undo(came["import"], actor=OPERATOR, now=NOW)

    back = Party.objects.get(pk=lin.pk)
    assert (back.tags, str(back.birth_on)) == (["金卡", "信義"], "1979-03-14")
    assert ContactPoint.objects.filter(party=lin).count() == 3
    assert best_customers("33218604", actor=OPERATOR) == []


def test_undo_of_an_import_leaves_nothing_of_it(tmp_path):
    a_firm()
    stays = a_customer("郭怡君", phones=["0933-218-604"])

    came = imported(tmp_path, HEADER + LINES)
    undone = running.undo(came["import"], actor=OPERATOR, now=NOW)

    assert undone.taken_back == 3
    assert list(Party.objects.values_list("pk", flat=True)) == [stays]
    assert ContactPoint.objects.count() == 1
    assert ExternalId.objects.count() == 0
    assert set(Token.objects.values_list("row_id", flat=True)) == {stays}


def test_without_a_key_the_name_and_a_contact_point_tell_who_is_meant(tmp_path):
    a_firm()
    lin = a_customer("林志遠", phones=["0912-345-318"])

    came = imported(tmp_path, "name,phone,tags\n林志遠,0912345318,金卡\n林志遠,0912345319,\n")

    assert counts(came) == (2, 1, 1, 0, 0, 0)
    assert Party.objects.get(pk=lin).tags == ["金卡"]
