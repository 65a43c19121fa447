"""Whether all is well: what was looked at, what is so, what to do. Page and doctor ask it."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext

from rapport.front.shell.formats import span
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.permissions import SEE_HEALTH
from rapport.kernel.audit import queries as audit
from rapport.kernel.errors import N_, fill
from rapport.kernel.events import queries as events
from rapport.kernel.jobs import queries as jobs
from rapport.kernel.mail import queries as mail

LEAST_FREE = 2 << 30  # bytes
LONGEST_TAIL = 3600  # seconds that audit rows may stay unsealed
LONGEST_WAIT = timedelta(minutes=2)  # that an event or a job may be late
# The worker says every ten seconds that it lives.
LONGEST_SILENCE = timedelta(seconds=35)
BACKUP_EVERY = timedelta(days=7)
MAIL_LOOKED_AT = timedelta(days=7)
BACKUP_NOTE = "last_backup.json"
LABELS = {
    "database": N_("Database"),
    "tables": N_("Tables"),
    "clock": N_("Clock"),
    "disk": N_("Disk"),
    "key": N_("Secret key"),
    "backup": N_("Last backup"),
    "worker": N_("Worker"),
    "queue": N_("Queue"),
    "reactions": N_("Parked reactions"),
    "jobs": N_("Parked jobs"),
    "audit": N_("Audit"),
    "mail": N_("Mail"),
    "assets": N_("Scripts of the pages"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, what is so, what to do if not."""

    name: str
    is_well: bool
    sentence: str
    details: dict[str, Any] = field(default_factory=dict)
    remedy: str = ""

    @property
    def label(self) -> str:
        return gettext(LABELS[self.name])

    @property
    def says(self) -> str:
        return fill(gettext(self.sentence), self.details)

    @property
    def do(self) -> str:
        return "" if self.is_well or not self.remedy else fill(gettext(self.remedy), self.details)


Look = Callable[[Actor, datetime], Finding]


def examine(*, actor: Actor, now: datetime, thorough: bool = False) -> Iterator[Finding]:
    """
    Look at everything; `thorough` also recomputes the whole audit, which takes its time.

    Refuses   NotAllowed.
    """
    actor.must(SEE_HEALTH)
    sealed = _audit if thorough else _audit_tail
    looks: tuple[Look, ...] = (
        _database, _tables, _clock, _disk, _key, _backup, _worker, _queue, _reactions, _jobs,
        sealed, _mail, _assets,
    )  # fmt: skip
    for look in looks:
        yield look(actor, now)


def gauges(*, actor: Actor, now: datetime) -> dict[str, tuple[float, str]]:
    """Return what is worth an alarm as numbers: name, value, what it tells. Refuses NotAllowed."""
    pulse, queue = events.pulse(actor=actor), jobs.queue(actor=actor)
    oldest = (now - pulse.oldest_due_at).total_seconds() if pulse.oldest_due_at else 0
    size = _value("select pg_database_size(current_database())")
    found: dict[str, tuple[float, str]] = {
        "events_waiting": (pulse.waiting, "Events told and not handed on."),
        "reactions_due": (pulse.due, "Rows for which a reaction has work."),
        "reactions_late_seconds": (max(0.0, oldest), "How late the oldest reaction is."),
        "reactions_parked": (pulse.parked, "Reactions that gave up and wait for somebody."),
        "jobs_waiting": (queue.waiting, "Jobs that wait."),
        "jobs_parked": (queue.parked, "Jobs that gave up and wait for somebody."),
        "database_bytes": (size, "Size of the database."),
        "disk_free_bytes": (shutil.disk_usage(settings.HOME).free, "Free space of the home."),
    }
    if heard := _value("select max(last_heartbeat) from procrastinate_workers"):
        silent = max(0.0, (now - heard).total_seconds())
        found["worker_silent_seconds"] = (silent, "Since the worker was last heard.")
    note = settings.HOME / BACKUP_NOTE
    if note.exists():
        written = datetime.fromisoformat(json.loads(note.read_text())["at"])
        found["backup_age_seconds"] = ((now - written).total_seconds(), "Since the last backup.")
    return found


def note_backup(file: Path, *, now: datetime) -> None:
    """Remember that a backup was written, for who asks when the last one was."""
    note = {"at": now.isoformat(), "file": str(file.resolve()), "bytes": file.stat().st_size}
    (settings.HOME / BACKUP_NOTE).write_text(json.dumps(note))


def _database(actor: Actor, now: datetime) -> Finding:
    number = int(_value("show server_version_num"))
    return Finding(
        "database",
        number >= 150000,
        N_("PostgreSQL {version} answers; the data takes {size}."),
        {
            "version": _value("show server_version"),
            "size": _value("select pg_size_pretty(pg_database_size(current_database()))"),
        },
        N_("Rapport needs PostgreSQL 15 or newer: upgrade it."),
    )


def _tables(actor: Actor, now: datetime) -> Finding:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    details = {"count": len(plan)}
    return Finding(
        "tables", not plan, N_("{count} migrations wait."), details, N_("Run: rapport migrate")
    )


def _clock(actor: Actor, now: datetime) -> Finding:
    away = abs((_value("select clock_timestamp()") - now).total_seconds())
    return Finding(
        "clock",
        away < 5,
        N_("The database's clock is {seconds} s from this machine's."),
        {"seconds": f"{away:.1f}"},
        N_("Let both keep time by NTP."),
    )


