"""
Read a dump into an empty database, all of it or nothing, also into one of an older PostgreSQL.

The programs of a new PostgreSQL write a few statements that an older server does not know, and some
builds keep marks on columns that no other knows. So the dump goes through our hands as text,
without them; the rows themselves are not looked at.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

_ROWS, _END_OF_ROWS = re.compile(rb"COPY .* FROM stdin;\n$"), b"\\.\n"
_FOREIGN = re.compile(
    rb"SET transaction_timeout = |ALTER TABLE ONLY \S+ ALTER COLUMN \S+ SET \(pg_attver="
)


def read_dump(dump: Path, folder: Path) -> str:
    """
    Read the dump into DATABASE_URL; return why it could not be read, or "".

    folder    where `pg_restore` and `psql` are.
    """
    address = f"--dbname={os.environ['DATABASE_URL']}"
    reads: list[str | Path] = [folder / "pg_restore", "--no-owner", "--file=-", dump]
    writes: list[str | Path] = [
        folder / "psql",
        "--no-psqlrc",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
        address,
    ]
    with tempfile.TemporaryFile() as complaints, tempfile.TemporaryFile() as refusals:
        source = subprocess.Popen(reads, stdout=subprocess.PIPE, stderr=complaints)
        target = subprocess.Popen(
            writes, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=refusals
        )
        assert source.stdout is not None and target.stdin is not None
        with suppress(BrokenPipeError):  # psql says why
            target.stdin.write(b"begin;\n")
            target.stdin.writelines(understood(source.stdout))
        source.stdout.close()
        is_whole = source.wait() == 0
        with suppress(BrokenPipeError):
            target.stdin.write(b"commit;\n" if is_whole else b"")
            target.stdin.close()
        if target.wait() == 0 and is_whole:
            return ""
        return _first(refusals) or _first(complaints) or "no reason given"


def understood(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of a dump without the statements that only some servers know."""
    in_rows = False
    for line in lines:
        if in_rows:
            in_rows = line != _END_OF_ROWS
        elif _FOREIGN.match(line):
            continue
        else:
            in_rows = _ROWS.match(line) is not None
        yield line


def _first(said: IO[bytes]) -> str:
    said.seek(0)
    return said.readline().decode(errors="replace").strip()
