"""rapport backup, rapport restore: the whole home in one file, and an empty home out of it."""

from __future__ import annotations

import argparse
import os
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from rapport.boot.programs import installed
from rapport.kernel.errors import N_, Conflict, Invalid, Unavailable
from rapport.kernel.files.given import must_be_there, must_be_writable

from .restoring import read_dump

if TYPE_CHECKING:
    from .main import Terminal

FORM = "rapport-backup-1"
KEY = "django_key"
COUNTS = """
select (select count(*) from parties_party), (select count(*) from commerce_order),
  (select count(*) from holdings_holding)"""


class HomeNotEmpty(Conflict):
    sentence = N_(
        "This home already holds a firm with {customers} customers. "
        "Restore into an empty home: set RAPPORT_HOME to a new folder."
    )


class NotABackup(Invalid):
    sentence = N_("{file} is not a backup of Rapport, or it is cut short.")


class DumpFailed(Unavailable):
    sentence = N_("The database's own program failed: {why}")


class FileExists(Conflict):
    sentence = N_("{file} is already there. Choose another name.")


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Enter the commands into the parser."""
    backup = commands.add_parser("backup", parents=[shared], help="write all state to one file")
    backup.add_argument("file", type=Path)
    backup.add_argument(
        "--with-key", action="store_true", help="include the secret key: guard the file like it"
    )
    backup.set_defaults(run=back_up)
    restore = commands.add_parser("restore", parents=[shared], help="fill an empty home")
    restore.add_argument("file", type=Path)
    restore.set_defaults(run=bring_back, needs_firm=False)


def back_up(given: argparse.Namespace, terminal: Terminal) -> None:
    """Write database, files and manifest; the file appears only when it is whole."""
    from django.conf import settings

    from rapport.front.admin.health import note_backup

    must_be_writable(given.file)
    if given.file.exists():
        raise FileExists(file=given.file)
    unfinished = given.file.with_name(f".{given.file.name}.{os.getpid()}")
    try:
        with tempfile.TemporaryDirectory(dir=given.file.parent) as folder:
            dump = Path(folder) / "database"
            terminal.say("Writing the database.")
            _write_dump(dump)
            manifest = {"form": FORM, "at": terminal.now, "has_key": given.with_key}
            (Path(folder) / "manifest.json").write_bytes(orjson.dumps(manifest))
            with tarfile.open(unfinished, "w") as archive:
                archive.add(Path(folder) / "manifest.json", "manifest.json")
                archive.add(dump, "database")
                files = settings.HOME / "files"
                if files.is_dir():
                    archive.add(files, "files")
                if given.with_key:
                    archive.add(settings.HOME / KEY, KEY)
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.rename(given.file)
    finally:
        unfinished.unlink(missing_ok=True)
    note_backup(given.file, now=terminal.now)
    size, found = given.file.stat().st_size, _counts()
    key = "with the secret key" if given.with_key else "without the secret key"
    terminal.result(
        {"file": str(given.file), "bytes": size, "has_key": given.with_key} | found,
        f"{given.file} written, {size:,} bytes, {key}: {_in_words(found)}.",
    )


def bring_back(given: argparse.Namespace, terminal: Terminal) -> None:
    """Fill an empty home from a backup; refuse any other home, changing nothing."""
    from django.conf import settings

    must_be_there(given.file)
    _must_be_empty()
    with tempfile.TemporaryDirectory(dir=settings.HOME) as folder:
        manifest = _unpack(given.file, Path(folder))
        _empty_schema()
        terminal.say("Reading the database.")
        if why := read_dump(Path(folder) / "database", _folder_of("pg_restore")):
            raise DumpFailed(why=why)
        files = Path(folder) / "files"
        if files.is_dir():
            files.rename(settings.HOME / "files")
        if manifest["has_key"]:
            (Path(folder) / KEY).rename(settings.HOME / KEY)
    _open_era(terminal)
    found = _counts()
    told = f"{given.file} restored: {_in_words(found)}."
    terminal.result({"restored": str(given.file)} | found, told)


def _must_be_empty() -> None:
    from django.conf import settings
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select count(*) from access_firm")
        firms = cursor.fetchone()[0]
        cursor.execute("select count(*) from parties_party where deleted_at is null")
        customers = cursor.fetchone()[0]
    if firms or customers or (settings.HOME / "files").exists():
        raise HomeNotEmpty(customers=customers)


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(file) as archive:
            for member in archive:
                _take_out(member, archive, folder, file)
        manifest: dict[str, Any] = orjson.loads((folder / "manifest.json").read_bytes())
    except (tarfile.TarError, EOFError, FileNotFoundError, orjson.JSONDecodeError) as fault:
        raise NotABackup(file=file) from fault
    if manifest.get("form") != FORM or not (folder / "database").exists():
        raise NotABackup(file=file)
    return manifest


def _take_out(member: tarfile.TarInfo, archive: tarfile.TarFile, folder: Path, file: Path) -> None:
    """Take out plain files and folders, below the folder. tarfile's filters are of 3.11.4."""
    place = (folder / member.name).resolve()
    if not (member.isfile() or member.isdir()) or not place.is_relative_to(folder.resolve()):
        raise NotABackup(file=file)
    safely: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
    archive.extract(member, folder, **safely)


def _counts() -> dict[str, int]:
    """Return what there is much of, so that a restored home can be compared with its backup."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        return dict(zip(("customers", "orders", "holdings"), cursor.fetchone(), strict=True))


def _in_words(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _empty_schema() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("drop schema public cascade; create schema public")
    connection.close()


def _open_era(terminal: Terminal) -> None:
    from rapport.kernel.audit import commands as audit

    audit.open_era(now=terminal.now)


def _write_dump(dump: Path) -> None:
    program = _folder_of("pg_dump") / "pg_dump"
    address = f"--dbname={os.environ['DATABASE_URL']}"
    done = subprocess.run(
        [program, "--format=custom", "--no-owner", f"--file={dump}", address],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DumpFailed(why=(done.stderr.strip().splitlines() or ["no reason given"])[-1])


def _folder_of(program: str) -> Path:
    """Return where the newest of the database's programs are: they read older servers too."""
    programs = [one for one in installed() if (one.folder / program).exists()]
    if not programs:
        raise DumpFailed(why=f"{program} is not installed")
    return max(programs, key=lambda one: one.major).folder
