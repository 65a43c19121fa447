"""`make asks`: print who asks what, and who answers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from rapport.kernel.asks.queries import lines


class Command(BaseCommand):
    help = "Print who asks what of the rooms above, and who answers or performs it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for line in lines():
            self.stdout.write(line)
