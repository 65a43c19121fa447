"""
Mappings: what a kind of file is called, which loader takes it, and how its cells are to be read.

Shipped ones are TOML files in a room's `mappings/`; people's own are kept in the same form.

    name = "customers"                  [file]      encoding, delimiter, header, skip, sheet, blanks
    label = "Customers"                 [habits]    zone, decimal, order, years, region, currency
    loader = "customers"                [columns]   column = ["Name in the file", "other name"]
                                        [options]   whatever the loader understands; mode
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Names
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rapport.kernel.errors import N_, Invalid

from .habits import Habits

Word = TypeVar("Word", bound=str)
MODES = ("create_and_update", "create", "update")
_SECTIONS = {
    "file": {"encoding", "delimiter", "header", "skip", "sheet", "blanks"},
    "habits": {"zone", "decimal", "order", "years", "region", "currency"},
}
_TOP = {"name", "label", "loader", "columns", "options", *_SECTIONS}


class MappingNotUnderstood(Invalid):
    sentence = N_("The mapping {name} cannot be used: {word} is not understood.")


@dataclass(frozen=True, slots=True)
class FileRules:
    """How to open the file; empty means: find out."""

    encoding: str = ""
    delimiter: str = ""
    header: bool = True
    skip: int = 0
    sheet: str = ""
    blanks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one kind of file is taken in. `columns` empty: by the names of the header alone."""

    name: str
    label: str
    loader: str
    file: FileRules = field(default_factory=FileRules)
    habits: Names[str, str] = field(default_factory=dict)
    columns: Names[str, tuple[str, ...]] = field(default_factory=dict)
    options: Names[str, Any] = field(default_factory=dict)

    @property
    def mode(self) -> str:
        return str(self.options.get("mode", MODES[0]))

    def as_json(self) -> dict[str, Any]:
        """Return the mapping as it is kept; `read_mapping` undoes this."""
        kept = asdict(self)
        kept["file"]["blanks"] = list(self.file.blanks)
        kept["columns"] = {name: list(names) for name, names in self.columns.items()}
        return {key: value for key, value in kept.items() if value not in ({}, "")}


def parse_mapping(text: str, name: str) -> Mapping:
    """Return the mapping that a TOML text describes. Refuses MappingNotUnderstood."""
    try:
        return read_mapping(tomllib.loads(text), name)
    except tomllib.TOMLDecodeError as error:
        raise MappingNotUnderstood(name=name, word=str(error)) from None


def read_mapping(body: Names[str, Any], name: str = "") -> Mapping:
    """Return the mapping of that body. Refuses MappingNotUnderstood."""
    called = str(body.get("name", name))
    _check_words(body, called)
    columns = {
        column: (names,) if isinstance(names, str) else tuple(str(one) for one in names)
        for column, names in body.get("columns", {}).items()
    }
    rules = dict(body.get("file", {}))
    rules["blanks"] = tuple(rules.get("blanks", ()))
    mapping = Mapping(
        name=called,
        label=str(body.get("label", called)),
        loader=str(body.get("loader", called)),
        file=FileRules(**rules),
        habits={key: str(value) for key, value in body.get("habits", {}).items()},
        columns=columns,
        options=dict(body.get("options", {})),
    )
    if mapping.mode not in MODES:
        raise MappingNotUnderstood(name=called, word=mapping.mode)
    return mapping


def habits_of(mapping: Mapping, *, zone: str, region: str, currency: str) -> Habits:
    """Return the habits of the file's makers; what the mapping leaves open is the firm's."""
    said = mapping.habits
    try:
        own_zone = ZoneInfo(said.get("zone") or zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise MappingNotUnderstood(name=mapping.name, word=said["zone"]) from None
    return Habits(
        zone=own_zone,
        decimal=_one_of(mapping, "decimal", (".", ",")),
        order=_one_of(mapping, "order", ("", "ymd", "dmy", "mdy")),
        years=_one_of(mapping, "years", ("", "roc", "20th")),
        blanks=frozenset(mapping.file.blanks),
        region=said.get("region") or region,
        currency=said.get("currency") or currency,
    )


def _check_words(body: Names[str, Any], name: str) -> None:
    unknown = sorted(set(body) - _TOP)
    for section, words in _SECTIONS.items():
        part = body.get(section, {})
        if not isinstance(part, dict):
            raise MappingNotUnderstood(name=name, word=section)
        unknown += [f"{section}.{word}" for word in sorted(set(part) - words)]
    if unknown:
        raise MappingNotUnderstood(name=name, word=unknown[0])


def _one_of(mapping: Mapping, habit: str, allowed: tuple[Word, ...]) -> Word:
    value = mapping.habits.get(habit, allowed[0])
    for word in allowed:
        if word == value:
            return word
    raise MappingNotUnderstood(name=mapping.name, word=f"{habit} = {value}")
