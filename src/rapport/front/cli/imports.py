"""rapport import: a file into the tables, dry or for good; and back again."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .main import Terminal


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Enter the command into the parser."""
    parser = commands.add_parser("import", parents=[shared], help="bring a file in, or undo it")
    parser.add_argument("file", nargs="?", type=Path, help="CSV, XLSX, NDJSON or Parquet")
    parser.add_argument("--mapping", help="customers, products, orders, holdings, online-retail")
    parser.add_argument("--dry-run", action="store_true", help="count only; write nothing")
    parser.add_argument("--undo", metavar="ID", help="take a whole import back")
    parser.add_argument("--errors", type=Path, help="write failed lines with reasons to this file")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace, terminal: Terminal) -> int:
    from rapport.kernel.imports import running

    if given.undo:
        undone = running.undo(given.undo, actor=terminal.actor, now=terminal.now)
        terminal.result(undone.as_json(), undone.as_text())
        return 0
    if given.file is None or not given.mapping:
        terminal.say("Name a file and its --mapping, or --undo with the ID of an import.")
        return 2
    result = running.run_import(
        given.file,
        given.mapping,
        dry_run=given.dry_run,
        errors_to=given.errors,
        actor=terminal.actor,
        now=terminal.now,
        progress=_progress if sys.stderr.isatty() else None,
    )
    terminal.result(result.as_json(), result.as_text())
    return 0


def _progress(words: str, share: float) -> None:
    done = int(share * 30)
    print(f"\r{words:<24} [{'#' * done}{'.' * (30 - done)}] {share:4.0%}", end="", file=sys.stderr)
    if share >= 1:
        print(file=sys.stderr)
