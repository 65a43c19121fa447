"""
What audit and events cost a command, and whether an old transaction makes events late.

`commands.audited`: eight processes change customers, with audit and outbox and, in turn, without;
the figure is the rate with them, the yardstick the rate without. `commands.audited_smallest` is the
same of the smallest command there is, which writes one row: a note.
`events.p99_beside_old_transaction`: fifty notes a second while a writing transaction stays open for
30 s; the figure is how late a reaction handles 99 in 100, the yardstick the same without it.
Both run in a database of their own, which goes again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

import psycopg

from bench.figures import Figure

WRITERS, ROUNDS, CUSTOMERS = 8, 5, 160
A_ROUND = {"change": 40, "note": 100}
OLD_FOR, A_SECOND = 30, 50
LATE = """select extract(epoch from
  percentile_disc(0.99) within group (order by at - told_at))::float8 * 1000 from bench_effect"""


def run() -> Iterator[Figure]:
    with _own_database() as environ:
        for act, (audited, plain) in _rates(environ).items():
            name = "commands.audited" + ("" if act == "change" else "_smallest")
            yield Figure(name, audited, "per s", plain, audited / plain)
        alone = _p99(environ, seconds=OLD_FOR // 3)
        with psycopg.connect(environ["BENCH_DSN"]) as old:
            old.execute("update parties_party set updated_at = now() where id = 1")
            beside = _p99(environ, seconds=OLD_FOR)
        yield Figure("events.p99_beside_old_transaction", beside, "ms", alone, beside / alone)


def main(role: str, *args: str) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    django.setup()
    {"prepare": _prepare, "write": _write, "pace": _pace, "work": _work}[role](*args)


@contextmanager
def _own_database() -> Iterator[dict[str, str]]:
    from django.db import connection

    given, name = connection.settings_dict, f"rapport_bench_{os.getpid()}"
    who = f"{given['USER']}:{quote(given['PASSWORD'], '')}@{quote(given['HOST'], '')}"
    url = f"postgresql://{who}:{given['PORT']}/" if given["PORT"] else f"postgresql://{who}/"
    with psycopg.connect(url + "postgres", autocommit=True) as server:
        server.execute(f"create database {name} template template0 encoding 'UTF8'")
        try:
            environ = os.environ | {"DATABASE_URL": url + name, "BENCH_DSN": url + name}
            if _start("prepare", environ).wait():
                raise RuntimeError("the bench's database was not prepared")
            yield environ
        finally:
            server.execute(f"drop database {name} with (force)")


def _start(role: str, environ: dict[str, str], *args: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bench.commands", role, *map(str, args)]
    where = Path(__file__).resolve().parents[1]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return subprocess.Popen(command, env=environ, cwd=where, **pipes)


def _rates(environ: dict[str, str]) -> dict[str, tuple[float, float]]:
    """Return what eight writers do a second, with audit and outbox and without, by command."""
    staff = {
        kind: [_start("write", environ, kind, number) for number in range(WRITERS)]
        for kind in ("audited", "plain")
    }
    for writers in staff.values():
        _hear("ready", writers)
    found: dict[tuple[str, str], list[float]] = {}
    for _ in range(ROUNDS):
        for act in A_ROUND:
            for kind, writers in staff.items():
                found.setdefault((act, kind), []).append(_round(act, writers))
    for writer in (writer for writers in staff.values() for writer in writers):
        writer.communicate()
    return {act: (median(found[act, "audited"]), median(found[act, "plain"])) for act in A_ROUND}


def _round(act: str, writers: list[subprocess.Popen[bytes]]) -> float:
    started = time.monotonic()
    for writer in writers:
        assert writer.stdin
        writer.stdin.write(f"{act}\n".encode())
        writer.stdin.flush()
    _hear("done", writers)
    return WRITERS * A_ROUND[act] / (time.monotonic() - started)


def _hear(word: str, writers: list[subprocess.Popen[bytes]]) -> None:
    for writer in writers:
        if not writer.stdout or writer.stdout.readline().decode() != f"{word}\n":
            raise RuntimeError("a writer of the bench failed")


def _p99(environ: dict[str, str], *, seconds: int) -> float:
    """Return how many milliseconds after their commit 99 in 100 events were handled at most."""
    with psycopg.connect(environ["BENCH_DSN"], autocommit=True) as conn:
        conn.execute("drop table if exists bench_effect")
        conn.execute("create table bench_effect (told_at timestamptz, at timestamptz)")
        worker = _start("work", environ)
        _hear("ready", [worker])
        for writer in [_start("pace", environ, number, seconds) for number in range(2)]:
            writer.wait()
        time.sleep(1)
        worker.kill()
        worker.wait()
        count, late = conn.execute(
            f"select (select count(*) from bench_effect), ({LATE})"
        ).fetchone()
    if count < seconds * A_SECOND * 0.98:
        raise RuntimeError(f"only {count} of {seconds * A_SECOND} events were handled")
    return float(late)


def _prepare() -> None:
    from django.core.management import call_command

    from rapport.customers.parties import commands as parties
    from rapport.customers.parties.words import PartyKind
    from rapport.kernel.access.actor import operator
    from rapport.kernel.accounts import commands as accounts
    from rapport.kernel.clock import dice, now

    call_command("migrate", verbosity=0, interactive=False)
    who: dict[str, Any] = {"actor": operator("bench"), "now": now(), "rng": dice()}
    accounts.found_firm(name="松河生活", **who)
    for number in range(CUSTOMERS):
        named = {"name": f"林志{number}"}
        parties.create_customer(kind=PartyKind.PERSON, values=named, **who)


def _add_note(number: int) -> None:
    from rapport.customers.parties import commands as parties
    from rapport.kernel.access.actor import operator
    from rapport.kernel.clock import dice, now

    words = "Called about the delivery; wants it after six in the evening."
    parties.add_note(
        party_id=number % CUSTOMERS + 1,
        text=words,
        rng=dice(),
        actor=operator("bench"),
        now=now(),
    )


def _change(number: int) -> None:
    from rapport.customers.parties import commands as parties
    from rapport.kernel.access.actor import operator
    from rapport.kernel.clock import now

    moment = now()
    parties.change_customer(
        party_id=number % CUSTOMERS + 1,
        values={"name": f"林志{moment:%H%M%S%f}"},
        actor=operator("bench"),
        now=moment,
    )


def _write(kind: str, number: str) -> None:
    """Do what is asked as fast as it goes; `plain` leaves out what telling writes, no more."""
    from rapport.kernel.events import tell

    if kind == "plain":
        tell.audit.fact_of = lambda *_, **__: None  # type: ignore[assignment, return-value]
        tell._write = lambda *_: None  # type: ignore[assignment]
        tell.ring = lambda: None
    acts = {"change": _change, "note": _add_note}
    for act in acts.values():
        act(int(number))
    print("ready", flush=True)
    while asked := sys.stdin.readline().strip():
        for turn in range(A_ROUND[asked]):
            acts[asked](turn * WRITERS + int(number))
        print("done", flush=True)


def _pace(number: str, seconds: str) -> None:
    """Write half of fifty notes a second."""
    due, pause = time.monotonic(), timedelta(seconds=2 / A_SECOND).total_seconds()
    for turn in range(int(seconds) * A_SECOND // 2):
        due += pause
        time.sleep(max(0.0, due - time.monotonic()))
        _add_note(turn * 2 + int(number))


def _work() -> None:
    """Handle what is told of notes by leaving the time in a table."""
    from django.db import connection

    from rapport.customers.parties.events import NoteAdded
    from rapport.kernel.events.crew import Crew
    from rapport.kernel.events.declare import on, reactions
    from rapport.kernel.events.relay import begin

    @on(NoteAdded, name="bench.note")
    def leave_the_time(event: NoteAdded, *, now: Any, told: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into bench_effect values (%s, clock_timestamp())", [told.told_at]
            )

    mine = {"bench.note": reactions()["bench.note"]}
    begin(mine)
    crew = Crew(mine)
    crew.start()
    print("ready", flush=True)
    crew.join(1e6)


if __name__ == "__main__":
    main(*sys.argv[1:])
