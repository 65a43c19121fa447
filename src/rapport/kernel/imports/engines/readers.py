"""Open a file of rows by what it is, not by what it claims."""

from __future__ import annotations

from pathlib import Path

from rapport.kernel.imports.pure.mappings import FileRules

from .objects import open_objects
from .tables import FileEmpty, FileKindDiffers, FileKindUnknown, FileTooLarge, Table
from .texts import open_text
from .workbooks import OLE, open_workbook

MOST_BYTES = 2 << 30
KINDS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xlsx",
    ".xlsb": "xlsx",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".parquet": "parquet",
}
_SIGNS = ((b"PK\x03\x04", "xlsx"), (b"PK\x05\x06", "xlsx"), (OLE, "xlsx"), (b"PAR1", "parquet"))
_HOLDS = {"xlsx": "XLSX", "parquet": "Parquet", "csv": "CSV"}


def open_file(path: Path, rules: FileRules, *, name: str = "") -> Table:
    """
    Open a file as a table.

    Shapes    name: what the person calls the file; its ending says what he believes it to be.
    Refuses   FileKindUnknown, FileKindDiffers, FileTooLarge, FileEmpty, and what its reader does.
    """
    called = name or path.name
    kind = kind_of(called)
    if path.stat().st_size == 0:
        raise FileEmpty()
    if path.stat().st_size > MOST_BYTES:
        raise FileTooLarge(limit=f"{MOST_BYTES >> 30} GB")
    with path.open("rb") as file:
        begins = file.read(8)
    held = next((found for sign, found in _SIGNS if begins.startswith(sign)), "")
    if held and held != kind:
        raise FileKindDiffers(name=called, holds=_HOLDS[held])
    if kind == "xlsx":
        return open_workbook(path, rules)
    if kind == "parquet":
        from .parquet import open_parquet  # DuckDB takes 0.1 s and 20 MB of every process

        return open_parquet(path)
    return open_objects(path, rules) if kind == "ndjson" else open_text(path, rules)


def kind_of(name: str) -> str:
    """Return the kind of file a name stands for. Refuses FileKindUnknown."""
    for ending, kind in KINDS.items():
        if name.lower().endswith(ending):
            return kind
    raise FileKindUnknown(name=name[-100:])
