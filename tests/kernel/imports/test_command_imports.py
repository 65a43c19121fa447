"""The life of an import: upload, map, judge, apply, undo, purge."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import translation

from rapport.kernel.access.words import Reach
from rapport.kernel.errors import NotAllowed, NotFound
from rapport.kernel.events.models import Outbox
from rapport.kernel.files.given import FileMissing
from rapport.kernel.imports import commands, loaders, queries, running
from rapport.kernel.imports.commands.steps import ImportStandsElsewhere, ImportTakenBack
from rapport.kernel.imports.filing import ImportPurged
from rapport.kernel.imports.jobs import run_import_step
from rapport.kernel.imports.lacking import ColumnsMissing, KeyMissing
from rapport.kernel.imports.left_out import write_left_out
from rapport.kernel.imports.models import Import, ImportChange, SavedMapping
from rapport.kernel.imports.queries import import_card
from rapport.kernel.imports.shipped import UnknownMapping, shipped
from rapport.kernel.imports.words import State
from rapport.kernel.web.problems import explain
from rapport.operations.catalogue import commands as catalogue
from rapport.operations.catalogue.models import Product
from tests.makers import NOW, OPERATOR, a_firm, a_product, a_user

pytestmark = pytest.mark.django_db
DICE = Random(7)
BY = {"actor": OPERATOR, "now": NOW}


@pytest.fixture(autouse=True)
def _a_firm():
    a_firm()


def a_file(folder, text, name="products.csv"):
    place = folder / name
    place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return place


def counts(came):
    names = ("read", "created", "updated", "unchanged", "skipped", "failed")
    return tuple(came.as_json()[name] for name in names)


def brought(place, **more):
    """Upload and return the import's row."""
    told = commands.upload_import(path=place, rng=DICE, **{**BY, **more})
    return Import.objects.get(pk=told.import_id)


def test_lines_are_counted_by_what_became_of_them(tmp_path):
    a_product("A-1", "Kettle", price="100")
    place = a_file(
        tmp_path,
        "code,name,price\nA-1,Kettle,100\nB-1,Lamp,5\nB-1,Lamp,5\nC-1,Rug,cheap\nD-1,,1\n",
    )

    came = running.run_import(place, "products", **BY)

    assert counts(came) == (5, 1, 0, 1, 1, 2)
    assert came.as_json()["entities"] == {
        "products": {"created": 1, "updated": 0, "unchanged": 1, "skipped": 1, "failed": 2}
    }
    assert set(came.as_json()) == {
        "import", "read", "created", "updated", "unchanged", "skipped", "failed", "seconds",
        "peak_mb", "entities",
    }  # fmt: skip


def test_a_dry_run_counts_the_same_and_writes_nothing(tmp_path):
    a_product("A-1", "Kettle", price="100")
    place = a_file(tmp_path, "code,name,price\nA-1,Kettle 2,100\nB-1,Lamp,5\n")

    dry = running.run_import(place, "products", dry_run=True, **BY)
    rows = list(Product.objects.values_list("code", "name", "version"))
    wet = running.run_import(place, "products", **BY)

    assert counts(dry) == counts(wet) == (2, 1, 1, 0, 0, 0)
    assert rows == [("A-1", "Kettle", 1)]


def test_the_same_file_twice_changes_nothing(tmp_path):
    place = a_file(tmp_path, "code,name,price\nA-1,Kettle,100\nB-1,Lamp,5\n")

    running.run_import(place, "products", **BY)
    again = running.run_import(place, "products", **BY)

    assert counts(again) == (2, 0, 0, 2, 0, 0)
    assert ImportChange.objects.filter(import_of__uid=again.card.id).count() == 0


def test_a_bad_line_fails_alone(tmp_path):
    """CRM-4: a text that is too long, a blank middle cell, bytes that are no text."""
    text = f"code,name,unit\nA-1,{'x' * 201},pcs\nB-1,,pcs\nC-1,Lamp,pcs\n".encode()
    place = a_file(tmp_path, text + b"D-1,\xff\xfe,pcs\n" + "燈,好,個\n".encode() * 60)

    came = running.run_import(place, "products", **BY)

    assert counts(came) == (64, 2, 0, 0, 59, 3)
    faults = queries.faults_of(came.card.id, actor=OPERATOR)
    assert [(f.line, f.field, f.cells[0]) for f in faults] == [
        (2, "name", "A-1"), (3, "name", "B-1"), (5, "name", "D-1"),
    ]  # fmt: skip


