"""`make events`: print who tells and who listens, and write the schemas of all events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from rapport.kernel.events.listing import lines, snapshot


class Command(BaseCommand):
    help = "Print who tells which event and who reacts to it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", type=Path, help="write the schemas into this file")

    def handle(self, *args: Any, **options: Any) -> None:
        for line in lines():
            self.stdout.write(line)
        if options["write"]:
            options["write"].write_text(snapshot())
