"""
Holiday years as they ship: which days of a year a country is closed, or works for another day.

Lunar feasts and make-up days are decided by governments, so they are tables, not formulas. A year
that is not among the tables is simply not known.
"""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable

from rapport.kernel.calendars.pure.hours import SpecialDay
from rapport.kernel.calendars.words import DayKind
from rapport.kernel.errors import N_, Invalid


class HolidayYearUnknown(Invalid):
    """There is no table for this country and year."""

    sentence = N_("There is no holiday table for {region} in {year}. Known: {known}.")


def known_years() -> list[tuple[str, int]]:
    """Return the countries and years that have a table."""
    names = (place.name for place in _folder().iterdir() if place.name.endswith(".json"))
    parts = (name.removesuffix(".json").split("-") for name in names)
    return sorted((region.upper(), int(year)) for region, year in parts)


def holiday_year(region: str, year: int, language: str) -> list[SpecialDay]:
    """
    Return the special days of a country's year, named in the language, in order.

    Units     region: ISO 3166; language: a code of `kernel.words`.
    Refuses   HolidayYearUnknown.
    """
    if (region, year) not in known_years():
        known = ", ".join(f"{code} {of}" for code, of in known_years())
        raise HolidayYearUnknown(region=region, year=year, known=known)
    table = json.loads(_folder().joinpath(f"{region.lower()}-{year}.json").read_text("utf-8"))
    return [
        SpecialDay(
            day=date.fromisoformat(row["day"]),
            kind=DayKind(row.get("kind", DayKind.CLOSED)),
            name=row["name"][language],
            as_weekday=row.get("as_weekday", 0),
        )
        for row in table["days"]
    ]


def _folder() -> Traversable:
    return files("rapport.kernel.calendars").joinpath("holidays")
