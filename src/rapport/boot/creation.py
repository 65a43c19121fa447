"""Make the database of a new home."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

from rapport.boot.children import start_child
from rapport.boot.errors import Unavailable
from rapport.boot.home import Home
from rapport.boot.programs import Account, Programs

HOW = "-U rapport -E UTF8 -A scram-sha-256 --data-checksums --no-instructions"
LOCALE = "--locale=C.UTF-8"
# With LC_CTYPE=C, PostgreSQL would see no letters in Chinese names.
LOCALE_17 = (
    "--locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C --lc-ctype=C.UTF-8"  # built in
)


def make_database(home: Home, account: Account, programs: Programs, lock: int) -> None:
    """
    Make it aside and rename it: a folder `data` is always a whole database.

    A killed initdb leaves PG_VERSION behind, and every later start would fail on that folder.
    """
    new = home.data.with_name("data.new")
    if home.data.exists() and any(home.data.iterdir()):
        raise Unavailable(f"{home.data} is not empty and holds no database: move it away.")
    shutil.rmtree(new, ignore_errors=True)
    _write_secret(home.secret, account)
    how = [*HOW.split(), *(LOCALE_17 if programs.major >= 17 else LOCALE).split()]
    initdb = [str(programs.folder / "initdb"), "-D", str(new), f"--pwfile={home.secret}", *how]
    single = [str(programs.folder / "postgres"), "--single", "-D", str(new), "postgres"]
    try:
        for command, given in ((initdb, b""), (single, b"create database rapport\n")):
            if reason := _failure(command, account, lock, given):
                raise Unavailable(f"The database cannot be made in {home.folder}: {reason}")
    except Unavailable:
        shutil.rmtree(new, ignore_errors=True)  # on a full disk it would be in the way
        raise
    new.rename(home.data)
    # What lies below is flushed by initdb and the single server; the names are not.
    _flush(home.database)
    _flush(home.folder)


def _write_secret(secret: Path, account: Account) -> None:
    secret.unlink(missing_ok=True)
    with open(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(24) + "\n")
        os.fchown(file.fileno(), account.uid, account.gid)  # initdb reads it
        file.flush()
        os.fsync(file.fileno())


def _failure(command: list[str], account: Account, lock: int, given: bytes) -> str:
    """Run a program to its end; return why it failed, or nothing."""
    child = start_child(
        command,
        account,
        lock,
        signal.SIGKILL,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    said = child.communicate(given)[1].decode(errors="replace")
    # The single server ends with 0 even when its one statement failed.
    if wrong := re.search(r"(?i)(?:error|fatal|panic): +(.*)", said):
        return wrong[1]
    return said[-200:].strip() or f"it ended with {child.returncode}" if child.returncode else ""


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
