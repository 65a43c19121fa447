"""Answer with an open file so that no browser runs it, whole or the part that was asked for."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import BinaryIO

from django.http import FileResponse

from rapport.kernel.files.pure import INLINE
from rapport.kernel.files.words import OpenFile

# A download of a kind that browsers render is opened in no origin at all.
POLICY = "default-src 'none'; sandbox"


class Part:
    """So many bytes of a file from where it stands."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._left = file, size

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        self._file.close()


def download_of(opened: OpenFile, *, asked_range: str = "") -> FileResponse:
    """Return the response; it closes the file."""
    card, part = opened.card, part_of(asked_range, opened.card.size)
    first, last = part or (0, card.size - 1)
    opened.content.seek(first)
    response = FileResponse(
        Part(opened.content, last - first + 1),
        as_attachment=card.content_type not in INLINE,
        filename=card.name,
        content_type=card.content_type,
    )
    response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    if part is not None:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response["Content-Range"] = f"bytes {first}-{last}/{card.size}"
    return response


def part_of(asked: str, size: int) -> tuple[int, int] | None:
    """Return first and last byte of one range that can be served; None means the whole file."""
    found = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", asked.strip())
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        begin, end = max(size - int(last), 0), size - 1
    else:
        begin, end = int(first), min(int(last), size - 1) if last else size - 1
    return (begin, end) if begin <= end and begin < size else None
