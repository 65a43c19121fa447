"""The register of all entities, filled once at start from every room's `entities.py`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

from rapport.kernel.errors import N_, Invalid, NotFound

from .declare import Entity, Extension, Field, Join, Related

T = TypeVar("T", Field, Join, Related)


class UnknownEntity(NotFound):
    sentence = N_("There is no kind of record called {name}. There are: {known}.")


class UnknownField(Invalid):
    """A question names a field that is not there, or that this reader may not know of."""

    sentence = N_("{entity} have no field called {field}.")


class DeclaredTwice(RuntimeError):
    """Two declarations claim the same name; found at start."""


@dataclass(frozen=True)
class Whole:
    """An entity with what upper rooms added to it."""

    base: Entity
    extensions: tuple[Extension, ...]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.base, name)

    @cached_property
    def name(self) -> str:
        return self.base.name

    @cached_property
    def fields(self) -> dict[str, Field]:
        return _by_name(self.base.fields, *(e.fields for e in self.extensions))

    @cached_property
    def joins(self) -> dict[str, Join]:
        return _by_name(self.base.joins, *(e.joins for e in self.extensions))

    @cached_property
    def related(self) -> dict[str, Related]:
        return _by_name(self.base.related, *(e.related for e in self.extensions))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return (*self.base.columns, *(c for e in self.extensions for c in e.columns))

    def field(self, name: str) -> Field:
        """Return the field of that name. Refuses UnknownField."""
        try:
            return self.fields[name]
        except KeyError:
            raise UnknownField(entity=self.base.label_plural, field=name) from None


_entities: dict[str, Entity] = {}
_extensions: dict[str, list[Extension]] = {}
_wholes: dict[str, Whole] = {}


def declare(*declarations: Entity | Extension) -> None:
    """Enter entities and extensions into the register; called by rooms' `entities.py`."""
    for declaration in declarations:
        if isinstance(declaration, Extension):
            _extensions.setdefault(declaration.extends, []).append(declaration)
        elif declaration.name in _entities:
            raise DeclaredTwice(declaration.name)
        else:
            _entities[declaration.name] = declaration
    _wholes.clear()
    hidden_with.cache_clear()


def load(rooms: Iterable[str]) -> None:
    """Import the `entities` module of every room that has one."""
    for room in rooms:
        if find_spec(f"{room}.entities") and not room.endswith("kernel.entities"):
            import_module(f"{room}.entities")


def entity(name: str) -> Whole:
    """Return the entity by its name ("parties.party"). Refuses UnknownEntity."""
    if name not in _entities:
        raise _unknown(name)
    if name not in _wholes:
        _wholes[name] = Whole(_entities[name], tuple(_extensions.get(name, ())))
    return _wholes[name]


def entity_by_key(key: str) -> Whole:
    """Return the entity by its name in URLs, API and files ("customers")."""
    for declared in _entities.values():
        if declared.key == key:
            return entity(declared.name)
    raise _unknown(key)


def _unknown(name: str) -> UnknownEntity:
    return UnknownEntity(name=name, known=", ".join(sorted(e.key for e in _entities.values())))


def field(entity_name: str, field_name: str) -> Field:
    """Return another room's field, so that its expression can be used without an import."""
    return entity(entity_name).field(field_name)


@cache
def hidden_with(names: frozenset[str]) -> frozenset[str]:
    """Return the fields ("entity.field") with those that show the same values once more."""
    if not names:
        return names
    repeating = (
        f"{whole.name}.{field.name}"
        for whole in entities()
        for field in whole.fields.values()
        if names & set(field.repeats)
    )
    return names | frozenset(repeating)


def entities() -> list[Whole]:
    """Return all entities in the order of their names."""
    return [entity(name) for name in sorted(_entities)]


def _by_name(*groups: Iterable[T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for group in groups:
        for item in group:
            if item.name in found:
                raise DeclaredTwice(item.name)
            found[item.name] = item
    return found
