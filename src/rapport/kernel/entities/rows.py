"""The base of every editable row: identity outside, version, and a record of what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from django.db import models

from .inserting import insert


@dataclass(frozen=True, slots=True)
class Change:
    """One field's step from `before` to `after`; both fit into JSON."""

    field: str
    before: Any
    after: Any


class TrackedQuerySet(models.QuerySet[Any]):
    def locked(self) -> Self:
        """Return the rows locked for writing, in the order of their keys."""
        return self.select_for_update(of=("self",)).order_by("pk")

    def live(self) -> Self:
        """Leave out what lies in the recycle bin."""
        return self.filter(deleted_at=None)


class TrackedRow(models.Model):
    """A row that outside systems can name, that knows its version and tells its changes."""

    uid = models.UUIDField(unique=True, editable=False)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = TrackedQuerySet.as_manager()

    class Meta:
        abstract = True

    def set(self, **values: Any) -> None:
        """Give the fields these values, remembering only real differences."""
        noted = self._noted(afresh=True)
        for field, after in values.items():
            before = getattr(self, field)
            if before == after:
                continue
            first = noted[field].before if field in noted else as_json(before)
            noted[field] = Change(field, first, as_json(after))
            setattr(self, field, after)

    def changes(self) -> list[Change]:
        """Return what `set` changed: not yet saved, or by the last `save_changes`."""
        return [change for change in self._noted().values() if change.before != change.after]

    def save_changes(self, *, now: datetime) -> list[Change]:
        """
        Write the changed columns and raise the version by one; return the changes.

        A new row is inserted whole, with version 1. Nothing is written when nothing changed.
        """
        changes = self.changes()
        if self.pk is None:
            self.created_at = self.updated_at = now
            insert([self])
        elif changes:
            self.version += 1
            self.updated_at = now
            columns = [change.field for change in changes]
            self.save(force_update=True, update_fields=[*columns, "version", "updated_at"])
        self.__dict__["_changes_saved"] = True
        return changes

    def raise_version(self, *, now: datetime) -> None:
        """Count a change of something that belongs to this row, such as its contact points."""
        self.version += 1
        self.updated_at = now
        self.save(force_update=True, update_fields=["version", "updated_at"])

    def _noted(self, *, afresh: bool = False) -> dict[str, Change]:
        if afresh and self.__dict__.pop("_changes_saved", False):
            self.__dict__["_changes"] = {}
        noted: dict[str, Change] = self.__dict__.setdefault("_changes", {})
        return noted


class BinnedRow(TrackedRow):
    """A tracked row that goes to the recycle bin before it goes for good."""

    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta(TrackedRow.Meta):
        abstract = True


def as_json(value: Any) -> Any:
    """Return the value as JSON keeps it: decimals, instants, dates and keys as strings."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date | Decimal | UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_json(item) for item in value]
    return value
