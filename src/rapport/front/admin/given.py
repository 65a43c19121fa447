"""Reading what the forms of administration give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID
from zoneinfo import available_timezones

from babel import Locale
from django.utils.dates import WEEKDAYS

from rapport.kernel.errors import N_, Invalid
from rapport.kernel.phones import regions

AREAS = (
    "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian",
    "Pacific",
)  # fmt: skip


LOCALES = {"zh-hant": "zh_Hant", "zh-hans": "zh_Hans"}


class DayNotUnderstood(Invalid):
    sentence = N_("“{text}” is no day. Write it such as 2026-11-20.")


class ChoiceUnknown(Invalid):
    sentence = N_("What was chosen is not there. Load the page again.")


def uid_in(text: str) -> UUID | None:
    """Return the id that was chosen; None when nothing was. Refuses ChoiceUnknown."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise ChoiceUnknown() from None


def uids_in(texts: Iterable[str]) -> tuple[UUID, ...]:
    """Return the ids that were ticked. Refuses ChoiceUnknown."""
    return tuple(uid for text in texts if (uid := uid_in(text)) is not None)


def key_in(form: Mapping[str, str], name: str) -> int:
    """Return the key of a row that a form names. Refuses ChoiceUnknown."""
    text = form.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise ChoiceUnknown()
    return int(text)


def number_in(text: str, usual: int) -> int:
    """Return the small number that was chosen; the usual one when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else usual


def day_in(text: str) -> date:
    """Return the day that was given. Refuses DayNotUnderstood."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DayNotUnderstood(text=text[:20]) from None


def weekdays() -> list[tuple[int, str]]:
    """Return the weekdays from Monday, by number, with their names."""
    return [(number, str(WEEKDAYS[number])) for number in range(7)]


def countries(language: str) -> list[tuple[str, str]]:
    """Return the countries whose telephone numbers can be read, by their names in the language."""
    names = Locale.parse(LOCALES.get(language, "en")).territories
    return sorted(((code, names.get(code, code)) for code in regions()), key=lambda one: one[1])


def zones() -> list[str]:
    """Return the time zones that people live in, by name."""
    return sorted(zone for zone in available_timezones() if zone.partition("/")[0] in AREAS)


def version_in(text: str) -> int | None:
    """Return the version that a form was filled from; None when it names none."""
    return int(text) if text.isdigit() and len(text) < 10 else None