def test_the_error_file_holds_the_original_lines_with_their_reasons(tmp_path):
    place = a_file(tmp_path, f"code,Remark,price,name\n=A-1,first,cheap,{'x' * 201}\nB-1,,,\n")

    came = running.run_import(place, "products", errors_to=tmp_path / "bad.csv", **BY)

    assert counts(came)[-1] == 2
    with (tmp_path / "bad.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["code", "Remark", "price", "name", "line", "reason"]
    assert rows[1][:3] + rows[1][4:5] == ["'=A-1", "first", "cheap", "2"]
    assert len(re.findall("[.。]", rows[1][5])) >= 2 and "cheap" in rows[1][5]  # both faults
    assert rows[2][:5] == ["B-1", "", "", "", "3"]


def test_a_mended_error_file_can_be_imported(tmp_path):
    place = a_file(tmp_path, "code,name,price\n=A-1,Lamp,cheap\n")
    running.run_import(place, "products", errors_to=tmp_path / "bad.csv", **BY)
    mended = (tmp_path / "bad.csv").read_text(encoding="utf-8-sig").replace("cheap", "12", 1)

    came = running.run_import(a_file(tmp_path, mended, "mended.csv"), "products", **BY)

    assert counts(came) == (1, 1, 0, 0, 0, 0)
    assert Product.objects.get().code == "=A-1"


def test_a_whole_import_is_taken_back_updates_too(tmp_path):
    a_product("A-1", "Kettle", price="100")
    place = a_file(tmp_path, "code,name,price\nA-1,Kettle 2,99\nB-1,Lamp,5\n")
    came = running.run_import(place, "products", **BY)

    undone = running.undo(str(came.card.id), **BY)

    assert (undone.taken_back, undone.kept) == (2, 0)
    kettle = Product.objects.get()
    assert (kettle.code, kettle.name, f"{kettle.list_price:f}", kettle.version) == (
        "A-1", "Kettle", "100.0000", 3,
    )  # fmt: skip


def test_what_was_changed_since_stays_and_can_be_taken_back_later(tmp_path):
    a_product("A-1", "Kettle", price="100")
    place = a_file(tmp_path, "code,name\nA-1,Kettle 2\nB-1,Lamp\nC-1,Rug\n")
    came = running.run_import(place, "products", **BY)
    kettle, lamp, _rug = Product.objects.order_by("code")
    for row, name in ((kettle, "Mine"), (lamp, "Mine too")):
        catalogue.change_product(product_id=row.pk, values={"name": name}, version=None, **BY)

    undone = running.undo(str(came.card.id), **BY)
    catalogue.change_product(product_id=kettle.pk, values={"name": "Kettle 2"}, version=None, **BY)
    again = running.undo(str(came.card.id), **BY)

    assert (undone.taken_back, undone.kept) == (1, 2)
    assert (again.taken_back, again.kept) == (1, 1)
    assert list(Product.objects.order_by("code").values_list("code", "name")) == [
        ("A-1", "Kettle"), ("B-1", "Mine too"),
    ]  # fmt: skip


def test_an_import_that_is_taken_back_is_not_taken_back_again(tmp_path):
    came = running.run_import(a_file(tmp_path, "code,name\nA-1,Lamp\n"), "products", **BY)
    first = running.undo(str(came.card.id), **BY)

    with pytest.raises(ImportTakenBack):
        running.undo(str(came.card.id), **BY)
    with pytest.raises(ImportTakenBack):
        commands.must_be_ready(came.card.id, State.UNDOING, actor=OPERATOR)

    assert (first.taken_back, first.kept) == (1, 0)
    assert import_card(came.card.id, actor=OPERATOR).undone == {"taken_back": 1, "kept": 0}


def test_a_worker_that_was_killed_behind_the_last_line_leaves_the_import_taken_back(tmp_path):
    who = a_user()
    by = {"actor": who, "now": NOW}
    came = running.run_import(a_file(tmp_path, "code,name\nA-1,Lamp\n"), "products", **by)
    again = {"import_uid": came.card.id, "step": "undo", "user_id": who.user_id, "now": NOW}

    run_import_step.work(**again)
    run_import_step.work(**again)

    card = import_card(came.card.id, actor=OPERATOR)
    assert (card.state, card.fault) == ("undone", None)


def test_a_file_without_a_key_says_what_would_become_of_those_who_are_here(tmp_path):
    place = a_file(tmp_path, "姓名,生日\n林志遠,1979-03-14\n")

    with pytest.raises(KeyMissing) as refused:
        running.run_import(place, "customers", **BY)

    with translation.override("zh-hant"):
        said = explain(refused.value)
    assert "已經在這裡的會再建一次" in said
    assert said.endswith("客戶編號，外部系統編號，外部編號，電子郵件，電話。")


def test_an_import_tells_once_and_is_audited_by_the_window(tmp_path):
    place = a_file(tmp_path, "code,name\n" + "".join(f"A-{n},Lamp\n" for n in range(50)))

    running.run_import(place, "products", **BY)

    told = list(Outbox.objects.filter(name__startswith="imports.").order_by("id"))
    assert [event.name for event in told] == [
        "imports.import_uploaded.v1",
        "imports.import_judged.v1",
        "imports.import_applied.v1",
    ]
    assert told[-1].body["created"] == 50
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from audit where name = 'imports.window_written'")
        assert cursor.fetchone()[0] == 1


def test_statements_do_not_grow_with_the_lines(tmp_path, django_assert_max_num_queries):
    """CRM-3: what one window costs does not depend on how many lines it has."""
    place = a_file(tmp_path, "code,name\n" + "".join(f"A-{n},Lamp\n" for n in range(3_000)))

    with django_assert_max_num_queries(92):
        came = running.run_import(place, "products", **BY)

    assert counts(came)[:2] == (3_000, 3_000)


def test_lines_beyond_ten_thousand_are_written_by_further_windows(tmp_path):
    place = a_file(tmp_path, "code,name\n" + "".join(f"A-{n},Lamp\n" for n in range(20_500)))

    came = running.run_import(place, "products", **BY)

    assert counts(came)[:2] == (20_500, 20_500)
    assert Product.objects.count() == 20_500
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from audit where name = 'imports.window_written'")
        assert cursor.fetchone()[0] == 3


def test_a_mapping_is_remembered_for_the_header(tmp_path):
    first = brought(a_file(tmp_path, "貨,叫法\nA-1,Kettle\n"), loader="products")
    body = {"loader": "products", "columns": {"code": "貨", "name": "叫法"}}

    commands.map_import(import_uid=first.uid, body=body, remember_as="Old shop", rng=DICE, **BY)
    second = brought(a_file(tmp_path, "叫法,貨\nLamp,B-1\n", "next.csv"))

    assert first.state == "uploaded"
    assert SavedMapping.objects.get().name == "Old shop"
    assert (second.state, second.mapping_name) == ("mapped", "Old shop")
    assert second.places == {"code": 1, "name": 0}


def test_a_file_that_lacks_a_needed_column_says_which(tmp_path):
    place = a_file(tmp_path, "colour,size\nred,2\n")

    with pytest.raises(ColumnsMissing) as refused:
        running.run_import(place, "products", **BY)

    assert refused.value.details == {"columns": ["Product code"]}


def test_a_mapping_or_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnknownMapping):
        running.run_import(a_file(tmp_path, "code\nA\n"), "prodcts", **BY)
    with pytest.raises(FileMissing):
        running.run_import(tmp_path / "nowhere.csv", "products", **BY)


