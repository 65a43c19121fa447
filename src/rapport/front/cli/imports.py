"""
rapport import: a file into the tables, dry or for good; and back again.

Ends with 1 when every line failed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

    from .main import Terminal

MOST_REASONS = 3


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Enter the command into the parser."""
    parser = commands.add_parser(
        "import",
        parents=[shared],
        help="bring a file in, or undo it",
        epilog="Ends with 0 when lines were taken in, though some failed; with 1 when all did.",
    )
    parser.add_argument("file", nargs="?", type=Path, help="CSV, XLSX, NDJSON or Parquet")
    parser.add_argument("--mapping", help="customers, products, orders, holdings, online-retail")
    parser.add_argument(
        "--set",
        dest="options",
        metavar="OPTION=VALUE",
        action="append",
        type=_option,
        default=[],
        help="of the mapping: mode=create or mode=update; unknown_owners=leave takes lines in whose"
        " owner nobody knows here",
    )
    parser.add_argument("--dry-run", action="store_true", help="count only; write nothing")
    parser.add_argument("--undo", metavar="ID", help="take a whole import back")
    parser.add_argument("--errors", type=Path, help="write failed lines with reasons to this file")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace, terminal: Terminal) -> int:
    from rapport.kernel.files.given import must_be_writable
    from rapport.kernel.imports import running

    if given.undo:
        undone = running.undo(given.undo, actor=terminal.actor, now=terminal.now)
        terminal.result(undone.as_json(), undone.as_text())
        return 0
    if given.file is None or not given.mapping:
        terminal.say("Name a file and its --mapping, or --undo with the ID of an import.")
        return 2
    if given.errors:
        must_be_writable(given.errors)
    result = running.run_import(
        given.file,
        given.mapping,
        options=dict(given.options),
        dry_run=given.dry_run,
        errors_to=given.errors,
        actor=terminal.actor,
        now=terminal.now,
        progress=_progress if sys.stderr.isatty() else None,
    )
    terminal.result(result.as_json(), result.as_text())
    if names := result.card.untaken:
        terminal.say(f"Columns that were not taken in: {', '.join(names)}.")
    counts = result.card.counts
    if failed := counts.get("failed", 0):
        _say_why(result.card.id, given.errors, failed, terminal)
    return 1 if failed and failed == result.as_json()["read"] else 0


def _option(text: str) -> tuple[str, str]:
    name, is_set, value = text.partition("=")
    if not is_set:
        raise argparse.ArgumentTypeError(f"write OPTION=VALUE, not {text}")
    return name, value


def _say_why(import_id: UUID, errors: Path | None, failed: int, terminal: Terminal) -> None:
    """Say why the first lines failed, and where all of them are."""
    from django.utils.translation import gettext as _

    from rapport.kernel.errors import fill
    from rapport.kernel.imports.further import with_further
    from rapport.kernel.imports.queries import faults_of

    actor = terminal.actor
    for fault in with_further(
        import_id, faults_of(import_id, actor=actor, limit=MOST_REASONS), actor=actor
    ):
        label = _(fault.label)
        because = fill(_(fault.sentence), {"value": fault.value, "field": label})
        terminal.say(_("Line {line}: {reason}").format(line=fault.line, reason=because))
    if errors is None:
        text = _("{failed} lines failed. --errors FILE writes them with their reasons.")
        terminal.say(text.format(failed=f"{failed:,}"))


def _progress(words: str, share: float) -> None:
    done = int(share * 30)
    print(f"\r{words:<24} [{'#' * done}{'.' * (30 - done)}] {share:4.0%}", end="", file=sys.stderr)
    if share >= 1:
        print(file=sys.stderr)
