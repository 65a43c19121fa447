"""rapport changes: what changed since a cursor, as the interface tells it."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .main import Terminal


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Enter the command into the parser."""
    changes = commands.add_parser("changes", parents=[shared], help="tell what changed")
    changes.add_argument("--after", help="`next` of the answer before; left out: from now on")
    changes.add_argument("--resource", action="append", default=[], help="such as customers")
    changes.add_argument("--limit", type=int, default=1000, help="rows an answer")
    changes.set_defaults(run=run)


def run(given: argparse.Namespace, terminal: Terminal) -> None:
    from rapport.kernel.views.changes import changes_since, cursor_of_now

    if not given.after:
        cursor = cursor_of_now()
        terminal.result({"items": [], "next": cursor, "more": False}, cursor)
        return
    page = changes_since(
        given.after,
        resources=given.resource,
        limit=given.limit,
        actor_on=lambda whole: terminal.actor,
    )
    rows = [f"{each.change}\t{each.resource}\t{each.id or ''}" for each in page.changes]
    items = [asdict(change) for change in page.changes]
    result = {"items": items, "next": page.next, "more": page.has_more}
    terminal.result(result, "\n".join([*rows, page.next]))