def test_shipped_mappings_name_columns_of_their_loaders():
    assert {"customers", "products", "orders", "holdings", "online-retail"} <= set(shipped())
    for mapping in shipped().values():
        columns = {column.name for column in loaders.loader(mapping.loader).columns}
        assert set(mapping.columns) <= columns


def test_steps_are_taken_in_their_order(tmp_path):
    row = brought(a_file(tmp_path, "code,name\nA-1,Kettle\n"), mapping="products")

    with pytest.raises(ImportStandsElsewhere):
        commands.apply_import(import_uid=row.uid, **BY)
    commands.judge_import(import_uid=row.uid, **BY)
    with pytest.raises(ImportStandsElsewhere):
        commands.undo_import(import_uid=row.uid, **BY)

    assert Product.objects.count() == 0


def test_an_import_goes_on_where_it_was_killed(tmp_path, monkeypatch):
    place = a_file(tmp_path, "code,name\n" + "".join(f"A-{n},Lamp\n" for n in range(25_000)))
    row = brought(place, mapping="products")
    commands.judge_import(import_uid=row.uid, **BY)
    takes = loaders.loader("products")
    write, windows = type(takes).apply, []

    def killed(self, stage, window, **more):
        windows.append(window)
        if len(windows) == 2:
            raise KeyboardInterrupt
        write(self, stage, window, **more)

    monkeypatch.setattr(type(takes), "apply", killed)
    with pytest.raises(KeyboardInterrupt):
        commands.apply_import(import_uid=row.uid, **BY)
    with connection.cursor() as cursor:  # as after a crash of the server
        cursor.execute(f"truncate imports_stage_{row.pk}")
    commands.apply_import(import_uid=row.uid, **BY)

    assert Product.objects.count() == 25_000
    card = queries.import_card(row.uid, actor=OPERATOR)
    assert (card.state, card.counts["created"]) == ("applied", 25_000)
    assert ImportChange.objects.filter(import_of_id=row.pk).count() == 25_000


