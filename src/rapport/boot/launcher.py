"""The launcher: a virtual environment with the locked packages, the built front end, a start.

    setup            packages of the program, built front end
    tools            those and the packages of tests and checks
    demo, up         setup, then become the supervisor
    run COMMAND...   tools, then become a command of the environment

A stamp tells what is installed, so the second time nothing is done. Standard library only.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fcntl import LOCK_EX, LOCK_NB, flock
from typing import NoReturn

from rapport.boot import assets, packages
from rapport.boot.errors import Refused, Unavailable, exit_code, sentence
from rapport.boot.home import CLONE

USAGE = "Usage: launch.py setup | tools | demo | up | run COMMAND..."
VENV = CLONE / ".venv"


def main(arguments: list[str]) -> int:
    """Do what the arguments say; return the exit code if this process does not become another."""
    # A first start compiles thousands of modules: it must be allowed to keep the result.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        match arguments:
            case ["setup"]:
                _prepare(with_tools=False)
            case ["tools"]:
                _prepare(with_tools=True)
            case ["demo" | "up" as what]:
                _prepare(with_tools=False)
                _become(
                    ["python", "-m", "rapport.boot.up", *(["--demo"] if what == "demo" else [])]
                )
            case ["run", _, *_]:
                _prepare(with_tools=True)
                _become(arguments[1:])
            case _:
                raise Refused(USAGE)
    except KeyboardInterrupt:
        return 130
    except (Unavailable, OSError) as error:
        print(sentence(error), file=sys.stderr)
        return exit_code(error)
    return 0


def _prepare(*, with_tools: bool) -> None:
    """Install packages and front end; the two come from different places, so both at once."""
    with _alone(), ThreadPoolExecutor(1) as aside:
        fetching = None if assets.needs_packages() else aside.submit(assets.fetch, VENV)
        packages.install(VENV, with_tools=with_tools)
        fetching.result() if fetching else assets.fetch(VENV)
        assets.build(VENV)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Keep two launchers of one clone from installing at once."""
    with open(CLONE / "pyproject.toml") as gate:
        try:
            flock(gate, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            print("Waiting for another installation of this clone.", file=sys.stderr, flush=True)
            flock(gate, LOCK_EX)
        yield


def _become(command: list[str]) -> NoReturn:
    os.environ["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    os.environ["VIRTUAL_ENV"] = str(VENV)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    sys.stdout.flush()
    try:
        os.execvp(command[0], command)
    except FileNotFoundError as error:
        raise Unavailable(f"There is no program `{command[0]}`.") from error
