"""
Two million customers in a database of its own beside the firm's, made once in a home.

A hundred teams have a hundredth of them each, a thousand owners a thousandth. Names with their
tokens are computed by the room's own functions, customers are drawn from them by set-based SQL,
then the very indexes of the live tables are built. One customer in ten has orders, with totals and
a timeline. It takes about four minutes of two idle cores, and 6 GB.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from bench import large_sql as sql

NAME = "rapport_large_1"  # raised when what is in it changes
CUSTOMERS = int(os.environ.get("BENCH_CUSTOMERS", "2000000"))
NAMES = min(300_000, CUSTOMERS)
CHUNK, WORKERS, COMPARED = 50_000, 2, 300
TEAMS, OWNERS_A_TEAM, TEAMS_A_UNIT = 100, 10, 10
BEGINNING = datetime(2021, 11, 1, tzinfo=UTC)
LAST = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
WITH_ORDERS = 10  # one customer in so many
FILLED = ("parties_party", "parties_contactpoint", "search_token")
ROOT = Path(__file__).resolve().parents[1]
# Keys are right by the way they are made; to look each of them up would take minutes.
QUICKLY = "set session_replication_role = replica; set synchronous_commit = off"


def environ() -> dict[str, str]:
    """Return the environment of a program that works on the large data, making it if need be."""
    with server() as main_database:
        if not _exists(main_database, NAME):
            _make(main_database)
    found = os.environ | {"DATABASE_URL": _url(NAME)}
    _run("migrate", found)
    _run("shed", found)
    return found


def main(role: str, *args: str) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    django.setup()
    roles: dict[str, Any] = {
        "migrate": _migrate,
        "shed": _shed,
        "found": _found,
        "name": _name,
        "finish": _finish,
    }
    roles[role](*args)


def _make(server: psycopg.Connection[Any]) -> None:
    """Make it under another name and rename it, so that it is always whole."""
    making = f"{NAME}_making"
    server.execute(f"drop database if exists {making} with (force)")
    server.execute(f"create database {making} template template0 encoding 'UTF8'")
    found = os.environ | {"DATABASE_URL": _url(making)}
    for role in ("migrate", "found", "name"):
        _run(role, found)
    _say("names drawn")
    indexes = _drop_indexes(making)
    _fill(making)
    _say("customers written")
    _build_indexes(making, indexes)
    _say("indexes built")
    _run("finish", found)
    server.execute(f"alter database {making} rename to {NAME}")


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)


def _shed() -> None:
    """Take out the customers that earlier runs created, so that each run asks the same."""
    from django.db import connection

    from rapport.kernel.search.commands import count_reach

    with connection.cursor() as cursor:
        cursor.execute("select exists (select from parties_party where id > %s)", [CUSTOMERS])
        if not cursor.fetchone()[0]:
            return
        cursor.execute(QUICKLY)
        for table, key in sql.HANGING:
            cursor.execute(f"delete from {table} where {key} > %s", [CUSTOMERS])
        cursor.execute("truncate outbox, outbox_waiting, lane")
        for table, _key in sql.HANGING:
            cursor.execute(f"vacuum (analyze) {table}")
    count_reach("parties.party", now=LAST)
    _say("customers of earlier runs taken out")


def _found() -> None:
    """Found the firm, with units, teams and owners whose keys are 1, 2, 3 and so on."""
    from django.db import connection

    from rapport.kernel.access.actor import operator
    from rapport.kernel.access.models import BusinessUnit, Team, User
    from rapport.kernel.accounts import commands as accounts
    from rapport.kernel.clock import dice
    from rapport.kernel.values import new_id

    rng = dice()
    who: dict[str, Any] = {"actor": operator("bench"), "now": LAST, "rng": rng}
    accounts.found_firm(name="松河生活", **who)
    accounts.keep_standard_roles(**who)

    def row(number: int) -> dict[str, Any]:
        return {"id": number, "uid": new_id(LAST, rng), "created_at": LAST, "updated_at": LAST}

    units, owners = TEAMS // TEAMS_A_UNIT, TEAMS * OWNERS_A_TEAM
    BusinessUnit.objects.bulk_create(
        BusinessUnit(name=f"Unit {n}", **row(n)) for n in range(1, units + 1)
    )
    Team.objects.bulk_create(
        Team(name=f"Team {n}", unit_id=(n - 1) // TEAMS_A_UNIT + 1, **row(n))
        for n in range(1, TEAMS + 1)
    )
    User.objects.bulk_create(
        User(username=f"owner{n}", name=f"Owner {n}", password="!", **row(n))
        for n in range(1, owners + 1)
    )
    User.teams.through.objects.bulk_create(
        User.teams.through(user_id=n, team_id=(n - 1) // OWNERS_A_TEAM + 1)
        for n in range(1, owners + 1)
    )
    with connection.cursor() as cursor:
        for table in ("access_businessunit", "access_team", "access_user"):
            _pass_keys(cursor, table)


def _name() -> None:
    """Write the names that customers are drawn from, with what the room keeps of a name."""
    from django.db import connection

    from bench.people import NAME as COLUMNS
    from bench.people import names
    from rapport.customers.parties.commands.copying import copy_rows

    with connection.cursor() as cursor:
        cursor.execute(sql.NAMES)
    copy_rows("bench_name", COLUMNS, names(NAMES), same={})
    with connection.cursor() as cursor:
        cursor.execute("create unique index on bench_name (place)")
        cursor.execute("analyze bench_name")


def _fill(database: str) -> None:
    """Write customers and contact points, a chunk at a time, by two at once."""
    parties = sql.parties(TEAMS * OWNERS_A_TEAM, OWNERS_A_TEAM, OWNERS_A_TEAM * TEAMS_A_UNIT)
    points = sql.points()

    def fill(first: int) -> None:
        known = {"first": BEGINNING, "last": LAST, "whole": CUSTOMERS, "names": NAMES}
        with psycopg.connect(_url(database), autocommit=True) as own:
            own.execute(QUICKLY)
            for start in range(first, CUSTOMERS + 1, CHUNK * WORKERS):
                keys = {"from": start, "to": min(start + CHUNK - 1, CUSTOMERS)}
                own.execute(parties, known | keys)
                own.execute(points, known | keys)

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(fill, [1 + number * CHUNK for number in range(WORKERS)]))


def _finish() -> None:
    """Write what hangs on the customers, and let the database know its tables."""
    from django.db import connection

    from rapport.kernel.search.commands import count_reach
    from rapport.operations.commerce.commands.totals import refresh_totals

    _compare()
    with connection.cursor() as cursor:
        cursor.execute(QUICKLY)
        for statement in (sql.PRODUCTS, sql.ORDERS, sql.LINES, sql.ENTRIES):
            cursor.execute(statement, {"last": LAST, "every": WITH_ORDERS})
        for table in ("parties_party", "catalogue_product"):
            _pass_keys(cursor, table)
        cursor.execute("select setval('parties_customer_number', %s)", [300_000 + CUSTOMERS])
    _say("orders written")
    parties = range(WITH_ORDERS, CUSTOMERS + 1, WITH_ORDERS)
    for start in range(0, len(parties), CHUNK):
        refresh_totals(parties[start : start + CHUNK], now=LAST)
    count_reach("parties.party", now=LAST)
    with connection.cursor() as cursor:
        cursor.execute("drop table bench_name")
        cursor.execute("vacuum (analyze)")
        cursor.execute("checkpoint")
    _say("totals counted")


def _compare() -> None:
    """Raise unless some customers are kept just as the room's own functions would keep them."""
    from rapport.customers.parties.commands.keeping import keys_of, points_of, tokens_of
    from rapport.customers.parties.models import Party
    from rapport.kernel.search.words import month_of

    some = random.Random(1).sample(range(1, CUSTOMERS + 1), COMPARED)
    for party in Party.objects.filter(pk__in=some):
        points = points_of(party)
        ours = (set(party.search_tokens), party.duplicate_keys, party.search_bucket)
        bucket = month_of(party.last_touch_at)
        if ours != (set(tokens_of(party, points)), keys_of(party, points), bucket):
            raise RuntimeError(f"customer {party.pk} is not kept as the room would keep it")


