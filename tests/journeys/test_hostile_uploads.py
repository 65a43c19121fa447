"""A hostile file is refused or made harmless, and in the same words, by whichever door it comes."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from rapport.front.cli.main import main
from rapport.kernel.access import queries as access
from rapport.kernel.imports import jobs
from rapport.kernel.imports.exports import export_list
from rapport.kernel.imports.models import Import
from tests.front.api.caller import ROOT, Caller
from tests.makers import NOW, OPERATOR, a_user

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = {"Accept-Language": "en", "Accept": "text/html"}
HTML = '<img src=x onerror="alert(1)">'
FORMULA = '=HYPERLINK("http://evil.example";"x")'


def a_workbook(filling: bytes = b"") -> bytes:
    """Return a small workbook, or one whose sheet unpacks to as much as the filling."""
    plain, packed = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        book.add_worksheet().write_row(0, 0, ["name"])
    with (
        zipfile.ZipFile(plain) as given,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for part in given.namelist():
            body = given.read(part)
            if part.endswith("sheet1.xml"):
                body = body.replace(b"</sheetData>", filling + b"</sheetData>")
            bomb.writestr(part, body)
    return packed.getvalue()


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a workbook that unpacks to a mountain": (
        "bomb.xlsx",
        lambda: a_workbook(b"<row/>" * 3_000_000),
        "The workbook unpacks to more than",
    ),
    "a workbook that is cut off": (
        "torn.xlsx",
        lambda: a_workbook()[:-300],
        "The workbook is damaged and cannot be read.",
    ),
    "a header of a million columns": (
        "wide.csv",
        lambda: ",".join(f"c{n}" for n in range(1_000_000)).encode() + b"\n1\n",
        "The file has more than",
    ),
    "null bytes": ("nulls.csv", lambda: b"\x00" * 5_000, "The file holds no text"),
    "nothing": ("empty.csv", lambda: b"", "The file is empty."),
    "a page that claims to be a table": (
        "page.csv",
        lambda: b"<html><script>alert(1)</script></html>",
        "holds HTML. Save it anew",
    ),
    "a workbook that claims to be text": (
        "book.csv",
        a_workbook,
        "holds XLSX. Save it anew",
    ),
    "a kind that nobody reads": ("../../etc/passwd", lambda: b"root:x:0:0\n", "“passwd” is none"),
    "a name that writes backwards": (
        "gpj\u202excod.exe",
        lambda: b"MZ\n",
        "“gpjxcod.exe” is none of them.",
    ),
    "a name of markup": ("<svg onload=alert(1)>.png", lambda: b"\x89PNG", ".png” is none of them."),
}
# Lines that hold something hostile each, among fifty that do not.
GOOD = 50
LINES = b"".join(
    [
        b"external_id,name,occupation\n",
        f'K1,"{HTML.replace(chr(34), chr(34) * 2)}",Cook\n'.encode(),
        f'K2,Tess,"{FORMULA.replace(chr(34), chr(34) * 2)}"\n'.encode(),
        b"K3,Null\x00byte,\n",
        b"K4,\xb1\xb1\xff\xfe,\n",
        *(f"G{number},林志遠,教師\n".encode() for number in range(GOOD)),
    ]
)


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Do at once, when told to, what was given to a worker."""
    given: list[dict[str, Any]] = []
    monkeypatch.setattr(
        type(jobs.run_import_step), "defer", lambda self, **arguments: given.append(arguments)
    )

    def work() -> None:
        step = given.pop()
        step.pop("only_once")
        jobs.run_import_step.work(**step, now=NOW)

    return work


def signed_in() -> Client:
    reader = access.reader_of(a_user("溫若梅").user_id or 0)
    assert reader is not None
    with connection.cursor() as cursor:
        cursor.execute("update access_user set language = 'en'")
    client = Client(raise_request_exception=False, headers=PAGES)
    session = client.session
    session["_auth_user_id"], session["epoch"] = str(reader.actor.user_id), reader.session_epoch
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    return client


def customers() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from parties_party")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("case", REFUSED)
def test_the_command_line_refuses_it_with_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    monkeypatch.setenv("LC_ALL", "en")
    name, content, sentence = REFUSED[case]
    file = tmp_path / name.rpartition("/")[2]
    file.write_bytes(content())

    code = main(["import", str(file), "--mapping", "customers", "--json"])

    said = capsys.readouterr()
    assert code == 2
    assert sentence in said.err
    assert (said.out, len(said.err.strip().splitlines())) == ("", 1)
    assert not Import.objects.exists()


