"""Build the front end when its sources changed, with the system's node or that of the wheel."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from rapport.boot.errors import Unavailable
from rapport.boot.home import CLONE

OLDEST_NODE = 20
SOURCES = CLONE / "src/rapport/front/shell/assets"
BUILT = CLONE / "src/rapport/front/shell/static/shell/built"
MODULES = CLONE / "node_modules"
LOCKS = [CLONE / "package.json", CLONE / "package-lock.json"]


def needs_packages() -> bool:
    """Whether npm must come with the packages, for the system has none that is new enough."""
    return not (shutil.which("npm") and _node_major() >= OLDEST_NODE)


def fetch(venv: Path) -> None:
    """Fetch the locked modules, unless they are there."""
    if (CLONE / "package.json").exists():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        _step(MODULES, _digest(LOCKS), command, venv)


def build(venv: Path) -> None:
    """Build from the fetched modules, if they or the sources have changed."""
    if (CLONE / "package.json").exists():
        sources = sorted(path for path in SOURCES.rglob("*") if path.is_file())
        _step(BUILT, _digest([*LOCKS, *sources]), ["npm", "run", "build"], venv)


def _step(made: Path, digest: str, command: list[str], venv: Path) -> None:
    """Run a command unless its stamp says that it ran on the same sources."""
    stamp = MODULES / f"rapport-{made.name}"  # `npm ci` removes both stamps: it begins anew
    if made.exists() and stamp.exists() and stamp.read_text() == digest:
        return
    print(f"Front end: {' '.join(command[:3])}.", flush=True)
    done = subprocess.run(
        command,
        cwd=CLONE,
        env={**os.environ, "PATH": _path(venv)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unavailable(f"{done.stdout}`{' '.join(command)}` failed; the lines above say why.")
    MODULES.mkdir(exist_ok=True)  # of a front end without modules
    stamp.write_text(digest)


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes() if file.exists() else b""
        digest.update(b"%b\0%d\0" % (os.fsencode(file.relative_to(CLONE)), len(content)) + content)
    return digest.hexdigest()


def _path(venv: Path) -> str:
    """Return a PATH on which `node` is new enough: the system's first, else the wheel's."""
    given, own = os.environ.get("PATH", os.defpath), str(venv / "bin")
    if not needs_packages():
        return os.pathsep.join([given, own])
    if not shutil.which("npm", path=own):
        raise Unavailable(f"The front end needs Node.js {OLDEST_NODE} or newer, with npm.")
    return os.pathsep.join([own, given])


def _node_major() -> int:
    with contextlib.suppress(OSError):
        said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
        if found := re.match(r"v(\d+)", said.stdout):
            return int(found[1])
    return 0
