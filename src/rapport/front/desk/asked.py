"""What an address asks of a list. Nothing of it is kept elsewhere, but for columns put in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson
from django.utils.translation import gettext

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.registry import Whole, entity_by_key
from rapport.kernel.filters import tree
from rapport.kernel.filters.tree import FilterNotUnderstood, Node
from rapport.kernel.views.listing import MOST_ROWS, Listing, is_seen
from rapport.kernel.views.queries import ViewCard, views_of

from .looks import look_of

PAGE_ROWS = 50
MOST_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class View:
    """A tab above the list: a saved view, or one that comes with the entity."""

    id: str
    name: str
    where: Node | None = None
    sort: str = ""
    columns: tuple[str, ...] = ()
    audience: str = "mine"
    is_mine: bool = False
    is_pinned: bool = False
    is_shipped: bool = False


ALL = View(id="", name="")


@dataclass(frozen=True, slots=True)
class Asked:
    """
    The state of a list: which view, and what differs from it.

    `where`, `sort` and `columns` hold what is to be shown; an address names only what is not the
    view's own. `kept` are the columns as the reader last put them in order, under no address.
    """

    key: str
    view: str = ""
    where: Node | None = None
    sort: str = ""
    columns: tuple[str, ...] = ()
    search: str = ""
    after: str = ""
    unfiltered: bool = False  # the address lays the view's filter aside
    kept: tuple[str, ...] = ()
    base: View = ALL

    def address(self, **changes: Any) -> str:
        """Return the address of this list with changes; a place in it is not carried along."""
        query = replace(self, after="", **changes).query
        return f"/{self.key}?{query}" if query else f"/{self.key}"

    def pairs(self) -> list[tuple[str, str]]:
        """Return the state as names and values, for addresses and hidden inputs."""
        own = self.base
        where = written(self.where) if self.where != own.where else ""
        given = {
            "view": self.view,
            "filter": "none" if self.where is None and own.where is not None else where,
            "sort": self.sort if self.sort != own.sort else "",
            "columns": ",".join(self.columns) if self.columns != own.columns else "",
            "q": self.search,
        }
        return [(name, value) for name, value in given.items() if value]

    @property
    def query(self) -> str:
        return urlencode(self.pairs())

    @property
    def is_changed(self) -> bool:
        """Whether the list differs from the view it came from."""
        columns = self.columns or self.kept or self.base.columns
        same = self.where == self.base.where and self.sort == self.base.sort
        return not same or (bool(columns) and columns != self.base.columns)


def asked_of(key: str, given: Mapping[str, str], kept: Sequence[str] = ()) -> Asked:
    """
    Return what the address asks; `kept` are the columns the reader last put in order here.

    Refuses   FilterNotUnderstood.
    """
    named = tuple(name for name in given.get("columns", "").split(",") if name)
    return Asked(
        key=key,
        view=given.get("view", "")[:40],
        where=read_filter(given.get("filter", "")),
        sort=given.get("sort", "")[:80],
        columns=named[:MOST_COLUMNS],
        search=given.get("q", "")[:200],
        after=given.get("after", ""),
        unfiltered=given.get("filter") == "none",
        kept=tuple(kept),
    )


def views_for(whole: Whole, actor: Actor) -> list[View]:
    """Return the tabs of the list: the shipped ones the reader can use, then the saved ones."""
    shipped = [
        View(
            id=one.id,
            name=gettext(one.name),
            where=tree.read(one.where),
            sort=one.sort,
            is_shipped=True,
        )
        for one in look_of(whole).views
        if all(name in whole.fields and is_seen(whole, name, actor) for name in one.fields)
    ]
    return shipped + [_of_card(card) for card in views_of(whole.name, actor=actor)]


def with_view(asked: Asked, view: View | None) -> Asked:
    """Fill what the address leaves open from the view it names."""
    if view is None:
        return replace(asked, view="", base=ALL)
    return replace(
        asked,
        base=view,
        where=asked.where if asked.where or asked.unfiltered else view.where,
        columns=asked.columns or asked.kept or view.columns,
        sort=asked.sort or view.sort,
    )


def list_state(asked: Asked, *, actor: Actor) -> Asked:
    """Return what is asked, filled from the view that the address names."""
    whole = entity_by_key(asked.key)
    actor.must(whole.base.view)
    if not asked.view:
        return asked
    return with_view(asked, view_called(asked.view, views_for(whole, actor)))


def view_called(name: str, views: Sequence[View]) -> View | None:
    return next((view for view in views if view.id == name), None)


def listing_of(
    asked: Asked, actor: Actor, *, limit: int = PAGE_ROWS, extra: Sequence[str] = ()
) -> Listing:
    """Return the question to the list engine; `extra` fields are read besides the columns."""
    whole = entity_by_key(asked.key)
    names = list(columns_now(asked, whole, actor))
    names += [name for name in extra if name not in names]
    return Listing(
        whole,
        actor,
        tuple(names),
        asked.where,
        asked.sort,
        asked.search,
        min(limit, MOST_ROWS),
        asked.after or None,
    )


def columns_now(asked: Asked, whole: Whole, actor: Actor) -> tuple[str, ...]:
    """
    Return the names of the columns to show.

    An address that names a column the reader may not see is refused by the engine, as unknown;
    of the entity's own, and of kept ones, such a column is left out.
    """
    if asked.columns:
        return asked.columns
    return seen_columns(whole, asked.kept or look_of(whole).columns or whole.columns, actor)


def seen_columns(whole: Whole, names: Sequence[str], actor: Actor) -> tuple[str, ...]:
    """Return those of the names that are fields the reader may see."""
    chosen = names or tuple(whole.fields)
    return tuple(name for name in chosen if name in whole.fields and is_seen(whole, name, actor))


def read_filter(text: str) -> Node | None:
    """Return the filter of a JSON text. Refuses FilterNotUnderstood."""
    if not text or text == "none":
        return None
    try:
        return tree.read(orjson.loads(text))
    except orjson.JSONDecodeError:
        raise FilterNotUnderstood(near=text[:80]) from None


def written(node: Node | None) -> str:
    """Return the filter as JSON text, "" for none."""
    return orjson.dumps(tree.write(node)).decode() if node is not None else ""


def as_uid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _of_card(card: ViewCard) -> View:
    return View(
        id=str(card.id),
        name=card.name,
        where=tree.read(card.where) if card.where else None,
        sort=card.sort,
        columns=tuple(card.columns),
        audience=card.audience,
        is_mine=card.is_mine,
        is_pinned=card.is_pinned,
    )
