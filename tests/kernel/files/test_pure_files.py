"""Names made harmless, types told from bytes."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.kernel.files.pure import clean_name, content_type_of
from rapport.kernel.files.web.downloads import part_of


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("客戶名單 2026.xlsx", "客戶名單 2026.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\orders.csv", "orders.csv"),
        ("a\u2215b\uff0fc.pdf", "c.pdf"),
        ("line\r\nSet-Cookie: x.txt", "line Set-Cookie_ x.txt"),
        ("nul\x00byte.txt", "nulbyte.txt"),
        ("report-\u202efdp.exe", "report-fdp.exe"),
        ("\u2066hidden\u2069\ufeff.pdf", "hidden.pdf"),
        ('what?<is>|this*".txt', "what__is__this__.txt"),
        ("CON", "_CON"),
        ("aux.csv", "_aux.csv"),
        ("com1 .tar.gz", "_com1 .tar.gz"),
        ("console.csv", "console.csv"),
        (".htaccess", "htaccess"),
        ("trailing. . .", "trailing"),
        ("  ", "file"),
        ("..", "file"),
        ("", "file"),
        ("e\u0301te\u0301.txt", "été.txt"),
        ("\ud800broken.txt", "broken.txt"),
    ],
)
def test_a_name_is_made_harmless(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


def test_a_long_name_keeps_its_suffix() -> None:
    cut = clean_name("客" * 300 + ".xlsx")

    assert cut.endswith("客.xlsx")
    assert 190 < len(cut.encode()) <= 200


@given(st.text())
def test_any_name_becomes_one_segment_that_stays_as_it_is(text: str) -> None:
    cleaned = clean_name(text)

    assert cleaned
    assert clean_name(cleaned) == cleaned
    assert len(cleaned.encode()) <= 200
    assert not set(cleaned) & set('/\\<>:"|?*\x00\n\r\u202e')
    assert cleaned not in (".", "..")


def zipped(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return held.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument."


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"%PDF-1.7", "a.txt", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "a.csv", "image/png"),
        (b"RIFF1234WAVEfmt ", "a", "audio/wav"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "a.zip", OFFICE + "spreadsheetml.sheet"),
        (zipped("photo.jpg"), "a.xlsx", "application/zip"),
        (gzip.compress(b"x", mtime=0), "a.csv", "application/gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old.xls", "application/vnd.ms-excel"),
        (b"name,phone\n1,2\n", "a.csv", "text/csv"),
        ("姓名,電話\n".encode("big5"), "a.csv", "text/csv"),
        ("姓名,電話\n".encode("utf-16"), "a.csv", "text/csv"),
        (b"just words", "a.exe", "text/plain"),
        (b"<html><script>alert(1)</script>", "table.csv", "text/html"),
        (b"\xef\xbb\xbf \n<svg onload=alert(1)>", "logo.png", "text/html"),
        (b"<?xml version='1.0'?><a/>", "a.csv", "application/xml"),
        (b"MZ\x90\x00", "photo.jpg", "application/x-msdownload"),
        (b"\x00\x01\x02", "a.csv", "application/octet-stream"),
        (b"", "a.csv", "text/csv"),
    ],
)
def test_a_type_is_told_by_the_bytes(head: bytes, name: str, kind: str) -> None:
    assert content_type_of(head, name) == kind


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-9", (0, 9)),
        ("bytes=90-", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-1000", (0, 99)),
        ("bytes=50-5000", (50, 99)),
        ("bytes=100-", None),
        ("bytes=-", None),
        ("bytes=9-3", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        ("bytes=" + "9" * 5000 + "-", None),
        ("", None),
    ],
)
def test_one_range_is_understood_and_all_else_means_the_whole(
    asked: str, part: tuple[int, int] | None
) -> None:
    assert part_of(asked, 100) == part
