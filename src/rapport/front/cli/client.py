"""rapport client: the client for programs in Python, made of the interface as it is."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .main import Terminal


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Enter the command into the parser."""
    client = commands.add_parser("client", parents=[shared], help="write a client in Python")
    client.add_argument("--output", type=Path, default=Path("rapport_client.py"))
    client.set_defaults(run=run, needs_firm=False)


def run(given: argparse.Namespace, terminal: Terminal) -> None:
    from rapport.front.api.inside import described
    from rapport.front.api.pure import client_of

    given.output.write_text(client_of(described()), encoding="utf-8")
    terminal.result({"output": str(given.output)}, f"Written to {given.output}.")
