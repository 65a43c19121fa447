"""Opening hours as people write them: 09:00–12:00, 13:00–18:00; nothing where it is closed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rapport.kernel.calendars.pure import Span
from rapport.kernel.errors import N_, Invalid

SPAN = re.compile(r"(\d{1,2})(?:[:：](\d{2}))?\s*[-–—~～至到]\s*(\d{1,2})(?:[:：](\d{2}))?")
PARTS = re.compile(r"[,，、;；\n]+")


class HoursNotUnderstood(Invalid):
    sentence = N_("“{text}” is no opening time. Write it such as 09:00–12:00, 13:00–18:00.")


def read_hours(text: str) -> tuple[Span, ...]:
    """Return the spans that a line says. Refuses HoursNotUnderstood, SpanImpossible."""
    spans = []
    for part in filter(None, (part.strip() for part in PARTS.split(text[:200]))):
        found = SPAN.fullmatch(part)
        if found is None:
            raise HoursNotUnderstood(text=part[:40])
        opens, closes = _minutes(found[1], found[2]), _minutes(found[3], found[4])
        spans.append(Span(opens, closes))
    return tuple(spans)


def read_week(form: Mapping[str, str]) -> list[tuple[Span, ...]]:
    """Return the seven days that a form gives, from Monday."""
    return [read_hours(form.get(f"day-{number}", "")) for number in range(7)]


def written(spans: Iterable[Span]) -> str:
    """Return spans as `read_hours` takes them."""
    return ", ".join(map(str, spans))


def _minutes(hours: str, minutes: str | None) -> int:
    if int(minutes or 0) > 59:
        raise HoursNotUnderstood(text=f"{hours}:{minutes}")
    return int(hours) * 60 + int(minutes or 0)
