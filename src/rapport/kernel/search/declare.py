"""The register of searchable entities, filled at start by their rooms."""

from __future__ import annotations

from .words import Searchable

_searchable: dict[str, Searchable] = {}


def declare_searchable(declared: Searchable) -> None:
    """Enter an entity; its code must be free."""
    for known in _searchable.values():
        if known.code == declared.code and known.entity != declared.entity:
            raise RuntimeError(f"search code {known.code} stands for {known.entity} already")
    _searchable[declared.entity] = declared


def searchable(entity: str) -> Searchable:
    """Return how the entity is searched."""
    return _searchable[entity]


def all_searchable() -> list[Searchable]:
    return [_searchable[name] for name in sorted(_searchable)]
