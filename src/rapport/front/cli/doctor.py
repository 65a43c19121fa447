"""rapport doctor: what is wrong, and what to do about it."""

from __future__ import annotations

import argparse
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rapport.kernel.errors import N_

if TYPE_CHECKING:
    from .main import Terminal

LEAST_FREE = 2 << 30  # bytes
LONGEST_TAIL = 3600  # seconds that audit rows may stay unsealed


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, what is so, what to do if not."""

    name: str
    is_well: bool
    says: str
    do: str = ""


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Enter the command into the parser."""
    doctor = commands.add_parser("doctor", parents=[shared], help="say what is wrong, what to do")
    doctor.set_defaults(run=run)


def run(given: argparse.Namespace, terminal: Terminal) -> int:
    """Look at everything; return 1 when something is not well."""
    findings = list(examine(terminal))
    lines = [
        f"{'ok ' if one.is_well else 'BAD'} {one.name}: {one.says}"
        + (f" {one.do}" if not one.is_well else "")
        for one in findings
    ]
    well = all(one.is_well for one in findings)
    terminal.result({"well": well, "findings": [asdict(one) for one in findings]}, "\n".join(lines))
    return 0 if well else 1


def examine(terminal: Terminal) -> Iterator[Finding]:
    looks: tuple[Callable[[Terminal], Finding], ...] = (
        _database, _tables, _clock, _disk, _key, _audit, _reactions, _jobs, _assets,
    )  # fmt: skip
    for look in looks:
        yield look(terminal)


def _database(terminal: Terminal) -> Finding:
    version = _value("show server_version")
    number = int(_value("show server_version_num"))
    return Finding(
        "database",
        number >= 150000,
        f"PostgreSQL {version} answers.",
        N_("Rapport needs PostgreSQL 15 or newer: upgrade it."),
    )


def _tables(terminal: Terminal) -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Finding("tables", not plan, f"{len(plan)} migrations wait.", "Run: rapport migrate")


def _clock(terminal: Terminal) -> Finding:
    away = abs((_value("select clock_timestamp()") - terminal.now).total_seconds())
    says = f"The database's clock is {away:.1f} s from this machine's."
    return Finding("clock", away < 5, says, "Let both keep time by NTP.")


def _disk(terminal: Terminal) -> Finding:
    from django.conf import settings

    free = shutil.disk_usage(settings.HOME).free
    says = f"{free / (1 << 30):.1f} GiB free at {settings.HOME}."
    return Finding("disk", free >= LEAST_FREE, says, "Free some space, or move RAPPORT_HOME.")


def _key(terminal: Terminal) -> Finding:
    from django.conf import settings

    place = settings.HOME / "django_key"
    if not place.exists():
        return Finding("key", True, "The secret key comes from the environment.")
    mode = stat.S_IMODE(place.stat().st_mode)
    return Finding("key", not mode & 0o077, f"Mode {mode:o}.", f"Run: chmod 600 {place}")


def _audit(terminal: Terminal) -> Finding:
    from rapport.kernel.audit import queries as audit

    verdict = audit.verify()
    unsealed, age = audit.tail(now=terminal.now)
    wrong = len(verdict.wrong_rows) + len(verdict.wrong_seals)
    says = f"{verdict.rows} rows sealed, {wrong} wrong; {unsealed} unsealed for {age:.0f} s."
    do = "Somebody changed the audit: compare with a backup." if wrong else "Start the worker."
    return Finding("audit", not wrong and age < LONGEST_TAIL, says, do)


def _reactions(terminal: Terminal) -> Finding:
    from rapport.kernel.events import queries as events

    parked = events.parked_reactions(actor=terminal.actor)
    says = f"{len(parked)} reactions parked."
    return Finding("reactions", not parked, says, "Look at Administration, Parked work.")


def _jobs(terminal: Terminal) -> Finding:
    from rapport.kernel.jobs import queries as jobs

    parked = jobs.parked_jobs(actor=terminal.actor)
    says = f"{len(parked)} jobs parked."
    return Finding("jobs", not parked, says, "Look at Administration, Parked work.")


def _assets(terminal: Terminal) -> Finding:
    from django.contrib.staticfiles.finders import find

    found = find("shell/built/app.js") is not None
    says = "The pages' script is built." if found else "The pages' script is not built."
    return Finding("assets", found, says, "Run: make setup")


def _value(sql: str) -> Any:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
