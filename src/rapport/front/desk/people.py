"""Colleagues as choices: whom a record can be given to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.registry import entity
from rapport.kernel.errors import N_, Invalid
from rapport.kernel.filters.tree import All, Test
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing

USER = "access.user"
MOST_COLLEAGUES = 50


class ColleagueNotChosen(Invalid):
    sentence = N_("Choose a colleague.")


@dataclass(frozen=True, slots=True)
class Colleague:
    uid: UUID
    name: str

    @property
    def tint(self) -> int:
        return self.uid.int % 4


def colleagues(find: str, *, actor: Actor, now: datetime) -> list[Colleague]:
    """Return colleagues who can sign in and whose name has these letters. Refuses NotAllowed."""
    where = All((Test("is_active", "is", True), Test("name", "contains", find[:80])))
    listing = Listing(entity(USER), actor, ("name",), where, limit=MOST_COLLEAGUES)
    found = [Colleague(row["id"], row["name"]) for row in engine.page(listing, now=now).rows]
    return sorted(found, key=lambda one: one.name)


def colleague_key(uid: str, *, actor: Actor, now: datetime) -> tuple[int, str]:
    """Return key and name of a colleague. Refuses ColleagueNotChosen, NotFound."""
    try:
        wanted = UUID(uid)
    except ValueError:
        raise ColleagueNotChosen() from None
    row = engine.row(USER, wanted, columns=("name",), actor=actor, now=now)
    return int(row["key"]), str(row["name"])
