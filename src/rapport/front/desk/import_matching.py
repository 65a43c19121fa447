"""The cells of a file beside what they fill, each with an example and what that becomes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from rapport.front.shell import formats
from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.registry import UnknownEntity, entity
from rapport.kernel.errors import fill
from rapport.kernel.imports import loaders, reading
from rapport.kernel.imports.lacking import lacking
from rapport.kernel.imports.pure import Column, Habits
from rapport.kernel.imports.pure.headers import named
from rapport.kernel.imports.queries import ImportCard
from rapport.kernel.imports.reading import Example
from rapport.kernel.phones import format_phone
from rapport.kernel.web.problems import explain

LONGEST = 60


@dataclass(frozen=True, slots=True)
class ShownExample:
    """A text of the file, cut to a glance, and what it becomes or why it becomes nothing."""

    text: str
    becomes: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the header, what stands in it below, and the column it fills: "" for none."""

    place: int
    name: str
    column: str
    examples: tuple[ShownExample, ...]


def cells(card: ImportCard, *, actor: Actor) -> list[Cell]:
    """Return the header's cells as they are matched."""
    filled = {place: column for column, place in card.places.items()}
    return _cells(card, filled, card.mapping, actor)


def cells_as_chosen(
    card: ImportCard, form: Mapping[str, str], body: Mapping[str, Any], *, actor: Actor
) -> list[Cell]:
    """Return the header's cells as the form matches them; `body` is the mapping it describes."""
    known = {column.name for column in loaders.loader(card.loader).columns}
    chosen = {place: form.get(f"cell-{place}", "") for place in range(len(card.header))}
    filled = {place: column for place, column in chosen.items() if column in known}
    return _cells(card, filled, body, actor)


def lacks(card: ImportCard, columns: Collection[str]) -> str:
    """Return what the mapping must say yet, in the reader's language; "" for nothing."""
    refusal = lacking(loaders.loader(card.loader), columns)
    return explain(refusal) if refusal else ""


def _cells(
    card: ImportCard, filled: Mapping[int, str], body: Mapping[str, Any], actor: Actor
) -> list[Cell]:
    reader = _Reader(card, reading.habits_in(body, card.mapping_name, actor), actor)
    found = [] if card.is_purged else reading.first_cells(str(card.id), actor=actor)
    texts = dict(enumerate(found))
    return [
        Cell(place, name, column, reader.examples(column, texts.get(place, ())))
        for place, name in enumerate(named(card.header))
        for column in (filled.get(place, ""),)
    ]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the texts of a file as its import will, and says it in the reader's words."""

    card: ImportCard
    habits: Habits
    actor: Actor

    def examples(self, column: str, texts: tuple[str, ...]) -> tuple[ShownExample, ...]:
        if not column:
            return tuple(ShownExample(_cut(text)) for text in texts)
        read = reading.examples(self.card.loader, column, texts, self.habits)
        return tuple(self._shown(column, one) for one in read)

    def _shown(self, column: str, example: Example) -> ShownExample:
        text = _cut(example.text)
        if example.sentence:
            label = next(c.label for c in self._columns if c.name == column)
            details = {"value": text, "field": gettext(label)}
            return ShownExample(text, because=fill(gettext(example.sentence), details))
        return ShownExample(text, _cut(_words(example.value, self._labels(column), self.actor)))

    @property
    def _columns(self) -> Sequence[Column]:
        return loaders.loader(self.card.loader).columns

    def _labels(self, column: str) -> dict[str, str]:
        """Return what the values of a field with choices are called."""
        try:
            known = entity(loaders.loader(self.card.loader).entity).fields.get(column)
        except UnknownEntity:
            return {}
        return {choice.value: gettext(choice.label) for choice in known.choices} if known else {}


def _words(value: Any, labels: Mapping[str, str], actor: Actor) -> str:
    """Return a value as words, by its type: columns of an import have no entity's field."""
    if isinstance(value, list | tuple):
        return gettext(", ").join(_words(part, labels, actor) for part in value)
    if isinstance(value, Mapping):
        return _part(value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Decimal | int):
        return formats.number(value, actor.language)
    if isinstance(value, datetime):
        return formats.exact(value, actor.language, timezone.get_current_timezone())
    if isinstance(value, date):
        return formats.day(value, actor.language)
    return "" if value is None else labels.get(value, str(value))


def _part(part: Mapping[str, Any]) -> str:
    """Return a contact point by its value, any other part by all that it says."""
    if "value" in part:
        value = str(part["value"])
        return format_phone(value, None) if part.get("kind") == "phone" else value
    return " ".join(str(said) for said in part.values() if isinstance(said, str) and said)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