@pytest.mark.parametrize("case", REFUSED)
def test_the_interface_refuses_it_as_a_problem(case: str) -> None:
    name, content, sentence = REFUSED[case]
    caller = Caller(a_user("溫若梅"))

    answer = caller.client.post(
        f"{ROOT}/imports",
        {"file": SimpleUploadedFile(name, content()), "mapping": "customers"},
        headers=caller.headers,
    )

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert sentence in answer.json()["title"]
    assert not Import.objects.exists()


@pytest.mark.parametrize("case", REFUSED)
def test_the_page_refuses_it_with_a_sentence_and_runs_nothing(case: str) -> None:
    name, content, sentence = REFUSED[case]

    answer = signed_in().post("/imports/new", {"file": SimpleUploadedFile(name, content())})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "<svg onload" not in page
    assert "Traceback" not in page
    assert sentence in unescape(page)
    assert not Import.objects.exists()


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "huge.csv"
    with file.open("wb") as hole:
        hole.write(b"name\nTess\n")
        hole.truncate((2 << 30) + 1)

    code = main(["import", str(file), "--mapping", "customers"])

    assert code == 2
    assert "2 GB" in capsys.readouterr().err


def test_hostile_lines_come_in_harmless_or_say_why_not_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, errors = tmp_path / "lines.csv", tmp_path / "errors.csv"
    file.write_bytes(LINES)

    code = main(["import", str(file), "--mapping", "customers", "--json", "--errors", str(errors)])

    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert code == 0
    assert (told["created"], told["failed"]) == (GOOD + 2, 2)
    _assert_harmless_in_a_spreadsheet(tmp_path)
    _assert_no_text_is_lost(errors)


def test_hostile_lines_come_in_harmless_or_say_why_not_by_the_interface(
    tmp_path: Path, worker: Callable[[], None]
) -> None:
    caller = Caller(a_user("溫若梅"))
    form = {"mapping": "customers", "dry_run": "false"}

    made = caller.client.post(
        f"{ROOT}/imports",
        {"file": SimpleUploadedFile("lines.csv", LINES), **form},
        headers=caller.headers,
    )
    worker()
    place = made["Location"].removeprefix(ROOT)
    left_out = caller.get(f"{place}/errors").json()["items"]

    assert caller.get(place).json()["counts"]["created"] == GOOD + 2
    assert [line["line"] for line in left_out] == [4, 5]
    assert "null byte" in left_out[0]["because"]
    assert "no text in this file's encoding" in left_out[1]["because"]
    assert HTML in {item["name"] for item in caller.get("/customers", limit="200").json()["items"]}
    _assert_harmless_in_a_spreadsheet(tmp_path)


def test_hostile_lines_are_shown_as_text_on_every_page(worker: Callable[[], None]) -> None:
    client = signed_in()
    file = SimpleUploadedFile(f"{HTML.replace('/', '')}.csv", LINES)
    form = {"cell-0": "external_id", "cell-1": "name", "cell-2": "occupation"}

    address = client.post("/imports/new", {"file": file, "what": "customers"})["HX-Location"]
    pages = [client.get(address)]
    client.post(f"{address}/mapping", {**form, "mode": "create_and_update"})
    worker()
    pages += [client.get(address), client.get("/imports")]
    client.post(f"{address}/application")
    worker()
    pages += [client.get(address), client.get("/customers", headers={"Rapport-Rows": "200"})]

    assert [page.status_code for page in pages] == [200] * 5
    assert customers() == GOOD + 2
    for page in pages:
        assert "<img src=x" not in page.content.decode()
    assert "&lt;img src=x" in pages[-1].content.decode()


def _assert_harmless_in_a_spreadsheet(folder: Path) -> None:
    export_list("customers", folder / "out.csv", actor=OPERATOR, now=NOW)
    text = (folder / "out.csv").read_text(encoding="utf-8-sig")
    assert "'" + FORMULA[:10] in text
    assert "," + FORMULA[:10] not in text


def _assert_no_text_is_lost(errors: Path) -> None:
    """The file of errors can be read as text: what is none stands in it as a mark."""
    text = errors.read_text(encoding="utf-8-sig")
    assert "K3" in text and "K4" in text
    assert "\x00" not in text
