"""Which cell of a file belongs in which column, by the names in its header."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from .cells import folded
from .columns import Column

CLOSE = 0.88  # likeness from which a misspelt name counts


@dataclass(frozen=True, slots=True)
class Fit:
    """
    How a header fits a loader.

    Shapes    places: column -> place in the line, from 0; left: header names that nothing takes.
    """

    places: Mapping[str, int]
    left: tuple[str, ...]
    missing: tuple[str, ...]  # columns that are needed and found nowhere


def named(header: Sequence[str]) -> list[str]:
    """Return the header with a name for each cell: blanks by their place, repeats numbered."""
    times: Counter[str] = Counter()
    found: list[str] = []
    for place, cell in enumerate(header, start=1):
        name = cell.strip() or f"({place})"
        times[name] += 1
        found.append(name if times[name] == 1 else f"{name} ({times[name]})")
    return found


def fit(
    header: Sequence[str],
    columns: Sequence[Column],
    said: Mapping[str, Sequence[str]],
    others: Collection[str] = (),
) -> Fit:
    """
    Find the cell of each column: where the mapping says so, else by name, else by likeness.

    Shapes    said: column -> names of its cell in the order of preference; a column that is said
              with no name stays empty.
              others: names that mean something else and are not to be taken by likeness.
    """
    names = [folded(name) for name in header]
    strange = {folded(name) for name in others}
    places: dict[str, int] = {}
    for column in columns:
        wanted = said.get(column.name)
        place = _exactly(names, wanted if wanted is not None else _names_of(column), places)
        if place is not None:
            places[column.name] = place
    for column in columns:
        if column.name not in places and column.name not in said:
            place = _likely(names, column, places, strange)
            if place is not None:
                places[column.name] = place
    taken = set(places.values())
    left = tuple(name for place, name in enumerate(header) if place not in taken)
    missing = tuple(c.name for c in columns if c.required and c.name not in places)
    return Fit(places, left, missing)


def signature(header: Sequence[str]) -> str:
    """Return what two files with the same header have in common, whatever their case and blanks."""
    return "|".join(sorted(folded(name) for name in header))


def _names_of(column: Column) -> tuple[str, ...]:
    return (column.name, column.label, *column.headers)


def _exactly(names: Sequence[str], wanted: Sequence[str], taken: Mapping[str, int]) -> int | None:
    for name in wanted:
        for place, found in enumerate(names):
            if found and found == folded(name) and place not in taken.values():
                return place
    return None


def _likely(
    names: Sequence[str], column: Column, taken: Mapping[str, int], strange: Collection[str]
) -> int | None:
    used = taken.values()
    free = [name for place, name in enumerate(names) if place not in used and name not in strange]
    for wanted in _names_of(column):
        found = get_close_matches(folded(wanted), free, n=1, cutoff=CLOSE)
        if found and len(folded(wanted)) > 3:
            return names.index(found[0])
    return None
