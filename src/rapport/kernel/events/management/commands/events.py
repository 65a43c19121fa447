"""`make events`: print who tells and who listens, and write the schemas of all events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from rapport.kernel.events.listing import lines, snapshot


class Command(BaseCommand):
    help = "Print who tells which event and who reacts to it; in a clone, write docs/events.json."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        docs = Path(settings.SOURCE).parents[1] / "docs"
        parser.add_argument("--into", type=Path, default=docs / "events.json", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        for line in lines():
            self.stdout.write(line)
        place: Path = options["into"]
        if place.parent.is_dir():
            place.write_text(snapshot())