def _disk(actor: Actor, now: datetime) -> Finding:
    free = shutil.disk_usage(settings.HOME).free
    return Finding(
        "disk",
        free >= LEAST_FREE,
        N_("{free} GiB free at {place}."),
        {"free": f"{free / (1 << 30):.1f}", "place": settings.HOME},
        N_("Free some space, or move RAPPORT_HOME."),
    )


def _key(actor: Actor, now: datetime) -> Finding:
    place = settings.HOME / "django_key"
    if not place.exists():
        return Finding("key", True, N_("The secret key comes from the environment."))
    mode = stat.S_IMODE(place.stat().st_mode)
    details = {"mode": f"{mode:o}", "place": place}
    return Finding(
        "key", not mode & 0o077, N_("Mode {mode}."), details, N_("Run: chmod 600 {place}")
    )


def _backup(actor: Actor, now: datetime) -> Finding:
    remedy = N_("Let a timer run: rapport backup FILE")
    note = settings.HOME / BACKUP_NOTE
    if not note.exists():
        founded = _value("select min(created_at) from access_firm")
        is_new = founded is None or now - founded < BACKUP_EVERY
        return Finding("backup", is_new, N_("No backup was made of this home yet."), {}, remedy)
    kept = json.loads(note.read_text())
    age = now - datetime.fromisoformat(kept["at"])
    details = {"age": span(age), "file": kept["file"]}
    sentence = N_("{age} ago, to {file}.")
    return Finding("backup", age < BACKUP_EVERY, sentence, details, remedy)


def _worker(actor: Actor, now: datetime) -> Finding:
    remedy = N_("Start it: rapport up, or the worker's own unit.")
    heard = _value("select max(last_heartbeat) from procrastinate_workers")
    if heard is None:
        return Finding("worker", False, N_("No worker is running."), {}, remedy)
    silence = max(timedelta(), now - heard)
    details = {"silence": span(silence)}
    sentence = N_("Heard {silence} ago.")
    return Finding("worker", silence < LONGEST_SILENCE, sentence, details, remedy)


def _queue(actor: Actor, now: datetime) -> Finding:
    pulse, queue = events.pulse(actor=actor), jobs.queue(actor=actor)
    due = [at for at in (pulse.oldest_due_at, queue.next_at) if at is not None]
    late = max(timedelta(), now - min(due)) if due else timedelta()
    return Finding(
        "queue",
        late < LONGEST_WAIT,
        N_("{events} events and {jobs} jobs wait; the oldest is late by {late}."),
        {"events": pulse.waiting + pulse.due, "jobs": queue.waiting, "late": span(late)},
        N_("Look whether the worker runs and is not overloaded."),
    )


def _reactions(actor: Actor, now: datetime) -> Finding:
    count = events.pulse(actor=actor).parked
    remedy = N_("Look at Administration, Parked work.")
    sentence = N_("{count} wait for somebody.")
    return Finding("reactions", not count, sentence, {"count": count}, remedy)


def _jobs(actor: Actor, now: datetime) -> Finding:
    count = jobs.queue(actor=actor).parked
    remedy = N_("Look at Administration, Parked work.")
    return Finding("jobs", not count, N_("{count} wait for somebody."), {"count": count}, remedy)


def _audit(actor: Actor, now: datetime) -> Finding:
    verdict = audit.verify()
    unsealed, age = audit.tail(now=now)
    wrong = len(verdict.wrong_rows) + len(verdict.wrong_seals)
    changed = N_("Somebody changed the audit: compare with a backup.")
    return Finding(
        "audit",
        not wrong and age < LONGEST_TAIL,
        N_("{rows} rows sealed, {wrong} wrong; {unsealed} unsealed for {age}."),
        {
            "rows": verdict.rows,
            "wrong": wrong,
            "unsealed": unsealed,
            "age": span(timedelta(seconds=age)),
        },
        changed if wrong else N_("Start the worker."),
    )


def _audit_tail(actor: Actor, now: datetime) -> Finding:
    unsealed, age = audit.tail(now=now)
    details = {"unsealed": unsealed, "age": span(timedelta(seconds=age))}
    sentence = N_("{unsealed} rows unsealed for {age}. “rapport doctor” checks the whole.")
    return Finding("audit", age < LONGEST_TAIL, sentence, details, N_("Start the worker."))


def _mail(actor: Actor, now: datetime) -> Finding:
    post = mail.post(since=now - MAIL_LOOKED_AT, actor=actor)
    details = {"waiting": post.waiting, "failed": post.failed, "kept": post.kept}
    if not post.has_server:
        sentence = N_("No mail server is set; {kept} mails of this week are kept here.")
        remedy = N_("Set the server at Administration, Sent mail.")
        return Finding("mail", not post.kept, sentence, details, remedy)
    sentence = N_("Of this week's mails {waiting} wait and {failed} could not be delivered.")
    remedy = N_("Look at Administration, Sent mail.")
    return Finding("mail", not post.failed, sentence, details, remedy)


def _assets(actor: Actor, now: datetime) -> Finding:
    found = find("shell/built/app.js") is not None
    sentence = N_("The pages' script is built.") if found else N_("The script is not built.")
    return Finding("assets", found, sentence, {}, N_("Run: make setup"))


def _value(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
