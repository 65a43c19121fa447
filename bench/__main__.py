"""Run the benchmarks, or those ONLY names, and print one JSON line a figure.

make bench              all
make bench ONLY=search  one file; ONLY=search,create several
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import django

from bench.bars import Bars
from bench.figures import Figure

HERE = Path(__file__).parent
PARTS = {"clients", "large", "large_sql", "people", "readers", "rival"}
NOT_QUESTIONS = {"__init__", "__main__", "bars", "figures"} | PARTS


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    django.setup()
    bars = Bars.read(HERE / "bars.toml")
    all_hold = True
    for name in questions():
        print(f"{name} …", file=sys.stderr, flush=True)
        before = bars.slowness()
        found = list(figures_of(name))
        slowness = max(before, bars.slowness())
        for figure in found:
            judged = bars.judge(figure, slowness)
            all_hold = all_hold and judged["holds"] is not False
            print(json.dumps(judged, ensure_ascii=False), flush=True)
    return 0 if all_hold else 1


def questions() -> list[str]:
    """Return the files asked for, in order."""
    known = sorted(file.stem for file in HERE.glob("*.py") if file.stem not in NOT_QUESTIONS)
    only = [name for name in os.environ.get("ONLY", "").split(",") if name]
    for name in only:
        if name not in known:
            sys.exit(f"There is no benchmark called {name}: {', '.join(known)}.")
    return only or known


def figures_of(name: str) -> Iterator[Figure]:
    yield from import_module(f"bench.{name}").run()


if __name__ == "__main__":
    sys.exit(main())
