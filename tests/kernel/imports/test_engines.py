"""Files of rows are read as they are and written so that they can be read again."""

from __future__ import annotations

import csv
import json
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import pytest
import xlsxwriter

from rapport.kernel.imports.engines import open_file
from rapport.kernel.imports.engines.tables import (
    FileEmpty,
    FileKindDiffers,
    FileKindUnknown,
    HeaderTooLong,
    HeaderTooWide,
    ParquetBroken,
    SheetUnknown,
    WorkbookBroken,
    WorkbookOld,
    WorkbookTooLarge,
)
from rapport.kernel.imports.engines.writers import ExportKindUnknown, writer_for
from rapport.kernel.imports.pure.mappings import FileRules

RULES = FileRules()
HEADER = ("name", "amount", "bought_on", "is_new", "tags")
ROWS = [
    ("=1+1", Decimal("12.5000"), date(2026, 3, 2), True, ["a;b", "c"]),
    ("'@x", Decimal("-3"), None, False, []),
    ("王小明", Decimal("0.1"), datetime(2026, 3, 2, 7, 40, tzinfo=UTC), None, ["\\"]),
]


def read(place, rules=RULES, **more):
    table = open_file(place, rules, **more)
    return [list(table.header), *(list(cells) for _line, cells, _fault in table.rows())]


def written(place, data):
    place.write_bytes(data if isinstance(data, bytes) else data.encode())
    return place


def a_workbook(place, rows, *, sheet="Sheet1"):
    with xlsxwriter.Workbook(str(place)) as book:
        page = book.add_worksheet(sheet)
        for line, row in enumerate(rows):
            page.write_row(line, 0, row)
    return place


def test_lines_are_counted_as_an_editor_counts_them(tmp_path):
    place = written(tmp_path / "a.csv", 'name,note\r\na,"two\r\nlines"\r\n\r\nb,\r\n')

    table = open_file(place, RULES)

    assert [(line, cells[0]) for line, cells, _fault in table.rows()] == [(2, "a"), (5, "b")]


def test_a_quotation_mark_that_stays_open_takes_one_line_with_it(tmp_path):
    place = written(tmp_path / "a.csv", 'name,note\na,"open\nb,1\nc,2\n')

    rows = list(open_file(place, RULES).rows())

    assert rows == [(2, ["a", "open\n"], "quote_open"), (3, ["b", "1"], ""), (4, ["c", "2"], "")]


def test_a_header_that_never_ends_is_refused(tmp_path):
    place = written(tmp_path / "a.csv", "word " * 300_000 + "\n1\n")

    with pytest.raises(HeaderTooLong) as refused:
        open_file(place, RULES)

    assert refused.value.details == {"most": 1_000_000}  # of characters, not of columns


@pytest.mark.parametrize("columns", [2_000, 1_000_000])
def test_a_header_of_too_many_columns_is_refused(tmp_path, columns):
    place = written(tmp_path / "a.csv", ",".join(f"c{n}" for n in range(columns)) + "\n1\n")

    with pytest.raises(HeaderTooWide) as refused:
        open_file(place, RULES)

    assert refused.value.details == {"most": 1_000}


def test_a_file_without_a_header_names_its_columns_by_place(tmp_path):
    place = written(tmp_path / "a.tsv", "a\t1\nb\t2\n")

    assert read(place, FileRules(header=False)) == [["(1)", "(2)"], ["a", "1"], ["b", "2"]]


def test_lines_before_the_header_can_be_skipped(tmp_path):
    place = written(tmp_path / "a.csv", "Report of 2026,\n\nname,phone\na,1\n")

    assert read(place, FileRules(skip=1)) == [["name", "phone"], ["a", "1"]]


def test_bytes_that_are_no_text_stay_in_their_line(tmp_path):
    body = ("name,note\n" + "王小明,好\n" * 50).encode() + b"\xff\xfe,x\n" + "陳,y\n".encode()

    rows = read(written(tmp_path / "a.csv", body))

    assert rows[-2] == ["\udcff\udcfe", "x"]
    assert rows[-1] == ["陳", "y"]


def test_a_name_that_promises_something_else_is_refused(tmp_path):
    workbook = a_workbook(tmp_path / "a.xlsx", [["name"]])

    with pytest.raises(FileKindDiffers):
        open_file(workbook, RULES, name="a.csv")
    with pytest.raises(FileKindUnknown):
        open_file(workbook, RULES, name="a.pdf")
    with pytest.raises(FileEmpty):
        open_file(written(tmp_path / "b.csv", ""), RULES)


