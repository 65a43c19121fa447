"""
What a token may do of what its user may: on which resources, reading or writing, how far.

    customers:read          read customers, as far as its user does
    orders:write:team       read and change orders of its user's teams
    *:read                  read everything its user does
    parties.view            one permission by its code, wherever it is asked for

Scopes only narrow: what the user loses, his tokens lose in the same moment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapport.kernel.entities.registry import Whole, entities, entity
from rapport.kernel.errors import N_, Invalid

from .permissions import permissions
from .words import Reach

EVERY = "*"
TEXT = re.compile(r"([a-z][a-z-]*|\*):(read|write)(?::(own|team|unit|all))?")


class ScopeUnknown(Invalid):
    sentence = N_(
        "{scope} is no scope. Say for example customers:read, orders:write:team or *:read."
    )


@dataclass(frozen=True, slots=True)
class Scope:
    """A resource ("*": each), reading alone or writing too, and how far at most."""

    resource: str
    writes: bool
    reach: Reach

    def covers(self, resource: str, *, writes: bool) -> bool:
        """Whether the scope opens the resource for this."""
        return self.resource in (EVERY, resource) and (self.writes or not writes)


@dataclass(frozen=True, slots=True)
class Resource:
    """The permissions that reading, and changing, of a resource may ask for."""

    reads: frozenset[str]
    writes: frozenset[str]

    def permissions(self, *, writes: bool) -> frozenset[str]:
        return self.reads | self.writes if writes else self.reads


_others: dict[str, Resource] = {}


def resource(key: str, *, reads: Sequence[str] = (), writes: Sequence[str] = ()) -> str:
    """Enter a resource of the programming interface that is no entity, and return its key."""
    _others[key] = Resource(frozenset(reads), frozenset(writes))
    return key


def resources() -> dict[str, Resource]:
    """Return every resource that a scope can name."""
    own = {whole.base.key: _of_entity(whole) for whole in entities()}
    return dict(sorted({**own, **_others}.items()))


def read_scope(text: str) -> Scope | str:
    """Return what a scope says; a permission's code is one by itself. Refuses ScopeUnknown."""
    if text in permissions():
        return text
    found = TEXT.fullmatch(text)
    if found is None or found[1] not in {EVERY, *resources()}:
        raise ScopeUnknown(scope=text[:80])
    return Scope(found[1], found[2] == "write", Reach.named(found[3] or "all"))


def opens(scopes: Sequence[str], resource_key: str, *, writes: bool) -> bool:
    """Whether a token of these scopes may be used on the resource; its user's rights apply too."""
    found = [read_scope(text) for text in scopes]
    if not found or any(isinstance(scope, str) for scope in found):
        return True  # permissions by their codes are asked for where they are needed
    return any(
        isinstance(scope, Scope) and scope.covers(resource_key, writes=writes) for scope in found
    )


def narrowed(
    reach: Mapping[str, Reach], scopes: Sequence[str], resource_key: str = ""
) -> dict[str, Reach]:
    """
    Return how far each permission goes for a token of these scopes.

    On a resource, its own scope decides over the permissions that belong to it. Elsewhere, and
    where no resource is asked about, a permission that several scopes name goes the shortest way.
    """
    if not scopes:
        return dict(reach)
    known = resources()
    found = [read_scope(text) for text in scopes]
    codes = {scope for scope in found if isinstance(scope, str)}
    limits = _limits([scope for scope in found if isinstance(scope, Scope)], known, resource_key)
    return {
        code: given if code in codes else min(given, limits[code])
        for code, given in reach.items()
        if code in codes or code in limits
    }


def _limits(
    scopes: Sequence[Scope], known: Mapping[str, Resource], resource_key: str
) -> dict[str, Reach]:
    own: dict[str, Reach] = {}
    others: dict[str, Reach] = {}
    for scope in scopes:
        for key in known if scope.resource == EVERY else (scope.resource,):
            for code in known[key].permissions(writes=scope.writes):
                if key == resource_key:  # of two scopes on one resource the wider counts
                    own[code] = max(own.get(code, Reach.NONE), scope.reach)
                else:
                    others[code] = min(others.get(code, Reach.ALL), scope.reach)
    decided = known[resource_key].permissions(writes=True) if resource_key in known else ()
    return {code: far for code, far in others.items() if code not in decided} | own


def _of_entity(whole: Whole) -> Resource:
    base = whole.base
    room = base.view.partition(".")[0] + "."
    fields = {field.permission for field in base.fields if field.permission.startswith(room)}
    through: set[str] = set()
    above = base.owner.through
    while above:  # a part is seen through what it belongs to
        through.add(entity(above).base.view)
        above = entity(above).base.owner.through
    return Resource(
        frozenset({base.view, *fields, *through}), frozenset({base.change, *base.writes})
    )
