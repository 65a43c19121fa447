"""Who acts: a value that every command and query takes as an argument."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from rapport.kernel.errors import NotAllowed

from .words import Reach

NOTHING: Mapping[str, Reach] = MappingProxyType({})


ActorKind = Literal["user", "token", "operator", "system", "nobody"]


@dataclass(frozen=True, slots=True)
class Actor:
    """
    A person, a program on a person's behalf, the operator at the machine, or the system itself.

    `reach` tells for each permission how far it goes; what it does not name is not allowed.
    """

    kind: ActorKind
    name: str
    user_id: int | None = None
    reach: Mapping[str, Reach] = field(default_factory=lambda: NOTHING)
    sees_all: bool = False
    team_ids: tuple[int, ...] = ()
    unit_ids: tuple[int, ...] = ()
    denied_fields: frozenset[str] = field(default_factory=frozenset)
    language: str = "zh-hant"
    zone: str = "Asia/Taipei"
    region: str = "TW"
    currency: str = "TWD"

    def reach_of(self, permission: str) -> Reach:
        """Return how far the permission goes for this actor."""
        return Reach.ALL if self.sees_all else self.reach.get(permission, Reach.NONE)

    def may(self, permission: str) -> bool:
        return not permission or self.reach_of(permission) > Reach.NONE

    def must(self, permission: str) -> None:
        """Refuse NotAllowed unless the actor has the permission at all."""
        if not self.may(permission):
            raise NotAllowed(permission=permission)

    def sees_field(self, entity: str, name: str, permission: str = "") -> bool:
        """Whether this field may be shown to, or used in any way by, the actor."""
        return self.may(permission) and f"{entity}.{name}" not in self.denied_fields

    def sees_no_less_than(self, other: Actor) -> bool:
        """Whether whatever the other may see or do, on whichever rows, this actor may too."""
        if self.sees_all:
            return True
        reaches_all = (
            self.reach_of(code) is Reach.ALL for code, reach in other.reach.items() if reach
        )
        return all(reaches_all) and self.denied_fields <= other.denied_fields

    @property
    def audit_name(self) -> str:
        """The words by which the audit knows the actor: no personal name of a customer."""
        return f"{self.kind}:{self.user_id or self.name}"


SYSTEM = Actor(kind="system", name="system", sees_all=True)
NOBODY = Actor(kind="nobody", name="nobody")


def operator(
    name: str,
    *,
    language: str = "zh-hant",
    zone: str = "Asia/Taipei",
    region: str = "TW",
    currency: str = "TWD",
) -> Actor:
    """Return who works at the command line: sees all, audited by the system user's name."""
    return Actor(
        kind="operator",
        name=name,
        sees_all=True,
        language=language,
        zone=zone,
        region=region,
        currency=currency,
    )
