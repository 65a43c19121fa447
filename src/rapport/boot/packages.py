"""Install the locked packages into the clone's virtual environment."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from rapport.boot.errors import Unavailable
from rapport.boot.home import CLONE

STAMP = "rapport-installed.json"
LOCKS = {"base": "requirements/base.txt", "test": "requirements/test.txt"}
COMMAND = """#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/python" -P -m rapport.boot.entry "$@"
"""


def install(venv: Path, *, with_tools: bool) -> None:
    """Make the environment hold what the locks say; at once done if its stamp says so."""
    done = _stamp(venv)
    # The test lock holds all of the base lock; one environment keeps the larger set up to date.
    what = "test" if with_tools or done.get("what") == "test" else "base"
    wanted = {"what": what, "lock": _digest(CLONE / LOCKS[what]), "clone": str(CLONE)}
    if done == wanted and _works(venv):
        return
    print("Installing packages; the first time takes about half a minute.", flush=True)
    if done.get("clone") != str(CLONE) or not _works(venv):
        _make_environment(venv)
    _install_locked(venv, CLONE / LOCKS[what])
    _link(venv)
    (venv / STAMP).write_text(json.dumps(wanted))


def _stamp(venv: Path) -> dict[str, Any]:
    with contextlib.suppress(FileNotFoundError, ValueError):
        stamp: dict[str, Any] = json.loads((venv / STAMP).read_text())
        return stamp
    return {}


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _works(venv: Path) -> bool:
    """Tell whether the environment's Python is there: a system upgrade may have removed it."""
    with contextlib.suppress(OSError):
        ask = [str(venv / "bin/python"), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
        return subprocess.run(ask, check=False, capture_output=True).returncode == 0
    return False


def _make_environment(venv: Path) -> None:
    if uv := shutil.which("uv"):
        _run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(venv)])
        return
    if importlib.util.find_spec("ensurepip") is None:
        _get_venv()
    _run([sys.executable, "-m", "venv", "--clear", str(venv)])


def _get_venv() -> None:
    """Install Debian's split-off part of Python as root; else say what is to be installed."""
    package = "python3-venv"
    if os.path.realpath(sys.executable) != os.path.realpath("/usr/bin/python3"):
        package = f"python3.{sys.version_info.minor}-venv"
    command = f"apt-get install {package}"
    if not shutil.which("apt-get"):
        raise Unavailable(f"{sys.executable} lacks the modules venv and ensurepip: install them.")
    if os.geteuid() != 0:
        raise Unavailable(f"Python's venv is missing: run `sudo {command}`, then try again.")
    print(f"Python's venv is missing: running `{command}`.", flush=True)
    how = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in ("apt-get update -qq", f"{command} -y -qq"):
        if subprocess.run(step.split(), env=how, check=False).returncode:
            raise Unavailable(f"`{step}` failed; the lines above say why.")


def _install_locked(venv: Path, lock: Path) -> None:
    """Install by uv, or by pip where uv cannot: pip may know a mirror that uv does not."""
    python = str(venv / "bin/python")
    pip = [python, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps"]
    uv = shutil.which("uv") or _own_uv(venv, pip)
    if uv:
        how = ["--quiet", "--require-hashes", "--no-deps"]
        if _succeeds([uv, "pip", "install", *how, "--python", python, "-r", str(lock)]):
            return
    if not _has_pip(python):
        raise Unavailable("The packages could not be installed; the lines above say why.")
    _run([*pip, "-r", str(lock)])


def _own_uv(venv: Path, pip: list[str]) -> str:
    own = venv / "bin/uv"
    if own.exists() or _succeeds([*pip, "-r", str(CLONE / "requirements/launcher.txt")]):
        return str(own)
    return ""


def _has_pip(python: str) -> bool:
    return (
        subprocess.run([python, "-m", "pip", "-V"], check=False, capture_output=True).returncode
        == 0
    )


def _link(venv: Path) -> None:
    """Make `import rapport` and the command `rapport` work from the sources; both may be moved."""
    [site] = venv.glob("lib/python3.*/site-packages")
    (site / "rapport.pth").write_text(os.path.relpath(CLONE / "src", site) + "\n")
    command = venv / "bin/rapport"
    command.write_text(COMMAND)
    command.chmod(0o755)


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode == 0


def _run(command: list[str]) -> None:
    if not _succeeds(command):
        raise Unavailable(f"`{' '.join(command[:3])}` failed; the lines above say why.")
