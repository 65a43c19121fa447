"""What somebody wants to see of an entity, checked against what he may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import live_scope
from rapport.kernel.entities.declare import Field
from rapport.kernel.entities.registry import Whole
from rapport.kernel.entities.sql import TRUE, Sql, all_of
from rapport.kernel.errors import N_, Invalid
from rapport.kernel.filters.compile import condition, sees, usable_field
from rapport.kernel.filters.tree import Node

MOST_ROWS = 200
STAMPS = frozenset({"version", "created_at", "updated_at"})  # of a row in this house


class NotSortable(Invalid):
    sentence = N_("The list cannot be sorted by {field}.")


class PageTooLong(Invalid):
    sentence = N_("A page has at most {most} rows.")


@dataclass(frozen=True, slots=True)
class Listing:
    """A question to the list engine. `columns` empty means the entity's own."""

    entity: Whole
    actor: Actor
    columns: tuple[str, ...] = ()
    where: Node | None = None
    sort: str = ""
    search: str = ""
    limit: int = 50
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The rows a listing speaks of: FROM with its joins, and WHERE."""

    joins: tuple[str, ...]
    where: Sql


def columns_of(listing: Listing) -> list[Field]:
    """
    Return the fields to show. The entity's own columns leave out what the actor may not see;
    a column asked for by name that he may not see is refused as unknown.
    """
    whole, actor = listing.entity, listing.actor
    if listing.columns:
        return [usable_field(whole, name, actor) for name in listing.columns]
    own = whole.columns or tuple(whole.fields)
    return [whole.field(name) for name in own if is_seen(whole, name, actor)]


def seen_fields(whole: Whole, actor: Actor) -> list[Field]:
    """Return all fields the actor may see, but for those that are made for files."""
    return [f for f in whole.fields.values() if f.in_files != "only" and sees(whole, f, actor)]


def filed_fields(whole: Whole, actor: Actor) -> list[Field]:
    """Return all fields the actor may see that another house can take in."""
    fields = (f for f in whole.fields.values() if f.in_files != "never" and f.name not in STAMPS)
    return [field for field in fields if sees(whole, field, actor)]


def is_seen(whole: Whole, name: str, actor: Actor) -> bool:
    return sees(whole, whole.field(name), actor)


def sort_of(listing: Listing) -> tuple[Field | None, bool]:
    """Return the field sorted by (None: the key) and whether downward. Refuses NotSortable."""
    asked = listing.sort or listing.entity.base.sort
    name, down = asked.lstrip("-"), asked.startswith("-")
    if not name:
        return None, True
    field = usable_field(listing.entity, name, listing.actor)
    if not field.sorts:
        raise NotSortable(field=field.label)
    return field, down


def source(listing: Listing, *, now: datetime, permission: str = "") -> Source:
    """Return the rows of the listing under the actor's scope and its filter and search."""
    whole = listing.entity
    listing.actor.must(whole.base.view)
    wanted = condition(whole, listing.where, actor=listing.actor, now=now)
    where = [live_scope(whole, listing.actor, permission=permission), wanted.sql, _found(listing)]
    return Source(tuple(sorted(wanted.joins)), all_of(where))


def joins_sql(whole: Whole, names: Sequence[str], inner: Sequence[str] = ()) -> str:
    """Return the joins' text; those in `inner` leave out rows without a partner."""
    chosen = []
    for name in whole.joins:  # declaration order: a join may build on an earlier one
        if name in names or name in inner:
            declared = whole.joins[name]
            text = declared.inner if name in inner and declared.inner else declared.sql
            chosen.append(text.format(t="t"))
    return " ".join(chosen)


def checked_limit(limit: int) -> int:
    if not 1 <= limit <= MOST_ROWS:
        raise PageTooLong(most=MOST_ROWS)
    return limit


def _found(listing: Listing) -> Sql:
    text = listing.search.strip()
    if not text or listing.entity.base.search is None:
        return TRUE
    found = listing.entity.base.search(text, "t", listing.actor)
    return found if isinstance(found, Sql) else TRUE
