"""rapport bulk: one operation for each line of a file, as jobs of the interface do it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .main import Terminal


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Enter the command into the parser."""
    bulk = commands.add_parser("bulk", parents=[shared], help="do one operation for many lines")
    bulk.add_argument("operation", choices=("create", "update", "upsert", "delete"))
    bulk.add_argument("resource", help="customers, notes, payments, ...")
    bulk.add_argument("file", type=Path, help="NDJSON: one object a line")
    bulk.add_argument("--errors", type=Path, help="write lines left out to this file")
    bulk.set_defaults(run=run)


def run(given: argparse.Namespace, terminal: Terminal) -> None:
    import orjson

    from rapport.front.api import commands, queries
    from rapport.kernel.clock import dice
    from rapport.kernel.files.given import must_be_there, must_be_writable

    must_be_there(given.file)
    if given.errors:
        must_be_writable(given.errors)
    asked = commands.ask_bulk_job(
        resource=given.resource,
        operation=given.operation,
        lines=commands.lines_of(given.file.read_bytes()),
        by_worker=False,
        actor=terminal.actor,
        now=terminal.now,
        rng=dice(),
    )
    commands.run_bulk_job(job_id=asked.job_id, actor=terminal.actor, now=terminal.now)
    uid = queries.bulk_uid(asked.job_id)
    card = queries.bulk_card(uid, actor=terminal.actor)
    if given.errors:
        lines, _ = queries.failed_lines(uid, actor=terminal.actor, limit=commands.MOST_LINES)
        told = [{"line": each.number, "sent": each.text, "problem": each.problem} for each in lines]
        given.errors.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in told))
    terminal.result(
        {"id": str(uid), "state": card.state, "done": card.done, "failed": card.failed},
        f"{card.done} done, {card.failed} left out.",
    )
