"""What the fields of a kind and of a holding may hold, but for own fields and figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from rapport.customers.holdings.words import FigureName, Side, Status
from rapport.kernel.errors import N_, Invalid

LENGTHS = {"code": 40, "number": 80, "name": 200, "place": 200, "source": 40}
REQUIRED = ("code", "number")
CHOICES: Mapping[str, type[StrEnum]] = {"status": Status, "side": Side}
LABELS = {
    "code": N_("Code"),
    "number": N_("Number"),
    "name": N_("Name"),
    "place": N_("Place"),
    "source": N_("Source"),
    "status": N_("Status"),
    "side": N_("Counts as"),
    "from_on": N_("From"),
    "until_on": N_("Until"),
    "is_active": N_("In use"),
    "late_after_hours": N_("Late after hours"),
    "figures": N_("Figures"),
}
LONGEST_LATE = 24 * 3660  # hours: ten years


class HoldingNotUnderstood(Invalid):
    sentence = N_("{field} of a holding cannot be “{value}”. {wanted}")


def cleaned_fields(values: Mapping[str, object]) -> dict[str, object]:
    """Return the given fields as they are stored. Refuses HoldingNotUnderstood."""
    return {field: _CLEANERS.get(field, _unknown)(field, value) for field, value in values.items()}


def check_dates(from_on: date | None, until_on: date | None) -> None:
    """Refuse HoldingNotUnderstood unless the end lies after the start."""
    if from_on and until_on and until_on <= from_on:
        raise _refused("until_on", until_on, N_("It must lie after the start."))


def _text(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise _refused(field, value, N_("Give a text."))
    text = " ".join(value.split())
    if field in REQUIRED and not text:
        raise _refused(field, value, N_("It cannot be empty."))
    if len(text) > LENGTHS[field] or not text.isprintable():
        raise _refused(field, value, N_("It is too long or holds unprintable characters."))
    return text


def _choice(field: str, value: object) -> str:
    try:
        return CHOICES[field](str(value)).value
    except ValueError:
        raise _refused(field, value, N_("Choose one of the given values.")) from None


def _day(field: str, value: object) -> date | None:
    if value is not None and not isinstance(value, date):
        raise _refused(field, value, N_("Give a day."))
    return value


def _flag(field: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _refused(field, value, N_("Give yes or no."))
    return value


def _hours(field: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LONGEST_LATE:
        raise _refused(field, value, N_("Give a number of hours."))
    return value


def _figures(field: str, value: object) -> list[str]:
    known = {name.value for name in FigureName}
    if not isinstance(value, list | tuple) or not set(value) <= known:
        raise _refused(field, value, N_("Choose one of the given values."))
    return [name.value for name in FigureName if name.value in set(value)]


def _unknown(field: str, value: object) -> object:
    raise _refused(field, value, N_("There is no such field."))


def _refused(field: str, value: object, wanted: str) -> HoldingNotUnderstood:
    shown = LABELS.get(field, field)
    return HoldingNotUnderstood(field=shown, name=field, value=str(value)[:80], wanted=wanted)


_CLEANERS: Mapping[str, Callable[[str, object], object]] = {
    **dict.fromkeys(LENGTHS, _text),
    **dict.fromkeys(CHOICES, _choice),
    "from_on": _day,
    "until_on": _day,
    "is_active": _flag,
    "late_after_hours": _hours,
    "figures": _figures,
}
