"""
How long a stranger waits for the first page, and what the server takes at rest.

`start.cold`: `git clone` of this repository, then `make demo` in it with a home of its own, until
GET / answers with a page; nothing comes from a cache of pip, uv or npm, all from the registry. The
yardstick is `python -m venv` and `pip install` of the same lock file alone.
`start.warm`: `make demo` in the same clone again, with the demo firm loaded.
`start.memory`: MB (PSS) of all its processes, PostgreSQL's among them, at rest after both.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Figure, timed

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS, REST_SECONDS = 900, 20
NOT_OURS = ("DATABASE_URL", "VIRTUAL_ENV", "PYTHONPATH", "DJANGO_SETTINGS_MODULE", "MAKEFLAGS")


def run() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="rapport-start-") as given:
        folder = Path(given)
        folder.chmod(0o755)  # PostgreSQL's own user must reach the home
        environ = _stranger(folder)
        started = time.perf_counter()
        clone = folder / "rapport"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        with _demo(clone, environ):
            cold = time.perf_counter() - started
        again = time.perf_counter()
        with _demo(clone, environ) as process:
            warm = time.perf_counter() - again
            time.sleep(REST_SECONDS)
            memory = sum(map(_megabytes, _family(process.pid, folder / "home")))
        packages = timed(lambda: _install(clone, folder / "plain", environ))
    yield Figure("start.cold", cold, "s", packages, cold / packages)
    yield Figure("start.warm", warm, "s")
    yield Figure("start.memory", memory, "MB")


def _stranger(folder: Path) -> dict[str, str]:
    """Return the environment of somebody who has nothing of this yet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = str(Path(sys.prefix) / "bin")
    paths = [path for path in os.environ["PATH"].split(os.pathsep) if path != own]
    found = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    return found | {
        "PATH": os.pathsep.join(paths),
        "PORT": str(port),
        "RAPPORT_HOME": str(folder / "home"),
        "PIP_NO_CACHE_DIR": "1",
        "UV_NO_CACHE": "1",
        "npm_config_cache": str(folder / "npm"),
    }


@contextmanager
def _demo(clone: Path, environ: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run `make demo` until it serves a page, and end it afterwards."""
    with open(clone.parent / "demo.log", "ab") as log:
        command = ["make", "demo"]
        process = subprocess.Popen(
            command, cwd=clone, env=dict(environ), stdout=log, stderr=log, start_new_session=True
        )
        try:
            _wait(process, int(environ["PORT"]), clone.parent / "demo.log")
            yield process
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/", timeout=30) as page:
                if b"</html>" in page.read():
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)  # it does not listen yet
    raise RuntimeError(f"`make demo` served no page:\n{log.read_text()[-2000:]}")


def _family(pid: int, home: Path) -> set[int]:
    """Return the processes that began with `make`, and those of the keeper of the home."""
    parents = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(place.parent.name)] = int(place.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it ended meanwhile
    keeper = json.loads((home / "keeper").read_text())["pid"]
    found = {pid, keeper}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0  # a helper that has just ended
    [kilobytes] = [line.split()[1] for line in lines if line.startswith("Pss:")]
    return int(kilobytes) / 1024


def _install(clone: Path, venv: Path, environ: Mapping[str, str]) -> None:
    """Install the locked packages in the plainest way."""
    python = shutil.which("python3", path=environ["PATH"]) or sys.executable
    subprocess.run([python, "-m", "venv", str(venv)], check=True, env=dict(environ))
    pip = [str(venv / "bin/pip"), "install", "--quiet", "--require-hashes", "--no-deps"]
    lock = str(clone / "requirements/base.txt")
    subprocess.run([*pip, "-r", lock], check=True, env=dict(environ))


if __name__ == "__main__":
    for figure in run():
        print(figure)