def test_an_import_belongs_to_who_brought_it(tmp_path):
    place = a_file(tmp_path, "code,name\nA-1,Kettle\n")
    mine = {"imports.import": Reach.ALL, "catalogue.change": Reach.ALL, "catalogue.view": Reach.ALL}
    ben, olga = a_user("Ben", grants=mine), a_user("Olga", grants=mine)
    row = brought(place, mapping="products", actor=ben)

    with pytest.raises(NotFound):
        commands.judge_import(import_uid=row.uid, actor=olga, now=NOW)
    with pytest.raises(NotFound):
        queries.import_card(uuid4(), actor=ben)

    assert queries.newest_imports(actor=olga) == []
    assert [card.file_name for card in queries.newest_imports(actor=ben)] == ["products.csv"]


def test_who_may_not_write_products_cannot_import_them(tmp_path):
    place = a_file(tmp_path, "code,name\nA-1,Kettle\n")
    may_import = a_user("Ben", grants={"imports.import": Reach.ALL})

    with pytest.raises(NotAllowed):
        brought(place, mapping="products", actor=a_user("Olga", grants={}))
    row = brought(place, mapping="products", actor=may_import)
    with pytest.raises(NotAllowed):
        commands.judge_import(import_uid=row.uid, actor=may_import, now=NOW)

    assert Product.objects.count() == 0


def test_after_thirty_days_nothing_of_people_is_left(tmp_path):
    place = a_file(tmp_path, "code,name,price\nA-1,Kettle,1\nB-1,Lamp,cheap\n")
    came = running.run_import(place, "products", **BY)
    waiting = brought(place, mapping="products")
    commands.judge_import(import_uid=waiting.uid, **BY)

    young = commands.purge_imports(actor=OPERATOR, now=NOW + timedelta(days=29))
    old = commands.purge_imports(actor=OPERATOR, now=NOW + timedelta(days=31))

    assert (young, old) == (0, 2)
    assert queries.faults_of(came.card.id, actor=OPERATOR) == []
    assert ImportChange.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_class where relname like 'imports_stage_%%'")
        assert cursor.fetchone()[0] == 0
    with pytest.raises(ImportPurged):
        write_left_out(str(came.card.id), tmp_path / "x.csv", actor=OPERATOR)
