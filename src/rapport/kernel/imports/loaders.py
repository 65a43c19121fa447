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
    undo       loader   takes back a part of the recorded changes; `undoing.take_back` does it for
                        rows of TrackedRow tables
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, NotFound

from .pure.columns import Column
from .stages import Stage, Window

ROWS_A_WINDOW = 10_000


class UnknownLoader(NotFound):
    sentence = N_("Nothing here takes in {name}.")


class Loader:
    """
    Base of all loaders; a room overrides what it needs.

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
    counts: tuple[str, ...] = ()  # names under "entities"; () = (key,)

    def judge(self, stage: Stage, *, actor: Actor, now: datetime) -> None:
        """
        Give every row without a fate one; write `row_id`, `before` and `after` of updates.

        Rows outside the actor's reach fail with 'out_of_reach'; a repeat of a key inside the file
        skips with 'repeat' (same values) or fails with 'key_twice' (other values).
        """
        raise NotImplementedError

    def windows(self, stage: Stage) -> list[Window]:
        """Cut the stage into parts of at most 10,000 rows that are written as one."""
        ((first, last),) = stage.rows("select min(part), max(part) from {stage}")
        if first is None:
            return []
        starts = range(first, last + 1, ROWS_A_WINDOW)
        return [Window(start, min(start + ROWS_A_WINDOW - 1, last)) for start in starts]

    def apply(self, stage: Stage, window: Window, *, actor: Actor, now: datetime) -> None:
        """Write the window's rows; inside the transaction that the kernel commits."""
        raise NotImplementedError

    def finish(self, stage: Stage, *, actor: Actor, now: datetime) -> None:
        """Do what must be done once after all windows; may run twice."""

    def entity_counts(self, stage: Stage) -> dict[str, dict[str, int]]:
        """
        Count, after judge, what becomes of each kind of record: {"customers": {"created": 3, …}}.

        The base counts lines, one record each. A loader that fills several tables overrides it.
        """
        found = dict(stage.rows("select fate, count(*) from {stage} group by fate"))
        return {self.key: in_words(found)}

    def amounts(self, stage: Stage) -> dict[str, str] | None:
        """Return {"file", "orders", "left_out"} as decimal strings, where the file has money."""
        return None


WORDS = {
    "create": "created",
    "update": "updated",
    "unchanged": "unchanged",
    "skip": "skipped",
    "fail": "failed",
}


def in_words(fates: dict[str | None, int]) -> dict[str, int]:
    """Turn counts by fate into the counts that people read; all five are there."""
    return {word: fates.get(fate, 0) for fate, word in WORDS.items()}


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
