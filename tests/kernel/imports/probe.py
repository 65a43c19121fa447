"""
Open every file of a folder as an import would, and print one JSON line a file.

Run as a process of its own, so that the memory it needed can be read.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from rapport.kernel.errors import Refusal
from rapport.kernel.imports.engines import open_file
from rapport.kernel.imports.pure.mappings import FileRules

FACTS = {"expected.json", "SOURCES.tsv"}


def main(folder: str) -> None:
    facts = json.loads((Path(folder) / "expected.json").read_text())
    for place in sorted(Path(folder).iterdir()):
        if place.is_file() and place.name not in FACTS:
            stated = facts.get(place.name, {})
            print(json.dumps({"file": place.name, **look(place, stated.get("header", True))}))
    print(json.dumps({"peak_mb": peak_kilobytes() // 1024}))


def peak_kilobytes() -> int:
    """Return the most memory of this program; getrusage would tell of the one that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])


def look(place: Path, has_header: bool) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        table = open_file(place, FileRules(header=has_header))
        rows = list(table.rows())
    except Refusal as refusal:
        return {"refused": str(refusal), "seconds": time.perf_counter() - started}
    return {
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "header": list(table.header) if has_header else None,
        "rows": [list(cells) for _line, cells, _fault in rows][:500],
        "faults": [(line, fault) for line, _cells, fault in rows if fault],
        "seconds": time.perf_counter() - started,
    }


if __name__ == "__main__":
    main(sys.argv[1])
