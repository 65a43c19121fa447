"""
Loaders: how a room takes in rows of a file. The kernel reads, stages, counts, remembers and undoes;
the loader knows the tables.

A room registers its loaders in its `mappings/__init__.py`, which is imported at first use:

    loaders.register(CustomersLoader())

The life of an import, and who works in it:

    upload     kernel   keeps the file, finds its encoding, dialect, columns; remembers mappings
    stage      kernel   reads cells by `columns` into the staging table (see Stage), faults included
    judge      loader   gives each row that has no fate one, in SQL over the whole table; reads live
                        tables, writes only the stage: so the dry run is the first half of the apply
    apply      loader   for each window: writes live rows for the fates create and update, and one
                        change each by `record`; the kernel commits it with counts and audit row
    finish     loader   once after the last window: totals of other tables, in one transaction
    undo       kernel   takes back the recorded changes by what the loader says in `written`;
                        `removing`, `restore` and `after_undo` look after what is derived
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, NotFound

from .pure.columns import Column
from .stages import Stage, Window
from .words import in_words

ROWS_A_WINDOW = 10_000
FIRST_UPDATES = """
select line, row_id, before::text, coalesce(after, '{}')::text from {stage}
where fate = 'update' and before is not null order by line limit %(limit)s"""

# Line, row, columns before and after; of an import that is written the line is 0.
Update = tuple[int, int, Mapping[str, Any], Mapping[str, Any]]


class UnknownLoader(NotFound):
    sentence = N_("Nothing here takes in {name}.")


@dataclass(frozen=True, slots=True)
class Written:
    """
    A kind of row that a loader writes and remembers by `Stage.record`.

    Shapes    belongs: (table, its key to this one): rows that go with a created row when it is
              taken back; any other row that points at it keeps it.
    """

    entity: str  # as recorded: "parties.party"
    table: str
    belongs: tuple[tuple[str, str], ...] = ()


class Loader(ABC):
    """
    Base of all loaders; a room says how to judge and to apply, and overrides what else it needs.

    `faults` maps codes in the stage's `fault` to a sentence marked with N_, in which `{value}`
    stands for the cell and `{field}` for the label of its column.
    `key_columns` are those that say which live row a line means; the mapping must fill one group.
    """

    key: str = ""  # "customers": names the loader in mappings, on the command line, in "entities"
    label: str = ""
    entity: str = ""  # "parties.party": whose scope and change permission hold
    permission: str = ""  # needed to import at all
    columns: tuple[Column, ...] = ()
    key_columns: tuple[tuple[str, ...], ...] = ()
    faults: dict[str, str] = {}
    # Where the verdicts stand: a table with line, fate, fault and field. A loader of very many
    # lines writes them into a table aside instead of rewriting the stage.
    verdicts: str = "{stage}"
    written: tuple[Written, ...] = ()  # what it writes, parents first: read by undo

    @abstractmethod
    def judge(self, stage: Stage, *, actor: Actor, now: datetime) -> None:
        """
        Give every row without a fate one; write `row_id`, `before` and `after` of updates.

        Rows outside the actor's reach fail with 'out_of_reach'; a repeat of a key inside the file
        skips with 'repeat' (same values) or fails with 'key_twice' (other values).
        """

    def updates(self, stage: Stage, limit: int, *, now: datetime) -> Sequence[Update]:
        """
        Return what the first lines of an update will change: line, row, columns before and after.

        The base reads what judge wrote beside them. A loader that finds out only while it writes
        overrides it; it writes nothing.
        """
        if self.verdicts != "{stage}":
            return []
        found = stage.rows(FIRST_UPDATES, limit=limit)
        return [
            (line, row_id, json.loads(was, parse_float=str), json.loads(became, parse_float=str))
            for line, row_id, was, became in found
        ]

    def readable(self, updates: Sequence[Update]) -> Sequence[Update]:
        """Return updates as people read them: keys by names, without what follows from others."""
        return updates

    def windows(self, stage: Stage) -> list[Window]:
        """Cut the stage into parts of at most 10,000 rows that are written as one."""
        ((first, last),) = stage.rows("select min(part), max(part) from {stage}")
        if first is None:
            return []
        starts = range(first, last + 1, ROWS_A_WINDOW)
        return [Window(start, min(start + ROWS_A_WINDOW - 1, last)) for start in starts]

    def may_overlap(self, window: Window) -> bool:
        """Whether the window touches no row that its neighbours touch: two are written at once."""
        return False

    @abstractmethod
    def apply(self, stage: Stage, window: Window, *, actor: Actor, now: datetime) -> None:
        """Write the window's rows; inside the transaction that the kernel commits."""

    def finish(self, stage: Stage, *, actor: Actor, now: datetime) -> None:  # noqa: B027 - a hook
        """Do what must be done once after all windows; may run twice."""

    def line_counts(self, stage: Stage) -> dict[str, int]:
        """Count, after judge, what becomes of the lines of the file."""
        verdicts = stage.named(self.verdicts)
        return in_words(dict(stage.rows(f"select fate, count(*) from {verdicts} group by 1")))

    def after_undo(  # noqa: B027 - a hook
        self, entity: str, row_ids: Sequence[int], *, actor: Actor, now: datetime
    ) -> None:
        """Put right what was derived from rows that were just changed back; inside the chunk."""

    def finish_undo(self, import_id: int, *, actor: Actor, now: datetime) -> None:  # noqa: B027 - a hook
        """Do what must be done once after all was taken back; may run twice."""

    def restore(  # noqa: B027 - a hook
        self, entity: str, was: Sequence[tuple[int, Mapping[str, Any]]], *, now: datetime
    ) -> None:
        """Put back what belongs to updated rows and is kept in `before` beyond their columns."""

    def step_of(
        self, field: str, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> tuple[Any, Any] | None:
        """
        Return what a remembered change says in the history of a field, as (before, after).

        None of what is kept for undo alone. The base takes what stands on both sides for a field.
        """
        return (before[field], after[field]) if field in after else None

    @contextmanager
    def removing(
        self, entity: str, row_ids: Sequence[int], *, actor: Actor, now: datetime
    ) -> Iterator[None]:
        """Surround the removal of made rows: take out before, count again after."""
        yield

    def entity_counts(self, stage: Stage) -> dict[str, dict[str, int]]:
        """
        Count, after judge, what becomes of each kind of record: {"customers": {"created": 3, …}}.

        The base counts lines, one record each. A loader that fills several tables overrides it.
        """
        return {self.key: self.line_counts(stage)}

    def amounts(self, stage: Stage) -> dict[str, str] | None:
        """Return {"file", "orders", "left_out"} as decimal strings, where the file has money."""
        return None


_loaders: dict[str, Loader] = {}
_looked: set[str] = set()


def register(*found: Loader) -> None:
    """Enter loaders; called by rooms' `mappings`."""
    for loader in found:
        if _loaders.setdefault(loader.key, loader) is not loader:
            raise RuntimeError(f"loader {loader.key} is registered twice")


def loader(key: str) -> Loader:
    """Return the loader of that name. Refuses UnknownLoader."""
    _look(settings.ROOMS)
    try:
        return _loaders[key]
    except KeyError:
        raise UnknownLoader(name=key) from None


def all_loaders() -> Sequence[Loader]:
    """Return the loaders in the order of their names."""
    _look(settings.ROOMS)
    return [_loaders[key] for key in sorted(_loaders)]


def _look(rooms: Iterable[str]) -> None:
    for room in rooms:
        if room not in _looked:
            _looked.add(room)
            if find_spec(f"{room}.mappings"):
                import_module(f"{room}.mappings")