def _pass_keys(cursor: Any, table: str) -> None:
    cursor.execute(
        f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))"
    )


def _drop_indexes(database: str) -> list[str]:
    with psycopg.connect(_url(database), autocommit=True) as own:
        found = own.execute(sql.INDEXES, [list(FILLED)]).fetchall()
        for _make, drop in found:
            own.execute(drop)
    return [make for make, _drop in found]


def _build_indexes(database: str, indexes: list[str]) -> None:
    """Build the tokens' table and all indexes again, two at a time, the longest first."""
    from rapport.kernel.search.words import SHORT, WHOLE

    tokens = sql.TOKENS.format(code=1, short=SHORT, whole=WHOLE)
    of_tokens = [text for text in indexes if "search_token" in text.split()]
    others = [text for text in indexes if text not in of_tokens]

    def build(statements: list[str]) -> None:
        with psycopg.connect(_url(database), autocommit=True) as own:
            own.execute("set maintenance_work_mem = '1GB'")
            own.execute("set work_mem = '1GB'")
            own.execute("set max_parallel_maintenance_workers = 0")
            for statement in statements:
                own.execute(statement)

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(build, [[tokens, *of_tokens], *([text] for text in others)]))


def server() -> psycopg.Connection[Any]:
    return psycopg.connect(_url("postgres"), autocommit=True)


def _url(database: str) -> str:
    from django.db import connection

    given = connection.settings_dict
    who = f"{given['USER']}:{quote(given['PASSWORD'], '')}@{quote(given['HOST'], '')}"
    return f"postgresql://{who}:{given['PORT']}/{database}"


def _exists(server: psycopg.Connection[Any], name: str) -> bool:
    return bool(server.execute("select 1 from pg_database where datname = %s", [name]).fetchone())


def _start(role: str, found: dict[str, str], *args: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bench.large", role, *map(str, args)]
    return subprocess.Popen(command, env=found, cwd=ROOT)


def _run(role: str, found: dict[str, str]) -> None:
    if _start(role, found).wait():
        raise RuntimeError(f"the large data: {role} failed")


def _say(words: str) -> None:
    print(f"large data: {words} ({time.strftime('%H:%M:%S')})", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
