"""What every reader gives: a header and rows of texts; and why a file may be refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapport.kernel.errors import N_, Invalid

MOST_COLUMNS = 1_000
# (number of the line in the file, its cells, code of a fault that makes it unreadable or "")
Row = tuple[int, Sequence[str], str]


class FileEmpty(Invalid):
    sentence = N_("The file is empty.")


class FileTooLarge(Invalid):
    sentence = N_("The file passes the limit of {limit}. Split it, or send it as Parquet.")


class FileKindUnknown(Invalid):
    sentence = N_("Send a CSV, XLSX, NDJSON or Parquet file. “{name}” is none of them.")


class FileKindDiffers(Invalid):
    sentence = N_("The file is called “{name}” but holds {holds}. Save it anew and send that.")


class FileIsNoText(Invalid):
    sentence = N_("The file holds no text that can be read as a table.")


class EncodingUnknown(Invalid):
    sentence = N_("There is no encoding called {name}.")


class HeaderTooWide(Invalid):
    sentence = N_("The file has more than {most} columns, which is the limit.")


class HeaderTooLong(HeaderTooWide):
    sentence = N_("The first line is longer than {most} characters. Is this file a table?")


class SheetUnknown(Invalid):
    sentence = N_("The workbook has no sheet called “{name}”.")


class WorkbookBroken(Invalid):
    sentence = N_("The workbook is damaged and cannot be read. Open it, save it anew, send that.")


class WorkbookOld(Invalid):
    sentence = N_("The workbook is locked or of an old kind. Save it as XLSX without a password.")


class WorkbookTooLarge(Invalid):
    sentence = N_("The workbook unpacks to more than {limit}. Save it as CSV and send that.")


class ParquetBroken(Invalid):
    sentence = N_("The Parquet file is damaged or of a kind that cannot be read.")


@dataclass(frozen=True, slots=True)
class Table:
    """
    A file that was opened as a table.

    `rows` starts a new reading each time. Lines are counted as a person finds them: lines of a text
    from 1, rows of a sheet, else records from 1; blank ones are left out.
    """

    path: Path
    kind: str  # "csv", "xlsx", "ndjson", "parquet"
    header: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    encoding: str = ""
    encoding_sure: float = 1.0
    encoding_because: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    about_rows: int = 0  # an estimate, for progress


def checked_width(header: list[str]) -> list[str]:
    """Refuse HeaderTooWide, else return the header."""
    if len(header) > MOST_COLUMNS:
        raise HeaderTooWide(most=MOST_COLUMNS)
    return header
