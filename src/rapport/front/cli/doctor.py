"""rapport doctor: what is wrong, and what to do about it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .main import Terminal


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Enter the command into the parser."""
    doctor = commands.add_parser("doctor", parents=[shared], help="say what is wrong, what to do")
    doctor.set_defaults(run=run)


def run(given: argparse.Namespace, terminal: Terminal) -> int:
    """Look at everything; return 1 when something is not well."""
    from rapport.front.admin.health import examine

    findings = list(examine(actor=terminal.actor, now=terminal.now, thorough=True))
    lines = [
        f"{'ok ' if one.is_well else 'BAD'} {one.name}: {one.says}" + (one.do and f" {one.do}")
        for one in findings
    ]
    well = all(one.is_well for one in findings)
    told = [
        {"name": one.name, "is_well": one.is_well, "says": one.says, "do": one.do}
        for one in findings
    ]
    terminal.result({"well": well, "findings": told}, "\n".join(lines))
    return 0 if well else 1
