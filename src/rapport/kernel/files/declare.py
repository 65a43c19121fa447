"""
The register of kinds of files: which room's file it is, who may store it, who may open it.

    IMPORT_SOURCE = file_kind("imports.source", store=IMPORT, may_open=queries.may_see_source)
"""

from __future__ import annotations

from dataclasses import dataclass

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, Invalid
from rapport.kernel.files.words import FileCard, MayOpen


class FileKindUnknown(Invalid):
    sentence = N_("There is no kind of file called {kind}.")


@dataclass(frozen=True, slots=True)
class Kind:
    """One room's kind of file; `store` is the permission to store and to purge."""

    name: str
    store: str
    may_open: MayOpen


_kinds: dict[str, Kind] = {}


def only_who_stored(card: FileCard, actor: Actor) -> bool:
    """Let a file be opened by the person who stored it, and by whoever sees all."""
    return actor.sees_all or (actor.user_id is not None and card.stored_by_id == actor.user_id)


def file_kind(name: str, *, store: str, may_open: MayOpen = only_who_stored) -> str:
    """Enter a kind into the register and return its name; `name` begins with the room's."""
    known = _kinds.get(name)
    if known is not None and known.may_open.__module__ != may_open.__module__:
        raise RuntimeError(f"file kind {name} is declared twice")
    _kinds[name] = Kind(name, store, may_open)
    return name


def kind_named(name: str) -> Kind:
    """Return the kind. Refuses FileKindUnknown."""
    try:
        return _kinds[name]
    except KeyError:
        raise FileKindUnknown(kind=name) from None


def file_kinds() -> list[Kind]:
    """Return all kinds, by name."""
    return [_kinds[name] for name in sorted(_kinds)]
