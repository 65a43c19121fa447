"""Tables in Parquet files, read in blocks by DuckDB within a bound of memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from rapport.kernel.imports.pure.headers import named

from .tables import FileEmpty, ParquetBroken, Row, Table, checked_width

ROWS_A_BLOCK = 20_000
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "256MB",
    "threads": 1,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def open_parquet(path: Path) -> Table:
    """Open a Parquet file as a table. Refuses ParquetBroken, FileEmpty, HeaderTooWide."""
    with _connected() as duck:
        try:
            found = duck.execute("describe select * from read_parquet(?)", [str(path)]).fetchall()
            rows = duck.execute("select count(*) from read_parquet(?)", [str(path)]).fetchone()
        except duckdb.Error as error:
            raise ParquetBroken(why=str(error)[:200]) from None
    header = checked_width(named([column[0] for column in found]))
    if not header:
        raise FileEmpty()
    return Table(
        path=path,
        kind="parquet",
        header=tuple(header),
        rows=lambda: _rows(path),
        about_rows=int(rows[0]) if rows else 0,
    )


def _rows(path: Path) -> Iterator[Row]:
    with _connected() as duck:
        try:
            # As texts, so that one set of rules reads the cells of every kind of file.
            found = duck.execute(
                "select coalesce(columns(*)::varchar, '') from read_parquet(?)", [str(path)]
            )
            line = 0
            while block := found.fetchmany(ROWS_A_BLOCK):
                for cells in block:
                    line += 1
                    yield line, cells, ""
        except duckdb.Error as error:
            raise ParquetBroken(why=str(error)[:200]) from None


@contextmanager
def _connected() -> Iterator[duckdb.DuckDBPyConnection]:
    duck = duckdb.connect(config=SETTINGS)
    try:
        duck.execute("set timezone = 'UTC'")
        duck.execute("set preserve_insertion_order = true")
        yield duck
    finally:
        duck.close()
