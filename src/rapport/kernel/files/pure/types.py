"""Tell a file's type from its first bytes; its name decides only between kinds of text."""

from __future__ import annotations

import re

HEAD_BYTES = 8192
UNKNOWN = "application/octet-stream"
# What a browser may show in its window; all else is offered for saving.
INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"PAR1", "application/vnd.apache.parquet"),
    (b"{\\rtf", "application/rtf"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
)
RIFF = {b"WAVE": "audio/wav", b"WEBP": "image/webp", b"AVI ": "video/x-msvideo"}
OFFICE = "application/vnd.openxmlformats-officedocument."
ZIPPED = (
    (b"xl/", OFFICE + "spreadsheetml.sheet"),
    (b"word/", OFFICE + "wordprocessingml.document"),
    (b"ppt/", OFFICE + "presentationml.presentation"),
    (
        b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.spreadsheet",
    ),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
)
OLD_OFFICE = {
    "xls": "application/vnd.ms-excel",
    "doc": "application/msword",
    "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
}
TEXTS = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/json",
    "eml": "message/rfc822",
    "ics": "text/calendar",
    "vcf": "text/vcard",
}
_markup = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|svg|\?xml|!--|[a-z!])", re.I
)
_not_text = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_wide_marks = (b"\xff\xfe", b"\xfe\xff")


def content_type_of(head: bytes, name: str) -> str:
    """
    Return the media type of a file by its first HEAD_BYTES.

    Markup is always called "text/html" or "application/xml", whatever the name says: who trusts the
    name lets a browser run what somebody uploaded as a table.
    """
    suffix = name.rpartition(".")[2].lower()
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"RIFF") and head[8:12] in RIFF:
        return RIFF[head[8:12]]
    if head[4:8] == b"ftyp":
        return "video/mp4"
    if head.startswith(b"PK\x03\x04"):
        return next((kind for mark, kind in ZIPPED if mark in head), "application/zip")
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return OLD_OFFICE.get(suffix, "application/x-ole-storage")
    return _text_type(head, suffix)


def _text_type(head: bytes, suffix: str) -> str:
    if head.startswith(_wide_marks):
        return TEXTS.get(suffix, "text/plain")
    if _not_text.search(head):
        return UNKNOWN
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _markup.match(start):
        return "application/xml" if start.startswith(b"<?xml") else "text/html"
    return TEXTS.get(suffix, "text/plain")
