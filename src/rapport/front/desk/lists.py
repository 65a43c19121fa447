"""What an address asks of a list, and the list as a page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.registry import Whole, entity_by_key
from rapport.kernel.filters import tree
from rapport.kernel.filters.sentence import Chip, chips
from rapport.kernel.filters.tree import All, FilterNotUnderstood, Node
from rapport.kernel.views import engine
from rapport.kernel.views.commands import Look, change_view, save_view
from rapport.kernel.views.listing import Listing, columns_of, seen_fields
from rapport.kernel.views.queries import ViewCard, view_card, view_named, views_of

from .cells import Column, ShownRow, column_of, shown_row

PAGE_ROWS = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """The state of a list as its address carries it; nothing of it is kept elsewhere."""

    key: str
    view: str = ""
    where: Node | None = None
    sort: str = ""
    columns: tuple[str, ...] = ()
    search: str = ""
    after: str = ""

    def address(self, **changes: Any) -> str:
        """Return the address of this list with changes; a place in it is not carried along."""
        asked = replace(self, after="", **changes)
        query = urlencode(asked.pairs())
        return f"/{asked.key}?{query}" if query else f"/{asked.key}"

    def pairs(self) -> list[tuple[str, str]]:
        """Return the state as names and values, for addresses and hidden inputs."""
        given = {
            "view": self.view,
            "filter": orjson.dumps(tree.write(self.where)).decode() if self.where else "",
            "sort": self.sort,
            "columns": ",".join(self.columns),
            "q": self.search,
        }
        return [(name, value) for name, value in given.items() if value]

    @property
    def query(self) -> str:
        return urlencode(self.pairs())


@dataclass(frozen=True, slots=True)
class ChipLink:
    chip: Chip
    without: str  # address of the list without this condition


@dataclass(frozen=True, slots=True)
class ListPage:
    """Everything the list page draws; no query is made while it is drawn."""

    whole: Whole
    asked: Asked
    columns: list[Column]
    rows: list[ShownRow]
    more: str
    views: list[ViewCard]
    current: ViewCard | None
    chips: list[ChipLink]
    is_changed: bool
    all_columns: list[Column]


def asked_of(key: str, given: Mapping[str, str]) -> Asked:
    """Return what the address asks. Refuses FilterNotUnderstood."""
    return Asked(
        key=key,
        view=given.get("view", ""),
        where=_filter(given.get("filter", "")),
        sort=given.get("sort", "")[:80],
        columns=tuple(name for name in given.get("columns", "").split(",") if name)[:40],
        search=given.get("q", "")[:200],
        after=given.get("after", ""),
    )


def list_page(asked: Asked, *, actor: Actor, now: datetime) -> ListPage:
    """Return one page of the list with its views and its filter as chips."""
    whole = entity_by_key(asked.key)
    actor.must(whole.base.view)
    views = views_of(whole.name, actor=actor)
    current = next((view for view in views if str(view.id) == asked.view), None)
    effective = with_view(asked, current)
    listing = listing_of(effective, actor)
    found = engine.page(listing, now=now)
    return ListPage(
        whole=whole,
        asked=effective,
        columns=[column_of(field, effective, whole) for field in found.fields],
        rows=[shown_row(row, found.fields, whole, now) for row in found.rows],
        more=found.next or "",
        views=views,
        current=current,
        chips=chip_links(whole, effective),
        is_changed=current is not None and effective.address() != _own_address(current, asked),
        all_columns=[column_of(field, effective, whole) for field in seen_fields(whole, actor)],
    )


def list_state(asked: Asked, *, actor: Actor) -> Asked:
    """Return what is asked, filled from the view that the address names."""
    whole = entity_by_key(asked.key)
    actor.must(whole.base.view)
    if not asked.view:
        return asked
    views = views_of(whole.name, actor=actor)
    return with_view(asked, next((view for view in views if str(view.id) == asked.view), None))


def keep_view(
    asked: Asked,
    *,
    name: str,
    look: Look,
    over: UUID | None,
    actor: Actor,
    now: datetime,
    rng: Random,
) -> UUID:
    """Save the look as a new view, or over an own one; return its id."""
    whole = entity_by_key(asked.key)
    if over is not None:
        view = view_card(over, actor=actor)
        change_view(view_uid=over, name=name or view.name, look=look, actor=actor, now=now)
        return over
    save_view(entity_name=whole.name, name=name, look=look, actor=actor, now=now, rng=rng)
    return view_named(whole.name, name.strip(), actor=actor).id


def listing_of(asked: Asked, actor: Actor, *, limit: int = PAGE_ROWS) -> Listing:
    """Return the question to the list engine."""
    return Listing(
        entity_by_key(asked.key),
        actor,
        asked.columns,
        asked.where,
        asked.sort,
        asked.search,
        limit,
        asked.after or None,
    )


def with_view(asked: Asked, view: ViewCard | None) -> Asked:
    """Fill what the address leaves open from the view it names."""
    if view is None:
        return replace(asked, view="")
    where = asked.where or (tree.read(view.where) if view.where else None)
    columns = asked.columns or tuple(view.columns)
    return replace(asked, where=where, columns=columns, sort=asked.sort or view.sort)


def chip_links(whole: Whole, asked: Asked) -> list[ChipLink]:
    """Return the conditions, each with the address of the list without it."""
    return [
        ChipLink(chip, asked.address(where=without(asked.where, int(chip.path))))
        for chip in chips(whole, asked.where)
    ]


def without(node: Node | None, place: int) -> Node | None:
    """Return the filter without its condition at that place."""
    if not isinstance(node, All):
        return None
    kept = tuple(inner for index, inner in enumerate(node.nodes) if index != place)
    return All(kept) if len(kept) > 1 else (kept[0] if kept else None)


def columns_now(asked: Asked, actor: Actor) -> list[str]:
    """Return the names of the columns that the list shows."""
    return [field.name for field in columns_of(listing_of(asked, actor))]


def _own_address(view: ViewCard, asked: Asked) -> str:
    return with_view(Asked(key=asked.key, view=asked.view), view).address()


def _filter(text: str) -> Node | None:
    if not text:
        return None
    try:
        return tree.read(orjson.loads(text))
    except orjson.JSONDecodeError:
        raise FilterNotUnderstood(near=text[:80]) from None
