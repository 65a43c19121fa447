"""
Say of an operation that it will end: in its description, and in every answer (RFC 9745, RFC 8594).

    @router.get("/old", **reads(Old, "Old"))
    @ends(since=date(2026, 12, 1), on=date(2027, 9, 1), instead="list_customers")
    def list_old(request): ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from django.http import HttpResponse
from django.utils.http import http_date

NOTICE = timedelta(days=180)
RULES = "/api/v1/docs"
V = TypeVar("V", bound=Callable[..., Any])


class NoticeTooShort(RuntimeError):
    """Who calls an operation needs half a year to call another; found at start."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Since when an operation should be used no more, when it ends, and which to use instead."""

    name: str  # of the operation
    since: date
    on: date
    instead: str

    def put_on(self, response: HttpResponse) -> None:
        """Say it in the headers."""
        response["Deprecation"] = f"@{_seconds(self.since)}"
        response["Sunset"] = http_date(_seconds(self.on))
        response["Link"] = f'<{RULES}#{self.instead}>; rel="deprecation"; type="text/html"'

    @property
    def sentence(self) -> str:
        return f"Ends on {self.on.isoformat()}. Use `{self.instead}` instead."


def ends(*, since: date, on: date, instead: str) -> Callable[[V], V]:
    """Mark the view of an operation that will end, at the earliest half a year later."""
    if on - since < NOTICE:
        raise NoticeTooShort(f"{instead}: {since} to {on}")

    def mark(view: V) -> V:
        view.ending = Ending(view.__name__, since, on, instead)  # type: ignore[attr-defined]
        return view

    return mark


def ending_of(view: Any) -> Ending | None:
    """Return how a view was marked; None when it goes on."""
    found: Ending | None = getattr(view, "ending", None)
    return found


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
