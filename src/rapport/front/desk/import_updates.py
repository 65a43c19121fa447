"""What an import changes, as a table of old and new values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.registry import UnknownEntity, Whole, entity
from rapport.kernel.errors import N_
from rapport.kernel.imports.updates import UpdatedRow, updated_rows

from .cells import address_of
from .step_words import declared_of, step_words
from .wording import Setting, setting_of

PARTS: Mapping[str, str] = {"addresses": N_("Addresses")}


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A field of a record, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownUpdate:
    """A record that changes; `line` is that of the file, 0 when it was written."""

    line: int
    title: str
    url: str
    steps: tuple[ShownStep, ...]


def updates_shown(uid: UUID, *, actor: Actor, now: datetime) -> list[ShownUpdate]:
    """Return the first records that an import changes. Refuses NotFound, NotAllowed."""
    name, found = updated_rows(uid, actor=actor, now=now)
    try:
        whole = entity(name)
    except UnknownEntity:
        return []
    setting = setting_of(actor, now)
    return [_shown(row, whole, setting) for row in found]


def _shown(row: UpdatedRow, whole: Whole, setting: Setting) -> ShownUpdate:
    url = address_of(whole.base.name, row.id)
    steps = [_step(step, whole, setting) for step in row.steps]
    # A name that is only put together anew of the same parts reads the same on both sides.
    told = tuple(step for step in steps if step.before != step.after)
    return ShownUpdate(row.line, row.title, url, told)


def _step(step: tuple[str, object, object], whole: Whole, setting: Setting) -> ShownStep:
    column, before, after = step
    field = declared_of(whole, column)
    label = field.label if field else PARTS.get(column, column)
    return ShownStep(
        gettext(label), step_words(before, field, setting), step_words(after, field, setting)
    )
