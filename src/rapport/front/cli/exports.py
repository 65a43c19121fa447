"""rapport export: a list into a file, with the reader's rights."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .main import Terminal


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Enter the command into the parser."""
    export = commands.add_parser("export", parents=[shared], help="write a list to a file")
    export.add_argument("what", help="customers, products, orders, order-lines, holdings, ...")
    export.add_argument("--view", help="the name of a saved view: its columns and rows")
    export.add_argument("--output", required=True, type=Path, help="FILE.csv, .xlsx or .ndjson")
    export.set_defaults(run=run)


def run(given: argparse.Namespace, terminal: Terminal) -> None:
    from rapport.kernel.files.given import must_be_writable
    from rapport.kernel.imports import exports

    must_be_writable(given.output)
    what = given.what.replace("_", "-")
    written = exports.export_list(
        what,
        given.output,
        view=given.view,
        actor=terminal.actor,
        now=terminal.now,
    )
    terminal.result(
        {"what": what, "rows": written, "output": str(given.output)},
        f"{written:,} {what} written to {given.output}.",
    )
