"""Roles as a table: what there is to allow, how far each role may go, what it does not see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext

from rapport.kernel.access.permissions import permissions
from rapport.kernel.access.words import Reach
from rapport.kernel.accounts.queries.roles import RoleRow
from rapport.kernel.entities.registry import entities
from rapport.kernel.errors import N_

ROOMS = {
    "parties": N_("Customers"),
    "interactions": N_("Timeline"),
    "holdings": N_("Holdings"),
    "commerce": N_("Orders and payments"),
    "catalogue": N_("Products"),
    "views": N_("Lists"),
    "imports": N_("Imports"),
    "calendars": N_("Opening hours and holidays"),
    "rates": N_("Exchange rates"),
    "access": N_("People and rights"),
    "audit": N_("Audit"),
    "jobs": N_("Jobs"),
    "events": N_("Reactions"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """How far a role goes: the word for it, and the number that the style goes by."""

    words: str
    reach: int


@dataclass(frozen=True, slots=True)
class Line:
    """One permission; `choices` are the reaches that make a difference for it, with their words."""

    code: str
    meaning: str
    choices: tuple[tuple[str, str], ...]
    cells: tuple[Cell, ...]
    chosen: str = "none"


@dataclass(frozen=True, slots=True)
class Room:
    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class FieldRule:
    """A field that a role may be without."""

    name: str
    label: str
    is_denied: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """The fields of one kind of record, and how many of them are denied."""

    label: str
    fields: tuple[FieldRule, ...]

    @property
    def denied(self) -> int:
        return sum(rule.is_denied for rule in self.fields)


def matrix(roles: list[RoleRow], chosen: Mapping[str, Reach] | None = None) -> list[Room]:
    """Return all permissions by room, with a cell for each role and what is chosen for one."""
    scoped, held = _scoped_rooms(), chosen or {}
    found: dict[str, list[Line]] = {}
    for code, meaning in permissions().items():
        room = code.partition(".")[0]
        is_scoped = room in scoped
        cells = tuple(_cell(role.grants.get(code, Reach.NONE), is_scoped) for role in roles)
        line = Line(
            code, gettext(meaning), _choices(is_scoped), cells, _chosen(held.get(code), is_scoped)
        )
        found.setdefault(room, []).append(line)
    return [Room(label, tuple(found[room])) for room, label in _labels(found)]


def rules(denied: frozenset[str]) -> list[Rules]:
    """Return the fields of every kind of record, and which of them are denied."""
    return [
        Rules(
            gettext(whole.base.label_plural),
            tuple(
                FieldRule(
                    f"{whole.name}.{name}", gettext(field.label), f"{whole.name}.{name}" in denied
                )
                for name, field in whole.fields.items()
            ),
        )
        for whole in entities()
    ]


def reach_words(reach: Reach) -> str:
    """Return how far a reach goes, in the reader's language."""
    return {
        Reach.NONE: pgettext("reach", "no"),
        Reach.OWN: pgettext("reach", "own"),
        Reach.TEAM: pgettext("reach", "team's"),
        Reach.UNIT: pgettext("reach", "unit's"),
        Reach.ALL: pgettext("reach", "all"),
    }[reach]


def _labels(found: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the rooms in the order of ROOMS, and those that it does not know by their own names."""
    for room, label in ROOMS.items():
        if room in found:
            yield room, gettext(label)
    for room in found:
        if room not in ROOMS:
            yield room, room.capitalize()


def _scoped_rooms() -> set[str]:
    """Return the rooms whose records belong to somebody: there it matters how far one goes."""
    return {whole.name.partition(".")[0] for whole in entities() if not whole.base.owner.public}


def _choices(is_scoped: bool) -> tuple[tuple[str, str], ...]:
    if is_scoped:
        return tuple((reach.name.lower(), reach_words(reach)) for reach in Reach)
    return (("none", reach_words(Reach.NONE)), ("all", pgettext("reach", "yes")))


def _chosen(reach: Reach | None, is_scoped: bool) -> str:
    if not reach:
        return "none"
    return reach.name.lower() if is_scoped else "all"


def _cell(reach: Reach, is_scoped: bool) -> Cell:
    if not reach:
        return Cell("–", 0)
    if not is_scoped:
        return Cell(pgettext("reach", "yes"), int(Reach.ALL))
    return Cell(reach_words(reach), int(reach))
