"""Refuse a change of a row that somebody else has changed meanwhile, and show what he changed."""

from __future__ import annotations

from typing import Any

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.registry import Whole
from rapport.kernel.entities.registry import entity as entity_of
from rapport.kernel.entities.rows import TrackedRow
from rapport.kernel.web.problems import Stale

from .queries import changes_since


def must_be_at(entity: str, row: TrackedRow, version: int | None, *, actor: Actor) -> None:
    """
    Refuse Stale unless the locked row is at the version that the caller means; None means any.

    The refusal tells what changed since, newest first, of the fields that the actor may see.
    """
    if version is None or row.version == version:
        return
    steps = max(0, row.version - version)
    raise Stale(version=row.version, changes=_difference(entity, row, steps, actor))


def _difference(entity: str, row: TrackedRow, steps: int, actor: Actor) -> list[dict[str, Any]]:
    whole = entity_of(entity)
    return [
        {
            "field": _name_of(change.field, whole),
            "before": change.before,
            "after": change.after,
            "by": change.actor_name,
            "at": change.at.isoformat(),
        }
        for change in changes_since(entity, row.pk, steps=steps, actor=actor)
    ]


def _name_of(column: str, whole: Whole) -> str:
    """Return the name by which doors know what a model field holds."""
    for name, field in whole.fields.items():
        if column in field.declares:
            return name
    return column