def test_a_workbook_gives_the_values_that_stand_in_it(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        page = book.add_worksheet()
        page.write_row(1, 0, ["phone", "price", "day", "at", "ok", "sum"])
        page.write_row(2, 0, [13800138000, 2.1])
        page.write_datetime(2, 2, date(2026, 3, 2), book.add_format({"num_format": "yyyy-mm-dd"}))
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        page.write_datetime(2, 3, datetime(2026, 3, 2, 7, 40), moment)  # noqa: DTZ001
        page.write_boolean(2, 4, True)
        page.write_formula(2, 5, "=1+1", None, 2)

    table = open_file(tmp_path / "a.xlsx", RULES)

    assert list(table.rows()) == [
        (3, ["13800138000", "2.1", "2026-03-02", "2026-03-02 07:40:00", "TRUE", "2"], "")
    ]


def test_a_workbook_is_read_twice_alike(tmp_path):
    table = open_file(a_workbook(tmp_path / "a.xlsx", [["n"], *[[n] for n in range(5000)]]), RULES)

    assert list(table.rows()) == list(table.rows())
    assert table.about_rows == 5000


def test_a_sheet_is_chosen_by_name(tmp_path):
    place = a_workbook(tmp_path / "a.xlsx", [["name"], ["a"]], sheet="會員")

    assert read(place, FileRules(sheet="會員")) == [["name"], ["a"]]
    with pytest.raises(SheetUnknown):
        open_file(place, FileRules(sheet="nowhere"))


def test_a_damaged_or_locked_workbook_is_refused(tmp_path):
    place = a_workbook(tmp_path / "a.xlsx", [["name"], ["a"]])

    with pytest.raises(WorkbookBroken):
        open_file(written(tmp_path / "b.xlsx", place.read_bytes()[:-300]), RULES)
    with pytest.raises(WorkbookOld):
        open_file(written(tmp_path / "c.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600), RULES)


def test_a_workbook_that_packs_a_mountain_is_refused(tmp_path):
    plain, place = a_workbook(tmp_path / "plain.xlsx", [["name"]]), tmp_path / "a.xlsx"
    with zipfile.ZipFile(plain) as given, zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as bomb:
        for part in given.namelist():
            body = given.read(part)
            if part.endswith("sheet1.xml"):
                body = body.replace(b"</sheetData>", b"<row/>" * 3_000_000 + b"</sheetData>")
            bomb.writestr(part, body)

    with pytest.raises(WorkbookTooLarge):
        open_file(place, RULES)


def test_objects_become_lines_with_their_amounts_apart(tmp_path):
    lines = [
        {"name": "a", "price": {"amount": "12.50", "currency": "TWD"}, "tags": ["x;y", "z"]},
        {"name": "b", "ok": True, "n": 1.10},
    ]
    body = "\n".join(json.dumps(line) for line in lines) + "\n[1]\nnot json\n"

    table = open_file(written(tmp_path / "a.ndjson", body), RULES)

    assert table.header == ("name", "price", "price_currency", "tags", "ok", "n")
    assert [(line, fault) for line, _cells, fault in table.rows()] == [
        (1, ""), (2, ""), (3, "not_an_object"), (4, "not_an_object"),
    ]  # fmt: skip
    assert next(table.rows())[1][:4] == ["a", "12.50", "TWD", "x\\;y; z"]


def test_parquet_is_read_as_text_like_everything(tmp_path):
    place = tmp_path / "a.parquet"
    duckdb.sql(
        f"""copy (select 1 as n, 2.1::double as price, timestamp '2009-12-01 07:45' as at,
        null::text as gone, timestamptz '2026-03-02 08:00+08' as moment) to '{place}'"""
    )

    assert read(place) == [
        ["n", "price", "at", "gone", "moment"],
        ["1", "2.1", "2009-12-01 07:45:00", "", "2026-03-02 00:00:00+00"],
    ]
    with pytest.raises(ParquetBroken):
        open_file(written(tmp_path / "b.parquet", b"PAR1" + b"x" * 50), RULES)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ndjson"])
def test_what_is_written_can_be_read_again(tmp_path, ending):
    place = tmp_path / f"a.{ending}"

    with writer_for(place, HEADER) as write:
        assert write(ROWS) == 3

    names = [row[0] for row in read(place)[1:]]
    expected = [row[0] for row in ROWS]
    assert names == (["'=1+1", "''@x", "王小明"] if ending == "csv" else expected)
    assert read(place)[1][4] == "a\\;b; c"


def test_a_spreadsheet_finds_no_formula_in_a_csv_file(tmp_path):
    with writer_for(tmp_path / "a.csv", ("=name", "amount")) as write:
        write([("\tx", Decimal("-12.50")), ("＝1", Decimal("1E+3"))])

    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["'=name", "amount"], ["'\tx", "-12.50"], ["'＝1", "1000"]]


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    def rows():
        yield ("a",)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), writer_for(tmp_path / "a.csv", ("name",)) as write:
        write(rows())
    with pytest.raises(ExportKindUnknown), writer_for(tmp_path / "a.pdf", ("name",)):
        pass

    assert list(tmp_path.iterdir()) == []
