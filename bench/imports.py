"""
How fast a file of 725,000 invoice lines is taken in, and how much memory that needs.

`import.online_retail`: lines a second of the whole import (read, judge, write customers, products
and orders with audit and undo kept) beside COPY of the finished order lines into the same live
tables, indexes and foreign keys in place, in the same run. The same as CSV and as XLSX.
`import.last_100k`: the rate of the last 100,000 lines beside that of the first.
`import.memory`, `import.memory_xlsx`: the most memory of the importing process, MB.
`import.again`: seconds of the same file a second time, which changes nothing; `import.undo`.

The file is Online Retail II beside the repository; where that is absent, made-up invoices of the
same shape. Each import runs in a process of its own and in a database of its own.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from bench.figures import Figure

REAL = "shared/data/online_retail_ii/transactions_to_2011-06-09.parquet"
KINDS = ("parquet", "csv", "xlsx")
MADE_UP_LINES = 725_000
COLUMNS = "order_id, position, product_id, quantity, price, amount, description, original_line_id"
PART = 100_000


def run() -> Iterator[Figure]:
    for kind in KINDS:
        with _own_database() as environ:
            came = _import(environ, kind)
        rate, beside = came["lines"] / came["seconds"], came["lines"] / came["copy_seconds"]
        suffix = "" if kind == "parquet" else f"_{kind}"
        yield Figure(f"import.online_retail{suffix}", rate, "per s", beside, rate / beside)
        yield Figure(f"import.memory{suffix}", came["peak_mb"], "MB")
        if kind == "parquet":
            first, last = came["first_rate"], came["last_rate"]
            yield Figure("import.last_100k", last, "per s", first, last / first)
            yield Figure("import.again", came["again_seconds"], "s", came["seconds"])
            yield Figure("import.undo", came["undo_seconds"], "s", came["seconds"])


def main(role: str, *args: str) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    django.setup()
    {"prepare": _prepare, "take": _take, "make": _make}[role](*args)


def source(kind: str) -> Path:
    """Return the file of invoices of that kind, made once in a home."""
    from django.conf import settings

    real = Path(__file__).resolve().parents[2] / REAL
    folder = Path(settings.HOME) / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "parquet" and real.exists():
        return real
    place = folder / f"invoices.{kind}"
    if not place.exists():
        base = source("parquet") if kind != "parquet" else None
        unfinished = place.with_name(f"unfinished.{kind}")
        subprocess.run(_command("make", unfinished, base or "none"), check=True, cwd=_ROOT)
        unfinished.rename(place)
    return place


_ROOT = Path(__file__).resolve().parents[1]


def _command(role: str, *args: object) -> list[str]:
    return [sys.executable, "-m", "bench.imports", role, *map(str, args)]


def _import(environ: dict[str, str], kind: str) -> dict[str, Any]:
    place = source(kind)
    done = subprocess.run(
        _command("take", place), env=environ, cwd=_ROOT, check=True, stdout=subprocess.PIPE
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def _own_database() -> Iterator[dict[str, str]]:
    from django.db import connection

    given, name = connection.settings_dict, f"rapport_bench_imports_{os.getpid()}"
    who = f"{given['USER']}:{quote(given['PASSWORD'], '')}@{quote(given['HOST'], '')}"
    url = f"postgresql://{who}:{given['PORT']}/" if given["PORT"] else f"postgresql://{who}/"
    with psycopg.connect(url + "postgres", autocommit=True) as server:
        server.execute(f"create database {name} template template0 encoding 'UTF8'")
        try:
            environ = os.environ | {"DATABASE_URL": url + name}
            subprocess.run(_command("prepare"), env=environ, cwd=_ROOT, check=True)
            yield environ
        finally:
            server.execute(f"drop database {name} with (force)")


def _prepare() -> None:
    from django.core.management import call_command

    from rapport.kernel.access.actor import operator
    from rapport.kernel.accounts import commands as accounts
    from rapport.kernel.clock import dice, now

    call_command("migrate", verbosity=0, skip_checks=True)
    accounts.found_firm(name="Bench", actor=operator("bench"), now=now(), rng=dice())


def _take(place: str) -> None:
    from rapport.kernel.access.actor import operator
    from rapport.kernel.clock import now
    from rapport.kernel.imports import running

    actor = operator("bench")
    ended = _watch_windows()

    def take() -> running.ImportResult:
        return running.run_import(Path(place), "online-retail", actor=actor, now=now())

    result = take()
    came: dict[str, Any] = result.as_json()
    found = {
        "lines": came["read"],
        "seconds": came["seconds"],
        "peak_mb": came["peak_mb"],
        "first_rate": _rate(ended[:11]),
        "last_rate": _rate(ended[-11:]),
        "copy_seconds": _copy_again(),
    }
    if place.endswith(".parquet"):
        found["again_seconds"] = take().seconds
        started = time.perf_counter()
        running.undo(str(result.card.id), actor=actor, now=now())
        found["undo_seconds"] = time.perf_counter() - started
    print(json.dumps(found))


def _watch_windows() -> list[tuple[float, int]]:
    """Note when each window of orders was written, and how many lines there were by then."""
    from rapport.operations.commerce.commands import import_online_retail as loading

    ended: list[tuple[float, int]] = []
    write: Callable[..., Any] = loading._write_orders

    def noted(said: Any, window: Any, actor: Any, now: Any) -> None:
        write(said, window, actor, now)
        ended.append((time.perf_counter(), window.last - window.first))

    loading._write_orders = noted
    return ended


def _rate(ended: list[tuple[float, int]]) -> float:
    """Return the lines a second between the first and the last of some windows."""
    lines = sum(count for _at, count in ended[1:])
    return lines / (ended[-1][0] - ended[0][0]) if len(ended) > 1 else float("nan")


def _copy_again() -> float:
    """Return the seconds that COPY needs for the same lines into the same live table."""
    from django.db import connection, transaction

    with tempfile.TemporaryFile() as file, connection.cursor() as cursor:
        with cursor.copy(
            f"copy (select {COLUMNS} from commerce_line order by id) to stdout"
        ) as out:
            for block in out:
                file.write(block)
        cursor.execute("delete from commerce_line")
        cursor.execute("vacuum commerce_line")
        file.seek(0)
        started = time.perf_counter()
        with (
            transaction.atomic(),
            cursor.copy(f"copy commerce_line ({COLUMNS}) from stdin") as into,
        ):
            while block := file.read(1 << 18):
                into.write(block)
        return time.perf_counter() - started


def _make(place: str, base: str) -> None:
    """Write the file of a kind: out of the Parquet file, or that one out of chance."""
    import duckdb

    duck = duckdb.connect()
    if base == "none":
        duck.execute(
            "create table t (invoice text, stock_code text, description text,"
            " quantity int, invoice_date timestamp, price double, customer_id int,"
            " country text)"
        )
        duck.executemany("insert into t values (?, ?, ?, ?, ?, ?, ?, ?)", list(_made_up()))
        duck.execute(f"copy t to '{place}' (format parquet)")
    elif place.endswith(".csv"):
        duck.execute(f"copy (select * from '{base}') to '{place}' (header)")
    else:
        _make_workbook(duck, place, base)


def _make_workbook(duck: Any, place: str, base: str) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"}
    rows = duck.execute(f"select * from '{base}'")
    with xlsxwriter.Workbook(place, options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [column[0] for column in rows.description])
        line = 0
        while block := rows.fetchmany(10_000):
            for row in block:
                line += 1
                for at, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(line, at, value)
                    elif isinstance(value, datetime):
                        sheet.write_datetime(line, at, value)
                    elif value is not None:
                        sheet.write_number(line, at, value)


def _made_up() -> Iterator[tuple[Any, ...]]:
    rng = random.Random(20261120)
    at, line, invoice = datetime(2009, 12, 1, 8), 0, 489434  # noqa: DTZ001 - as in the real file
    while line < MADE_UP_LINES:
        invoice += 1
        at += timedelta(minutes=rng.randint(0, 25))
        customer = rng.randint(12346, 18287) if rng.random() < 0.77 else None
        for _ in range(min(rng.randint(1, 36), MADE_UP_LINES - line)):
            line += 1
            code = rng.randint(10000, 14700)
            price = rng.randint(10, 2000) / 100
            yield (
                str(invoice),
                str(code),
                f"THING NUMBER {code}",
                rng.randint(1, 24),
                at,
                price,
                customer,
                "United Kingdom",
            )


if __name__ == "__main__":
    main(*sys.argv[1:])
