"""What of an audit entry its reader may see: rules of rows and of fields hold here too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import scope
from rapport.kernel.entities.registry import Whole, entities
from rapport.kernel.entities.sql import FALSE, TRUE


def whole_of(name: str) -> Whole | None:
    """
    Return the entity that the audit calls so, by its name or by its model.

    None is a row of the kernel's own, such as a batch.
    """
    return next((w for w in entities() if name in (w.name, w.base.model.lower())), None)


def permission_of(whole: Whole, column: str) -> str:
    """Return what is needed besides the entity's own permission to see a column."""
    for declared in whole.fields.values():
        if column in declared.declares:
            return declared.permission
    return ""


def shows(whole: Whole | None, column: str, actor: Actor) -> bool:
    """Whether the actor may see the column, by the declaration that covers it."""
    if whole is None:
        return True
    if column in whole.base.internal:
        return False
    for declared in whole.fields.values():
        if column in declared.declares:
            return actor.sees_field(whole.name, declared.name, declared.permission)
    return actor.sees_field(whole.name, column)


@dataclass(slots=True)
class Sight:
    """Which rows of a page of entries its reader reaches, asked once an entity and permission."""

    actor: Actor
    rows: Sequence[tuple[str, int | None]]  # what the entries are about: entity, row
    _reached: dict[tuple[str, str], set[int]] = field(default_factory=dict)

    def reaches(self, whole: Whole, row_id: int | None, permission: str = "") -> bool:
        """Whether the reader reaches the row by the entity's permission and by this one."""
        needed = dict.fromkeys((whole.base.view, permission or whole.base.view))
        return row_id is not None and all(row_id in self._within(whole, one) for one in needed)

    def _within(self, whole: Whole, permission: str) -> set[int]:
        place = whole.name, permission
        if place not in self._reached:
            names = {whole.name, whole.base.model.lower()}
            ids = {row_id for name, row_id in self.rows if name in names and row_id is not None}
            self._reached[place] = _reached(whole, ids, self.actor, permission)
        return self._reached[place]


def _reached(whole: Whole, ids: Iterable[int], actor: Actor, permission: str) -> set[int]:
    condition = scope(whole, actor, permission=permission)
    if condition == FALSE:
        return set()
    if condition == TRUE:
        return set(ids)  # also those that are gone for good
    text = f"select t.id from {whole.base.table} t where t.id = any(%s) and {condition.text}"
    with connection.cursor() as cursor:
        cursor.execute(text, [list(ids), *condition.params])
        return {row_id for (row_id,) in cursor.fetchall()}
