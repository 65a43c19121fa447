"""The named steps of `make check`, `make quick` and `make format`; run inside the environment.

all       format, lint, types, contracts, then every test
quick     pure and architecture tests, and those of rooms changed since the branch left main
format    format, and mend what can be mended by itself
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

from rapport.boot.errors import Refused, exit_code
from rapport.boot.home import CLONE

STEPS = {
    "format": "ruff format --check .",
    "lint": "ruff check .",
    "types": "mypy",
    "contracts": "lint-imports",
}
MENDING = {"format": "ruff format .", "lint": "ruff check --fix ."}
ROOM = re.compile(r"(?:src/rapport|tests)/(\w+)/(\w+)/")


def main(arguments: list[str]) -> int:
    """Run the steps of one target; what follows its name is pytest's."""
    os.chdir(CLONE)
    try:
        match arguments:
            case ["all", *options]:
                if failed := _failed(STEPS):
                    print(f"\nFailed: {', '.join(failed)}. No test was run.")
                    return 1
                _test(["--dist", "worksteal", *options])
            case ["quick", *options]:
                _test(["-m", "not real", "--dist", "worksteal", *options, *_quick_paths()])
            case ["format"]:
                return 1 if _failed(MENDING) else 0
            case _:
                raise Refused("Usage: python -m rapport.boot.checks all | quick | format")
    except Refused as error:
        print(error, file=sys.stderr)
        return exit_code(error)


def _failed(steps: dict[str, str]) -> list[str]:
    """Run every step, for one run shall tell all that is wrong; return those that failed."""
    failed = []
    for name, command in steps.items():
        began = time.monotonic()
        print(f"\n== {name}: {command}", flush=True)
        if subprocess.run(command.split(), check=False).returncode:
            failed.append(name)
        print(f"== {name}: {time.monotonic() - began:.1f} s", flush=True)
    return failed


def _test(options: list[str]) -> NoReturn:
    """Become pytest, whose closing line is then the last."""
    print("\n== tests", flush=True)
    os.execvp("pytest", ["pytest", *options])


def _quick_paths() -> list[str]:
    files = Path("tests").absolute().rglob("test_pure_*.py")
    pure = [str(path.relative_to(CLONE)) for path in files]
    changed = (f"tests/{floor}/{room}" for floor, room in _changed_rooms())
    return sorted({*pure, "tests/architecture", *(path for path in changed if Path(path).is_dir())})


def _changed_rooms() -> set[tuple[str, str]]:
    """List the rooms whose files differ from where this branch left its origin, or main."""
    left = _git("merge-base", "HEAD", "@{upstream}") or _git("merge-base", "HEAD", "main")
    names = _git("diff", "--name-only", left.strip() or "HEAD")
    names += _git("ls-files", "--others", "--exclude-standard")
    return {(found[1], found[2]) for line in names.splitlines() if (found := ROOM.match(line))}


def _git(*words: str) -> str:
    asked = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
    return asked.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
